//! How the models and public records are joined to a firm's score; the numbers are `models/combination.toml`.

use serde::Deserialize;

/// `models/combination.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Combination {
    /// Goes with every answer.
    pub version: String,
    /// The rate of default that is expected locally, 0 to 1.
    pub prior_bad_rate: f64,
    /// What the loan model says of an industry, times this.
    pub industry_weight: f64,
    /// What public records add.
    pub public_record: Vec<PublicRecord>,
}

/// Expert points for one field of a public record.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicRecord {
    /// The data item, `penalties`.
    pub item: String,
    /// The field of its value, `serious_36m`.
    pub field: String,
    /// Chinese.
    pub title: String,
    /// The text that counts as one; numbers count as themselves, true as one.
    pub equals: Option<String>,
    /// Log-odds of default for each.
    pub log_odds: f64,
    /// How many count at most.
    pub most: f64,
}
