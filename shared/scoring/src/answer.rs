use crate::inputs::Inputs;
use crate::metadata::{Feature, Metadata};
use crate::model::Outcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many reasons are given on each side.
const REASONS_MAX: usize = 4;

/// A score with its probability and its reasons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Answer {
    /// The model, `financial` or `loan`.
    pub model: String,
    /// The model's version.
    pub model_version: String,
    /// What the probability is a probability of.
    pub horizon: String,
    /// Points on the scale, one decimal.
    pub score: f64,
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
    /// 0 to 100: the percentage of firms of the training population that are riskier; null where the model has no
    /// feature of this dimension.
    #[schema(required)]
    pub score: Option<f64>,
    /// What it adds to the score, points.
    pub points: f64,
}

/// Why the score is higher or lower than the average firm's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    /// The feature.
    pub feature: String,
    /// Its Chinese name.
    pub title: String,
    /// The dimension it belongs to.
    pub dimension: String,
    /// What was read; null when it was missing.
    #[schema(required)]
    pub value: Option<f64>,
    /// The quartiles of the training population: half of its firms are between these.
    pub usual: [f64; 2],
    /// What it adds to the score, points.
    pub points: f64,
    /// A Chinese sentence of all this.
    pub sentence: String,
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
        let (reasons_for, reasons_against) = reasons(metadata, inputs, outcome);
        Self {
            model: metadata.name.clone(),
            model_version: metadata.version.clone(),
            horizon: metadata.horizon.clone(),
            score: rounded(metadata.bounded(outcome.score), 1),
            grade: metadata.grade(outcome.probability).to_owned(),
            probability: rounded(outcome.probability, 6),
            dimensions: dimensions(metadata, outcome),
            reasons_against,
            reasons_for,
            missing: named(metadata.inputs(), inputs, |_, value| value.is_none()),
            out_of_range: named(metadata.features.iter(), inputs, |feature, value| {
                let [low, high] = feature.range;
                value.is_some_and(|value| !(low..=high).contains(&value))
            }),
            distribution: distribution(metadata),
            scale: Scale::of(metadata),
        }
    }

    /// Takes more reasons in where they weigh enough.
    pub(crate) fn add_reasons(&mut self, mut more: Vec<Reason>) {
        more.append(&mut self.reasons_for);
        more.append(&mut self.reasons_against);
        (self.reasons_for, self.reasons_against) = both_sides(more, |reason| reason.points);
    }
}

