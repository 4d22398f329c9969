//! how far the firms that are scored have moved away from those that trained the models. The population stability
//! index compares two distributions over the same parts: the sum of `(observed - expected) * ln(observed / expected)`.

mod measure;
mod monitor;
mod page;

pub(crate) use measure::sweep;
pub(crate) use monitor::{__path_read, metrics, read};
pub(crate) use page::page;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::ToSchema;

/// So many scores say something about a population for certain.
const SCORES_MIN: i64 = 500;
/// A share of zero is replaced by this, as is usual, so that the index stays finite.
const SHARE_MIN: f64 = 1e-4;

/// What an index calls for: below 0.1 nothing, up to 0.25 attention, above it retraining.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[derive(IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Level {
    /// No scores.
    TooFew,
    Stable,
    Watch,
    Act,
}

impl Level {
    /// The level of an index over so many parts. Chance alone makes it `(parts - 1) / scores` on average; of few
    /// scores that is much, and is taken off before the index is judged.
    fn of(psi: f64, parts: usize, scores: i64) -> Self {
        let chance = parts.saturating_sub(1) as f64 / scores.max(1) as f64;
        match if uncertain(scores) { psi - chance } else { psi } {
            _ if scores == 0 => Self::TooFew,
            psi if psi < 0.1 => Self::Stable,
            psi if psi <= 0.25 => Self::Watch,
            _ => Self::Act,
        }
    }

    fn title(self) -> &'static str {
        words::name(words::Kind::Level, self.into())
    }
}

/// Whether so few scores say what they say with reserve.
fn uncertain(scores: i64) -> bool {
    scores < SCORES_MIN
}

/// What was measured of a model.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Report {
    /// The shares of the scores in the tenths of the training population, the safest tenth first; 0.1 each is no drift.
    pub(crate) deciles: Vec<f64>,
    /// The inputs, the most drifted first.
    pub(crate) inputs: Vec<InputDrift>,
}

/// The drift of one input.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct InputDrift {
    pub(crate) feature: String,
    pub(crate) title: String,
    pub(crate) psi: f64,
    pub(crate) level: Level,
    /// The share of scores without it.
    pub(crate) missing: f64,
    /// The same among the firms that trained the model.
    pub(crate) missing_in_training: f64,
}

/// The population stability index of counts against the shares that are expected.
fn psi(expected: &[f64], counts: &[i64]) -> f64 {
    let all = counts.iter().sum::<i64>().max(1) as f64;
    let parts = expected.iter().zip(counts).map(|(&expected, &count)| {
        let (expected, observed) = (expected.max(SHARE_MIN), (count as f64 / all).max(SHARE_MIN));
        (observed - expected) * (observed / expected).ln()
    });
    parts.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_nought_without_drift_and_grows_with_it() {
        let even = [0.25; 4];
        assert!(psi(&even, &[50, 50, 50, 50]).abs() < 1e-12);
        // (0.4-0.25)ln(1.6) + (0.3-0.25)ln(1.2) + (0.2-0.25)ln(0.8) + (0.1-0.25)ln(0.4)
        assert!((psi(&even, &[40, 30, 20, 10]) - 0.228_218).abs() < 1e-6);
        assert!(psi(&even, &[200, 0, 0, 0]).is_finite());
        assert!(psi(&even, &[0, 0, 0, 0]).is_finite());
    }

    //
    #[test]
    fn few_scores_are_told_with_reserve() {
        assert_eq!(Level::of(3.0, 10, 0), Level::TooFew);
        assert!(uncertain(SCORES_MIN - 1) && !uncertain(SCORES_MIN));
        for (psi, level) in
            [(0.0, Level::Stable), (0.1, Level::Watch), (0.25, Level::Watch), (0.26, Level::Act)]
        {
            assert_eq!(Level::of(psi, 10, SCORES_MIN), level, "{psi}");
        }
        // Forty scores: chance alone makes 9/40 of ten parts.
        assert_eq!(Level::of(0.225, 10, 40), Level::Stable);
        assert_eq!(Level::of(0.48, 10, 40), Level::Act);
    }
}
