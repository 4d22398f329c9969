//! The stored content of a credit report. Later versions of the platform must still read it: fields are only added.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A credit report without its number and version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) order: OrderPart,
    pub(crate) subject: SubjectPart,
    /// The score; none where the facts allowed none.
    pub(crate) score: Option<ScorePart>,
    /// The decision of the rules; none before their first run.
    pub(crate) decision: Option<DecisionPart>,
    pub(crate) facts: Vec<FactPart>,
    /// The firm's other orders, where the consent names them.
    pub(crate) history: Vec<HistoryPart>,
    /// How many others there are in which state; reports of before have none.
    #[serde(default)]
    pub(crate) history_counts: Vec<HistoryCount>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OrderPart {
    pub(crate) number: String,
    pub(crate) product: String,
    pub(crate) institution: String,
    /// Yuan.
    pub(crate) amount: Decimal,
    pub(crate) term_months: i32,
    pub(crate) purpose: String,
    pub(crate) submitted_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SubjectPart {
    pub(crate) kind: String,
    /// A natural person's name is masked.
    pub(crate) name: String,
    pub(crate) credit_code: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) industry: Option<String>,
    pub(crate) size: Option<String>,
}

/// The part of a score's answer that the report shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ScorePart {
    pub(crate) model_version: String,
    pub(crate) score: f64,
    /// Where the sum begins; scores of before have none, and are no sum.
    #[serde(default)]
    pub(crate) base_points: Option<f64>,
    /// What adds to it beside the reasons.
    #[serde(default)]
    pub(crate) other_points: Option<f64>,
    pub(crate) grade: String,
    pub(crate) probability: f64,
    pub(crate) dimensions: Vec<DimensionPart>,
    pub(crate) reasons_for: Vec<ReasonPart>,
    pub(crate) reasons_against: Vec<ReasonPart>,
    #[serde(default)]
    pub(crate) missing: Vec<String>,
    #[serde(default)]
    pub(crate) distribution: Vec<f64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DimensionPart {
    pub(crate) title: String,
    /// 0 to 100.
    pub(crate) score: Option<f64>,
    #[serde(default)]
    pub(crate) points: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ReasonPart {
    pub(crate) sentence: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DecisionPart {
    /// `approve`, `refer` or `refuse`.
    pub(crate) outcome: String,
    pub(crate) parts: Vec<RulesPart>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RulesPart {
    pub(crate) kind: String,
    pub(crate) version: i32,
    pub(crate) outcome: String,
    pub(crate) findings: Vec<FindingPart>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FindingPart {
    pub(crate) rule: String,
    pub(crate) title: String,
    pub(crate) outcome: String,
    pub(crate) sentence: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FactPart {
    pub(crate) item: String,
    pub(crate) title: String,
    pub(crate) source: String,
    pub(crate) as_of: NaiveDate,
    pub(crate) value: Map<String, Value>,
}

/// How many of the firm's other orders on this platform are in a state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HistoryCount {
    pub(crate) state: String,
    pub(crate) orders: i64,
}

/// Another order of the firm on this platform: where, how much, and how it ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HistoryPart {
    pub(crate) institution: String,
    pub(crate) amount: String,
    pub(crate) submitted_on: NaiveDate,
    pub(crate) state: String,
}
