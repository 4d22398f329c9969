//! Why a score is what it is: the features that add most and those that take most, in plain sentences.

use crate::inputs::Inputs;
use crate::metadata::{Feature, Metadata};
use crate::model::Outcome;
use crate::points::whole;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why the score is higher or lower than the usual firm's.
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
    /// What it adds to the usual firm's score, whole points; never against the direction that the dictionary states.
    pub points: f64,
    /// A Chinese sentence of all this.
    pub sentence: String,
}

/// How many reasons are given on each side.
const MOST: usize = 4;

/// The strongest reasons on both sides.
pub(crate) struct Reasons {
    pub(crate) for_it: Vec<Reason>,
    pub(crate) against_it: Vec<Reason>,
}

/// What may become a reason. Sentences are made for those alone that are shown.
enum Candidate {
    Feature(usize),
    Other(Reason),
}

impl Reasons {
    /// The reasons of a run, and `others` that no model knows of.
    pub(crate) fn of(
        metadata: &Metadata,
        inputs: &Inputs,
        outcome: &Outcome,
        others: Vec<Reason>,
    ) -> Self {
        let points = |contribution: f64| whole(-metadata.factor * contribution);
        let each = by_choice(metadata, inputs, &outcome.features).into_iter().enumerate();
        let features = each.map(|(place, adds)| (points(adds), Candidate::Feature(place)));
        let others = others.into_iter().map(|reason| (reason.points, Candidate::Other(reason)));
        let mut all: Vec<_> = features.chain(others).filter(|(points, _)| *points != 0.0).collect();
        all.sort_by(|(a, _), (b, _)| b.abs().total_cmp(&a.abs()));
        let (mut good, mut bad): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(points, _)| *points > 0.0);
        good.truncate(MOST);
        bad.truncate(MOST);
        let reason = |(points, candidate)| match candidate {
            Candidate::Other(reason) => Some(reason),
            Candidate::Feature(place) => of_feature(metadata, inputs, place, points),
        };
        Self {
            for_it: good.into_iter().filter_map(reason).collect(),
            against_it: bad.into_iter().filter_map(reason).collect(),
        }
    }

    /// The points of all of them.
    pub(crate) fn points(&self) -> f64 {
        self.for_it.iter().chain(&self.against_it).map(|reason| reason.points).sum()
    }
}

/// The contributions, those of all industries as one of the industry that the firm has: not being of another is no
/// reason of its own.
fn by_choice(metadata: &Metadata, inputs: &Inputs, contributions: &[f64]) -> Vec<f64> {
    let mut contributions = contributions.to_vec();
    let industries =
        || metadata.features.iter().enumerate().filter(|(_, feature)| feature.section.is_some());
    let usual = |place: &usize| metadata.usual_firm.get(*place).is_some_and(|flag| *flag > 0.5);
    let own = |place: &usize| inputs.value(*place).is_some_and(|flag| flag > 0.5);
    let places = || industries().map(|(place, _)| place);
    let Some(chosen) = places().find(own).or_else(|| places().find(usual)) else {
        return contributions;
    };
    let mut sum = 0.0;
    for place in places() {
        if let Some(contribution) = contributions.get_mut(place) {
            sum += std::mem::take(contribution);
        }
    }
    if let Some(contribution) = contributions.get_mut(chosen) {
        *contribution = sum;
    }
    contributions
}

fn of_feature(metadata: &Metadata, inputs: &Inputs, place: usize, points: f64) -> Option<Reason> {
    let feature = metadata.features.get(place)?;
    let &[low, _, high] = metadata.usual.get(place)?;
    let value = inputs.value(place);
    Some(Reason {
        feature: feature.name.clone(),
        title: feature.title.clone(),
        dimension: feature.dimension.clone(),
        value,
        usual: [low, high],
        points,
        sentence: sentence(feature, value, [low, high], points),
    })
}

