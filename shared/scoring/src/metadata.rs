use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeSet, HashMap};

/// What a model's file says of itself. The training program writes it; see `models/README.md`.
#[derive(Debug, Clone)]
pub struct Metadata {
    /// `financial` or `loan`.
    pub name: String,
    /// Its Chinese name.
    pub title: String,
    /// The version that goes with every answer.
    pub version: String,
    /// What the probability is a probability of.
    pub horizon: String,
    /// The share of bad firms among those that trained it.
    pub bad_rate: f64,
    /// The features in the order of the graph's `values`; those read come first, derived ones last.
    pub features: Vec<Feature>,
    /// The five dimensions.
    pub dimensions: Vec<String>,
    /// Quartiles of each feature among the firms that trained it.
    pub usual: Vec<[f64; 3]>,
    /// The shares of those firms up to the first quartile of each feature, up to the second, the third, and above.
    pub quarters: Vec<[f64; 4]>,
    /// The share of those firms that lacked each feature.
    pub missing: Vec<f64>,
    /// The firm that every score is set against: the medians of the columns, the most frequent industry.
    pub usual_firm: Vec<f64>,
    /// Deciles of the probability, for the drift of scores.
    pub probability_deciles: Vec<f64>,
    /// The grades, the best first.
    pub grades: Vec<Grade>,
    /// `score = offset - factor * log_odds`.
    pub offset: f64,
    /// Points per unit of log-odds.
    pub factor: f64,
    /// The score at the base odds.
    pub base_score: f64,
    /// Good to bad.
    pub base_odds: f64,
    /// By how many points the odds double.
    pub points_to_double_the_odds: f64,
    /// Where the scale begins and ends; values beyond are clamped.
    pub range: [f64; 2],
    /// The names of the features that are read, for looking one up.
    read: BTreeSet<String>,
}

/// A line of the feature dictionary.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Feature {
    /// snake_case, for programs.
    pub name: String,
    /// Chinese.
    pub title: String,
    /// The column it is read from; none for a derived one.
    pub column: Option<String>,
    /// One of the five dimensions.
    pub dimension: String,
    /// `ratio`, `flag`, `dollar`, ...
    pub unit: String,
    /// The range of nearly all firms.
    pub range: [f64; 2],
    /// Whether a firm without it is refused.
    pub required: bool,
    /// What a higher value means when nothing else changes: 1 riskier, -1 safer, 0 where nothing is stated.
    pub direction: i8,
    /// A value in a plain sentence: `{}` is the figure, `{%}` percent, `{100}` a hundred times it, `{only}` the word
    /// for less than usual.
    pub says: Option<String>,
    /// The same of a value below zero, which it gives without the sign.
    pub says_negative: Option<String>,
    /// The two columns whose quotient a derived feature is.
    pub ratio: Option<[String; 2]>,
    /// The two columns whose difference it is, the first less the second.
    pub difference: Option<[String; 2]>,
    /// The column and the unit that it is the remainder of.
    pub remainder: Option<(String, f64)>,
    /// The section of GB/T 4754 that a flag of an industry stands for.
    pub section: Option<String>,
}

/// A band of the probability.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Grade {
    /// `AAA` to `D`.
    pub grade: String,
    /// The band's upper bound.
    pub probability_below: f64,
    /// The share of bad firms seen in the band; none where no firm fell into it.
    pub observed: Option<f64>,
}

#[derive(Deserialize)]
struct Points {
    base_score: f64,
    base_odds: f64,
    points_to_double_the_odds: f64,
    lowest: f64,
    highest: f64,
}

impl Metadata {
    /// Reads the properties of an ONNX file: texts, or JSON. The error names the property that does not fit.
    pub(crate) fn read(properties: &HashMap<&str, &str>) -> Result<Self, String> {
        let text = |key: &str| {
            properties.get(key).map(|&text| text.to_owned()).ok_or_else(|| format!("no {key}"))
        };
        let scale: Points = json(properties, "scale")?;
        let features: Vec<Feature> = json(properties, "features")?;
        let read = features.iter().filter(|feature| feature.column.is_some());
        let read = read.map(|feature| feature.name.clone()).collect();
        Ok(Self {
            name: text("name")?,
            title: text("title")?,
            version: text("version")?,
            horizon: text("horizon")?,
            bad_rate: json(properties, "bad_rate")?,
            features,
            read,
            dimensions: json(properties, "dimensions")?,
            usual: json(properties, "usual")?,
            quarters: json(properties, "quarters")?,
            missing: json(properties, "missing")?,
            usual_firm: json(properties, "usual_firm")?,
            probability_deciles: json(properties, "probability_deciles")?,
            grades: json(properties, "grades")?,
            offset: json(properties, "offset")?,
            factor: json(properties, "factor")?,
            base_score: scale.base_score,
            base_odds: scale.base_odds,
            points_to_double_the_odds: scale.points_to_double_the_odds,
            range: [scale.lowest, scale.highest],
        })
    }

    /// The features that are read, not derived, in the order of the graph's input.
    pub fn inputs(&self) -> impl Iterator<Item = &Feature> {
        self.features.iter().filter(|feature| feature.column.is_some())
    }

    /// Whether a feature of this name is read.
    pub fn reads(&self, name: &str) -> bool {
        self.read.contains(name)
    }

    /// A feature's place among the dimensions.
    pub(crate) fn dimension_of(&self, feature: &Feature) -> Option<usize> {
        self.dimensions.iter().position(|name| *name == feature.dimension)
    }

    /// The score of some log-odds, points; the scale's ends are not kept here.
    pub fn score(&self, log_odds: f64) -> f64 {
        self.offset - self.factor * log_odds
    }

    /// A score within the scale's ends.
    pub fn bounded(&self, score: f64) -> f64 {
        let [lowest, highest] = self.range;
        score.max(lowest).min(highest)
    }

    /// The grade of a probability.
    pub fn grade(&self, probability: f64) -> &str {
        let grade = self.grades.iter().find(|grade| probability < grade.probability_below);
        grade.or(self.grades.last()).map_or("", |grade| grade.grade.as_str())
    }
}

fn json<T: DeserializeOwned>(properties: &HashMap<&str, &str>, key: &str) -> Result<T, String> {
    let text = properties.get(key).ok_or_else(|| format!("no {key}"))?;
    serde_json::from_str(text).map_err(|error| format!("{key}: {error}"))
}
