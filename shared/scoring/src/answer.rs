use crate::inputs::Inputs;
use crate::metadata::{Feature, Metadata};
use crate::model::Outcome;
use crate::points::{Sum, whole};
use crate::reasons::{Reason, Reasons};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A score with its probability and its reasons. It is a sum that anyone can check: `base_points` and the `points` of
/// all dimensions add up to `score`, and so do `base_points`, the `points` of all reasons shown and `other_points`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Answer {
    /// The model, `financial` or `loan`.
    pub model: String,
    /// The model's version.
    pub model_version: String,
    /// What the probability is a probability of.
    pub horizon: String,
    /// Points on the scale, whole ones; answers of before 2026.12 have a decimal.
    #[schema(example = 712.0)]
    pub score: f64,
    /// The score of a firm that is usual in all: where the sum begins. Null in answers of before 2026.12.
    #[serde(default)]
    #[schema(example = 655.0)]
    pub base_points: Option<f64>,
    /// A band of the probability, `AAA` the safest.
    #[schema(example = "BBB")]
    pub grade: String,
    /// Of default, 0 to 1, six decimals.
    pub probability: f64,
    /// The five dimensions.
    pub dimensions: Vec<DimensionScore>,
    /// What lowers the score, the strongest reason first, at most four.
    pub reasons_against: Vec<Reason>,
    /// What raises the score, the strongest reason first, at most four.
    pub reasons_for: Vec<Reason>,
    /// What all that is not among the reasons adds to the score. Null in answers of before 2026.12.
    #[serde(default)]
    pub other_points: Option<f64>,
    /// Features without a value.
    pub missing: Vec<String>,
    /// Features, derived ones too, with a value outside of the range of nearly all firms; they are used unchanged.
    pub out_of_range: Vec<String>,
    /// The deciles of the scores of the training population, from the lowest to the highest.
    #[serde(default)]
    pub distribution: Vec<f64>,
    /// The constants of the scale.
    pub scale: Scale,
}

/// One dimension.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DimensionScore {
    /// `operating_capability`, `solvency`, `growth`, `industry_outlook` or `public_records`.
    pub dimension: String,
    /// Its Chinese name.
    pub title: String,
    /// 0 to 100, the same function of `points` for every dimension: 50 is the usual firm, points that double the odds
    /// make 67, points that halve them 33. Null where nothing is known of it.
    #[schema(required)]
    pub score: Option<f64>,
    /// What it adds to the usual firm's score, whole points.
    pub points: f64,
}

/// How points, odds and grades belong together: `score = offset - factor * ln(odds of default)`, between the ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Scale {
    /// The score at the base odds.
    pub base_score: f64,
    /// Good to bad.
    pub base_odds: f64,
    /// By how many points the odds double.
    pub points_to_double_the_odds: f64,
    /// The lowest score.
    pub lowest: f64,
    /// The highest score.
    pub highest: f64,
    /// The bands of the probability.
    pub grades: Vec<GradeBand>,
}

/// A grade's band.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GradeBand {
    /// `AAA` to `D`.
    pub grade: String,
    /// The band's upper bound.
    pub probability_below: f64,
    /// The share of bad firms seen in the band in training; null where no firm fell into it.
    #[schema(required)]
    pub observed: Option<f64>,
}

impl Answer {
    /// What people read of a run.
    pub fn of(metadata: &Metadata, inputs: &Inputs, outcome: &Outcome) -> Self {
        let known = |dimension: &str| {
            metadata.features.iter().any(|feature| feature.dimension == dimension)
        };
        Self::joined(metadata, inputs, outcome, known, Vec::new())
    }

    /// The same of a run that more was joined to: which dimensions are `known`, and the reasons that it adds.
    pub(crate) fn joined(
        metadata: &Metadata,
        inputs: &Inputs,
        outcome: &Outcome,
        known: impl Fn(&str) -> bool,
        others: Vec<Reason>,
    ) -> Self {
        let sum = Sum::of(metadata, &outcome.hybrids, outcome.log_odds);
        let reasons = Reasons::of(metadata, inputs, outcome, others);
        let each = metadata.dimensions.iter().zip(&sum.dimensions);
        let dimensions = each.map(|(dimension, &points)| DimensionScore {
            dimension: dimension.clone(),
            title: dimension_title(dimension).to_owned(),
            score: known(dimension).then(|| metadata.standing(points)),
            points,
        });
        Self {
            model: metadata.name.clone(),
            model_version: metadata.version.clone(),
            horizon: metadata.horizon.clone(),
            score: sum.score,
            base_points: Some(sum.base),
            grade: metadata.grade(outcome.probability).to_owned(),
            probability: rounded(outcome.probability, 6),
            dimensions: dimensions.collect(),
            other_points: Some(whole(sum.score - sum.base - reasons.points())),
            reasons_against: reasons.against_it,
            reasons_for: reasons.for_it,
            missing: named(metadata.inputs(), inputs, |_, value| value.is_none()),
            out_of_range: named(metadata.features.iter(), inputs, |feature, value| {
                let [low, high] = feature.range;
                value.is_some_and(|value| !(low..=high).contains(&value))
            }),
            distribution: distribution(metadata),
            scale: Scale::of(metadata),
        }
    }
}

impl Scale {
    /// The scale of a model.
    pub fn of(metadata: &Metadata) -> Self {
        let band = |grade: &crate::Grade| GradeBand {
            grade: grade.grade.clone(),
            probability_below: grade.probability_below,
            observed: grade.observed,
        };
        Self {
            base_score: metadata.base_score,
            base_odds: metadata.base_odds,
            points_to_double_the_odds: metadata.points_to_double_the_odds,
            lowest: metadata.range[0],
            highest: metadata.range[1],
            grades: metadata.grades.iter().map(band).collect(),
        }
    }

    /// The same for a score whose bands have not been compared with outcomes yet.
    pub(crate) fn unobserved(metadata: &Metadata) -> Self {
        let mut scale = Self::of(metadata);
        scale.grades.iter_mut().for_each(|grade| grade.observed = None);
        scale
    }
}

/// The Chinese name of a dimension.
pub(crate) fn dimension_title(dimension: &str) -> &str {
    words::name(words::Kind::Dimension, dimension)
}

/// The deciles of the probability as points, the lowest score first.
fn distribution(metadata: &Metadata) -> Vec<f64> {
    let points = |probability: &f64| {
        let probability = probability.clamp(1e-9, 1.0 - 1e-9);
        whole(metadata.bounded(metadata.score((probability / (1.0 - probability)).ln())))
    };
    metadata.probability_deciles.iter().rev().map(points).collect()
}

/// The names of those features; the derived ones stand behind those that are read, in both.
fn named<'a>(
    features: impl Iterator<Item = &'a Feature>,
    inputs: &Inputs,
    wanted: impl Fn(&Feature, Option<f64>) -> bool,
) -> Vec<String> {
    let each = features.enumerate();
    each.filter(|(place, feature)| wanted(feature, inputs.value(*place)))
        .map(|(_, feature)| feature.name.clone())
        .collect()
}

/// Rounded to so many decimals.
fn rounded(value: f64, digits: i32) -> f64 {
    let unit = 10_f64.powi(digits);
    (value * unit).round() / unit
}
