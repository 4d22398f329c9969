use super::{InputDrift, Level, Report, psi, uncertain};
use crate::model::both;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use scoring::{Metadata, Model};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use store::{row, statement};
use web::{Answer, Clock, Fault, Json, Platform, Problem};

statement! {
    Measure("score-company/measure") -> Counts
}
statement! {
    KeepDrift("score-company/keep_drift") -> Kept
}

row! {
    struct Counts { scores: i64, deciles: Value, quarters: Value }
}

row! {
    struct Kept { day: NaiveDate }
}

/// What a sweep did.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    models: Vec<ModelLevel>,
}

#[derive(Debug, Serialize)]
struct ModelLevel {
    model: String,
    level: Level,
}

/// Measures every model against the population that trained it.
pub(crate) async fn sweep(platform: Platform, _: Clock) -> Answer<Json<Measured>> {
    let store = platform.store().await?;
    let mut measured = Measured { models: Vec::new() };
    for metadata in both()?.map(Model::metadata) {
        let measure = Measure { model: metadata.name.clone(), version: metadata.version.clone() };
        let counts: Counts = store.one(measure).await?;
        let deciles: Vec<i64> = parse(counts.deciles)?;
        let quarters: Vec<HashMap<String, i64>> = parse(counts.quarters)?;
        let score_psi = psi(&vec![0.1; deciles.len()], &deciles);
        let inputs = inputs(metadata, &quarters, counts.scores);
        let worst = inputs.iter().map(|input| input.level).max();
        let level = Level::of(score_psi, deciles.len(), counts.scores);
        let level = level.max(worst.unwrap_or(Level::TooFew));
        let report = Report { deciles: shares(&deciles, counts.scores), inputs };
        let keep_drift = KeepDrift {
            model: metadata.name.clone(),
            version: metadata.version.clone(),
            scores: counts.scores,
            psi: Decimal::try_from(score_psi)
                .map_err(|error| Problem::caused(Fault::Internal, error))?
                .round_dp(4),
            level: <&str>::from(level).to_owned(),
            uncertain: uncertain(counts.scores),
            report: store::json(&report)?,
        };
        let _: Kept = store.one(keep_drift).await?;
        measured.models.push(ModelLevel { model: metadata.name.clone(), level });
    }
    Ok(Json(measured))
}

fn parse<T: for<'a> Deserialize<'a>>(value: Value) -> Answer<T> {
    serde_json::from_value(value).map_err(|error| Problem::caused(Fault::Internal, error))
}

fn shares(counts: &[i64], all: i64) -> Vec<f64> {
    counts.iter().map(|&count| rounded(count as f64 / all.max(1) as f64)).collect()
}

fn inputs(metadata: &Metadata, counted: &[HashMap<String, i64>], scores: i64) -> Vec<InputDrift> {
    let expected = metadata.quarters.iter().zip(&metadata.missing);
    let each = metadata.inputs().zip(expected).zip(counted);
    let mut inputs: Vec<_> = each
        .map(|((feature, (quarters, &missing_in_training)), letters)| {
            let count = |letter: &str| letters.get(letter).copied().unwrap_or(0);
            let counts = ["0", "1", "2", "3", "-"].map(count);
            let mut expected = quarters.to_vec();
            expected.push(missing_in_training);
            let psi = psi(&expected, &counts);
            InputDrift {
                feature: feature.name.clone(),
                title: feature.title.clone(),
                psi: rounded(psi),
                level: Level::of(psi, counts.len(), scores),
                missing: rounded(count("-") as f64 / scores.max(1) as f64),
                missing_in_training,
            }
        })
        .collect();
    inputs.sort_by(|a, b| b.psi.total_cmp(&a.psi));
    inputs
}

fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
