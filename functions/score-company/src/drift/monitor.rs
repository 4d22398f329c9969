use super::{Level, Report};
use chrono::{DateTime, NaiveDate, Utc};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::atomic::AtomicU64;
use store::{Store, row, statement};
use utoipa::ToSchema;
use web::{Answer, Fault, Json, Platform, Problem, Response, Staff};

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
        uncertain: bool,
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
    /// Fewer than 500 scores: what they say may be chance.
    pub(crate) uncertain: bool,
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
    pub(crate) uncertain: bool,
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
            uncertain: row.uncertain,
            report: serde_json::from_value(row.report)?,
            measured_at: row.measured_at,
            history: serde_json::from_value(row.history)?,
        })
    };
    let drifts: Result<_, serde_json::Error> = rows.into_iter().map(drift).collect();
    drifts.map_err(|error| Problem::caused(Fault::Internal, error))
}

/// The same for Prometheus. No firm stands in it.
pub(crate) async fn metrics(platform: Platform) -> Answer<Response> {
    web::metrics(&registry(&list(&platform.store().await?).await?))
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfModel {
    model: String,
    version: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfInput {
    model: String,
    version: String,
    feature: String,
}

type Counts<L> = Family<L, Gauge>;
type Shares<L> = Family<L, Gauge<f64, AtomicU64>>;

fn registry(models: &[ModelDrift]) -> Registry {
    let (scores, levels) = (Counts::default(), Counts::default());
    let (score_psi, psi, missing) = (Shares::default(), Shares::default(), Shares::default());
    for drift in models {
        let (model, version) = (drift.model.clone(), drift.model_version.clone());
        for input in &drift.report.inputs {
            let (model, version) = (model.clone(), version.clone());
            let of = OfInput { model, version, feature: input.feature.clone() };
            psi.get_or_create(&of).set(input.psi);
            missing.get_or_create(&of).set(input.missing);
        }
        let of = OfModel { model, version };
        scores.get_or_create(&of).set(drift.scores);
        levels.get_or_create(&of).set(drift.level as i64);
        score_psi.get_or_create(&of).set(drift.psi.to_f64().unwrap_or(f64::NAN));
    }
    let mut registry = Registry::with_prefix("rongtong_model");
    registry.register("scores", "Scores measured", scores);
    registry.register("score_psi", "Population stability index of the score", score_psi);
    registry.register("drift_level", "0 too few scores, 1 stable, 2 watch, 3 act", levels);
    registry.register("input_psi", "Population stability index of an input", psi);
    registry.register("input_missing_ratio", "Share of scores without the input", missing);
    registry
}