/// What points do, 加 12 分.
pub(crate) fn effect(points: f64) -> String {
    let verb = if points > 0.0 { "加" } else { "减" };
    format!("{verb} {:.0} 分", points.abs())
}

fn sentence(feature: &Feature, value: Option<f64>, usual: [f64; 2], points: f64) -> String {
    let (title, effect) = (&feature.title, effect(points));
    let Some(value) = value else {
        return format!("缺少{title}，{effect}");
    };
    if feature.section.is_some() {
        let said = if value > 0.5 { title.as_str() } else { "未填行业" };
        return format!("{said}，{effect}");
    }
    if feature.unit == "flag" {
        return format!("{title}：{}，{effect}", if value > 0.5 { "是" } else { "否" });
    }
    let place = match value {
        value if value < usual[0] => "低于",
        value if value > usual[1] => "高于",
        _ => "处于",
    };
    let [low, high] = usual.map(|value| figure(feature, value));
    format!("{}，{place}常见的 {low} 至 {high}，{effect}", said(feature, value, place == "低于"))
}

/// A value in the plain words of the dictionary.
fn said(feature: &Feature, value: f64, less_than_usual: bool) -> String {
    let negative = feature.says_negative.as_ref().filter(|_| value < 0.0);
    let (template, shown) = match (negative, &feature.says) {
        (Some(negative), _) => (negative.as_str(), -value),
        (None, Some(says)) => (says.as_str(), value),
        (None, None) => return format!("{}为 {}", feature.title, figure(feature, value)),
    };
    template
        .replace("{only}", if less_than_usual { "只" } else { "" })
        .replace("{%}", &percent(shown))
        .replace("{100}", &digits(shown * 100.0))
        .replace("{}", &digits(shown))
}

/// A value as the sentence of its feature writes it.
fn figure(feature: &Feature, value: f64) -> String {
    match feature.says.as_deref() {
        Some(says) if says.contains("{%}") => percent(value),
        Some(says) if says.contains("{100}") => digits(value * 100.0),
        _ => digits(value),
    }
}

fn percent(value: f64) -> String {
    format!("{}%", digits(value * 100.0))
}

/// Three significant digits, without an exponent.
fn digits(value: f64) -> String {
    let digits = match value.abs() {
        0.0 => 0,
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        size => (2.0 - size.log10().floor()).min(6.0) as usize,
    };
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Models;

    #[test]
    fn figures_have_three_digits() {
        for (value, text) in
            [(0.0, "0"), (0.012345, "0.0123"), (-1.5, "-1.50"), (1234.5, "1234"), (56.78, "56.8")]
        {
            assert_eq!(digits(value), text);
        }
    }

    #[test]
    fn sentences_are_plain() {
        let metadata = Models::shared().unwrap().financial.metadata();
        let of = |name: &str, value: Option<f64>, usual: [f64; 2], points: f64| {
            let feature = metadata.features.iter().find(|feature| feature.name == name);
            sentence(feature.unwrap(), value, usual, points)
        };
        assert_eq!(
            of("defensive_days", Some(26.0), [30.0, 90.0], -12.0),
            "现金和应收款还清短期负债后只够 26.0 天的开支，低于常见的 30.0 至 90.0，减 12 分"
        );
        assert_eq!(
            of("net_profit_to_assets", Some(-0.12), [0.003, 0.1], -30.0),
            "净亏损为总资产的 12.0%，低于常见的 0.300% 至 10.0%，减 30 分"
        );
        assert_eq!(of("quick_ratio", None, [0.5, 1.5], 3.0), "缺少速动比率，加 3 分");
        for model in [&Models::shared().unwrap().financial, &Models::shared().unwrap().loan] {
            for feature in &model.metadata().features {
                for value in [-2.0, 0.5, 3.0] {
                    let sentence = sentence(feature, Some(value), [0.0, 1.0], 5.0);
                    assert!(!sentence.contains(['{', '}']), "{sentence}");
                }
            }
        }
    }
}