/// The reasons that raise and those that lower the score by their points, the strongest first; equal ones keep their
/// order.
fn both_sides<T>(mut reasons: Vec<T>, points: impl Fn(&T) -> f64) -> (Vec<T>, Vec<T>) {
    reasons.sort_by(|a, b| points(b).abs().total_cmp(&points(a).abs()));
    let (mut good, mut bad): (Vec<_>, Vec<_>) =
        reasons.into_iter().partition(|reason| points(reason) > 0.0);
    good.truncate(REASONS_MAX);
    bad.truncate(REASONS_MAX);
    (good, bad)
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

impl Metadata {
    /// A dimension's contribution as 0 to 100: the percentage of firms of the training population that are riskier.
    pub(crate) fn dimension_score(&self, dimension: &str, contribution: f64) -> Option<f64> {
        let place = self.dimensions.iter().position(|name| name == dimension)?;
        let known = self.features.iter().any(|feature| feature.dimension == dimension);
        let percentiles = self.dimension_percentiles.get(place).filter(|_| known)?;
        Some(rounded(100.0 - percentile(percentiles, contribution), 1))
    }
}

/// The Chinese name of a dimension.
pub(crate) fn dimension_title(dimension: &str) -> &str {
    words::name(words::Kind::Dimension, dimension)
}

fn dimensions(metadata: &Metadata, outcome: &Outcome) -> Vec<DimensionScore> {
    let each = metadata.dimensions.iter().zip(&outcome.dimensions);
    each.map(|(dimension, &contribution)| DimensionScore {
        dimension: dimension.clone(),
        title: dimension_title(dimension).to_owned(),
        score: metadata.dimension_score(dimension, contribution),
        points: rounded(-metadata.factor * contribution, 1),
    })
    .collect()
}

/// The deciles of the probability as points, the lowest score first.
fn distribution(metadata: &Metadata) -> Vec<f64> {
    let points = |probability: &f64| {
        let probability = probability.clamp(1e-9, 1.0 - 1e-9);
        rounded(metadata.bounded(metadata.score((probability / (1.0 - probability)).ln())), 1)
    };
    metadata.probability_deciles.iter().rev().map(points).collect()
}

/// The percentage of firms with a smaller contribution, interpolated between equally spaced percentiles.
fn percentile(percentiles: &[f64], value: f64) -> f64 {
    let step = 100.0 / (percentiles.len().max(2) - 1) as f64;
    let below = percentiles.partition_point(|&percentile| percentile < value);
    let (Some(&above), Some(before)) = (percentiles.get(below), below.checked_sub(1)) else {
        return if below == 0 { 0.0 } else { 100.0 };
    };
    let under = percentiles.get(before).copied().unwrap_or(above);
    let part = if above > under { (value - under) / (above - under) } else { 0.0 };
    (before as f64 + part) * step
}

/// The strongest reasons on both sides. Sentences are made for these alone, since most features are not shown.
fn reasons(metadata: &Metadata, inputs: &Inputs, outcome: &Outcome) -> (Vec<Reason>, Vec<Reason>) {
    let each = metadata.features.iter().zip(&metadata.usual).zip(&outcome.features).enumerate();
    let weighed = each
        .filter(|(_, (_, contribution))| **contribution != 0.0)
        .map(|(place, (of, contribution))| (place, of, rounded(-metadata.factor * contribution, 1)))
        .collect();
    let reason =
        |(place, (feature, &[low, _, high]), points): (usize, (&Feature, &[f64; 3]), f64)| {
            let value = inputs.value(place);
            Reason {
                feature: feature.name.clone(),
                title: feature.title.clone(),
                dimension: feature.dimension.clone(),
                value,
                usual: [low, high],
                points,
                sentence: sentence(feature, value, [low, high], points),
            }
        };
    let (good, bad) = both_sides(weighed, |(_, _, points)| *points);
    (good.into_iter().map(reason).collect(), bad.into_iter().map(reason).collect())
}

fn sentence(feature: &Feature, value: Option<f64>, [low, high]: [f64; 2], points: f64) -> String {
    let effect = if points > 0.0 { "加" } else { "减" };
    let effect = format!("{effect} {:.1} 分", points.abs());
    let title = &feature.title;
    match value {
        None => format!("{title}缺失，{effect}"),
        Some(value) if feature.unit == "flag" => {
            format!("{title}：{}，{effect}", if value > 0.5 { "是" } else { "否" })
        }
        Some(value) => {
            let place = match value {
                value if value < low => "低于",
                value if value > high => "高于",
                _ => "处于",
            };
            let [value, low, high] = [value, low, high].map(figure);
            format!("{title}为 {value}，{place}常见范围 {low} 至 {high}，{effect}")
        }
    }
}

/// Three significant digits, without an exponent.
fn figure(value: f64) -> String {
    let digits = match value.abs() {
        0.0 => 0,
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        size => (2.0 - size.log10().floor()).min(6.0) as usize,
    };
    format!("{value:.digits$}")
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
pub(crate) fn rounded(value: f64, digits: i32) -> f64 {
    let unit = 10_f64.powi(digits);
    let rounded = (value * unit).round() / unit;
    if rounded == 0.0 { 0.0 } else { rounded } // no negative zero
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_interpolated_and_bounded() {
        let percentiles = [-2.0, -1.0, 0.0, 1.0, 2.0];
        for (value, expected) in
            [(-3.0, 0.0), (-2.0, 0.0), (-1.5, 12.5), (0.0, 50.0), (2.0, 100.0), (9.0, 100.0)]
        {
            assert_eq!(percentile(&percentiles, value), expected, "{value}");
        }
        assert_eq!(percentile(&[0.0; 5], 0.0), 0.0);
        assert_eq!(percentile(&[], 0.0), 0.0);
    }

    #[test]
    fn figures_have_three_digits() {
        for (value, text) in
            [(0.0, "0"), (0.012345, "0.0123"), (-1.5, "-1.50"), (1234.5, "1234"), (56.78, "56.8")]
        {
            assert_eq!(figure(value), text);
        }
    }
}
