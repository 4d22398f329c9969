use super::{Level, Report};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Write as _;
use store::{Store, row, statement};
use utoipa::ToSchema;
use web::{Answer, Fault, IntoResponse, Json, Platform, Problem, Response, Staff};

statement! {
    ListDrift("score-company/list_drift") -> DriftRow
}

row! {
    struct DriftRow {
        model: String,
        model_version: String,
        day: NaiveDate,
        scores: i64,
        psi: Decimal,
        level: String,
        report: Value,
        measured_at: DateTime<Utc>,
        history: Value,
    }
}

/// How a model stands against the population that trained it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelDrift {
    /// `financial` or `loan`.
    pub(crate) model: String,
    pub(crate) model_version: String,
    pub(crate) day: NaiveDate,
    /// How many scores of the last thirty days were measured, at most twenty thousand.
    pub(crate) scores: i64,
    /// The population stability index of the score, a decimal.
    #[schema(value_type = String, example = "0.0421")]
    pub(crate) psi: Decimal,
    /// The strongest of score and inputs.
    pub(crate) level: Level,
    #[serde(flatten)]
    pub(crate) report: Report,
    pub(crate) measured_at: DateTime<Utc>,
    /// The last thirty days, the oldest first.
    pub(crate) history: Vec<DayDrift>,
}

/// What was measured on a day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct DayDrift {
    pub(crate) day: NaiveDate,
    #[schema(value_type = String)]
    pub(crate) psi: Decimal,
    pub(crate) level: Level,
    pub(crate) scores: i64,
}

/// All models.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelMonitor {
    pub(crate) items: Vec<ModelDrift>,
}

/// 模型监控: the drift of scores and inputs, as it was measured last; empty before the first measurement.
#[utoipa::path(
    get, path = "/api/model-monitor", tag = "score-company", responses((status = 200, body = ModelMonitor))
)]
pub(crate) async fn read(platform: Platform, _: Staff) -> Answer<Json<ModelMonitor>> {
    Ok(Json(ModelMonitor { items: list(&platform.store().await?).await? }))
}

pub(super) async fn list(store: &Store) -> Answer<Vec<ModelDrift>> {
    let rows = store.all(ListDrift {}).await?;
    let drift = |row: DriftRow| {
        Ok(ModelDrift {
            model: row.model,
            model_version: row.model_version,
            day: row.day,
            scores: row.scores,
            psi: row.psi,
            level: serde_json::from_value(row.level.into())?,
            report: serde_json::from_value(row.report)?,
            measured_at: row.measured_at,
            history: serde_json::from_value(row.history)?,
        })
    };
    let drifts: Result<_, serde_json::Error> = rows.into_iter().map(drift).collect();
    drifts.map_err(|error| Problem::caused(Fault::Internal, error))
}

/// The same for Prometheus, in its text format 0.0.4. No firm stands in it; the gateway keeps `/metrics` from outside.
pub(crate) async fn metrics(platform: Platform) -> Answer<Response> {
    let models = list(&platform.store().await?).await?;
    let kind = [("content-type", "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, text(&models)).into_response())
}

fn text(models: &[ModelDrift]) -> String {
    let mut text = String::new();
    let gauge = |text: &mut String, name: &str, help: &str, lines: Vec<(String, String)>| {
        _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in lines {
            _ = writeln!(text, "{name}{{{labels}}} {value}");
        }
    };
    let labels = |model: &ModelDrift| {
        format!("model=\"{}\",version=\"{}\"", model.model, model.model_version)
    };
    let each = |value: fn(&ModelDrift) -> String| {
        models.iter().map(|model| (labels(model), value(model))).collect()
    };
    let inputs = |value: fn(&super::InputDrift) -> f64| {
        let of_model = |model: &ModelDrift| {
            let labels = labels(model);
            let line = move |input: &super::InputDrift| {
                (format!("{labels},feature=\"{}\"", input.feature), value(input).to_string())
            };
            model.report.inputs.iter().map(line).collect::<Vec<_>>()
        };
        models.iter().flat_map(of_model).collect()
    };
    let out = &mut text;
    gauge(out, "rongtong_model_scores", "Scores measured.", each(|model| model.scores.to_string()));
    let help = "Population stability index of the score.";
    gauge(out, "rongtong_model_score_psi", help, each(|model| model.psi.to_string()));
    let help = "0 too few scores, 1 stable, 2 watch, 3 act.";
    gauge(out, "rongtong_model_drift_level", help, each(|model| (model.level as u8).to_string()));
    let help = "Population stability index of an input.";
    gauge(out, "rongtong_model_input_psi", help, inputs(|input| input.psi));
    let help = "Share of scores without the input.";
    gauge(out, "rongtong_model_input_missing_ratio", help, inputs(|input| input.missing));
    text
}
