//! One check of an outstanding loan.

use facts::FactsRead;
use rules::{Decision, Inputs, Outcome, Table};
use rust_decimal::Decimal;
use scoring::{ModelError, Models, Scored};
use serde::Deserialize;
use serde_json::{Value, json};
use store::row;
use uuid::Uuid;

row! {
    /// A loan, its borrower now, and its borrower when the money went out.
    pub(crate) struct Loan {
        order_id: Uuid,
        section: Option<String>,
        days_past_maturity: i32,
        points_before: Option<Decimal>,
        inputs_before: Value,
        facts: Option<Value>,
        rules: Option<Value>,
    }
}

#[derive(Deserialize)]
struct Version {
    id: Uuid,
    body: Table,
}

/// What the loan itself says, whatever is known of its borrower.
const OF_THE_LOAN: [&str; 1] = ["days_past_maturity"];

/// The outcome of a check.
pub(crate) struct Found {
    pub(crate) order_id: Uuid,
    pub(crate) version_id: Option<Uuid>,
    pub(crate) consent_id: Option<Uuid>,
    pub(crate) inputs: Inputs,
    pub(crate) decision: Decision,
    pub(crate) scored: Option<(Scored, Vec<u8>)>,
}

/// Why a check failed: a defect.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error("what the database gave: {0}")]
    Data(#[from] serde_json::Error),
    #[error("a score that is no number: {0}")]
    Score(#[from] rust_decimal::Error),
}

/// Scores the borrower where its facts may be read, and lets the rules judge.
pub(crate) fn check(models: &Models, loan: Loan) -> Result<Found, CheckError> {
    let facts: Option<FactsRead> = loan.facts.map(serde_json::from_value).transpose()?;
    let version: Option<Version> = loan.rules.map(serde_json::from_value).transpose()?;
    let scored = match &facts {
        Some(facts) => models.of_facts(facts, loan.section.as_deref())?,
        None => None,
    };
    let mut inputs = facts.as_ref().map(FactsRead::inputs).unwrap_or_default();
    let score = scored.as_ref().map(|(scored, _)| Decimal::try_from(scored.answer.score));
    let score = score.transpose()?;
    let derived = [
        ("score", score.map(|score| score.to_string()).into()),
        ("score_drop", drop(loan.points_before, score).map(|drop| drop.to_string()).into()),
        ("new_penalties", more("penalties", &loan.inputs_before, &inputs).into()),
        ("new_executions", more("open_executions", &loan.inputs_before, &inputs).into()),
        ("days_past_maturity", loan.days_past_maturity.into()),
    ];
    let derived = derived.into_iter().map(|(name, value): (&str, Value)| (name.to_owned(), value));
    inputs.extend(derived.filter(|(_, value)| !value.is_null()));
    let decision = match &version {
        Some(version) => version.body.decide(&inputs),
        // Without rules nothing was looked at.
        None => Decision { outcome: Outcome::Refer, findings: Vec::new() },
    };
    Ok(Found {
        order_id: loan.order_id,
        version_id: version.map(|version| version.id),
        consent_id: facts.map(|facts| facts.consent_id),
        inputs,
        decision,
        scored,
    })
}

fn drop(before: Option<Decimal>, now: Option<Decimal>) -> Option<Decimal> {
    before?.checked_sub(now?)
}

/// By how much a count has grown.
fn more(name: &str, before: &Value, now: &Inputs) -> Option<i64> {
    now.get(name)?.as_i64()?.checked_sub(before.get(name)?.as_i64()?)
}

impl Found {
    /// What becomes alerts, as the statement takes it.
    pub(crate) fn findings(&self, new_id: impl Fn() -> Uuid) -> Vec<Value> {
        let finding = |finding: &rules::Finding| {
            json!({
                "id": new_id(), "rule": finding.rule, "title": finding.title, "reason": finding.reason,
                "sentence": finding.sentence,
                "severity": if finding.outcome == Outcome::Refuse { "serious" } else { "attention" },
                "by_consent": self.consent_id.filter(|_| reads_facts(finding)),
            })
        };
        self.decision.findings.iter().map(finding).collect()
    }
}

/// Whether more than the loan itself was read for a finding.
fn reads_facts(finding: &rules::Finding) -> bool {
    finding.read.keys().any(|name| !OF_THE_LOAN.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_twice_is_not_compared() {
        let before = json!({ "penalties": 1 });
        let now = |value: Value| value.as_object().unwrap().clone();
        assert_eq!(more("penalties", &before, &now(json!({ "penalties": 3 }))), Some(2));
        assert_eq!(more("penalties", &before, &now(json!({}))), None);
        assert_eq!(more("penalties", &json!({}), &now(json!({ "penalties": 3 }))), None);
        assert_eq!(drop(Some(Decimal::new(7005, 1)), None), None);
        assert_eq!(
            drop(Some(Decimal::new(7005, 1)), Some(Decimal::new(6401, 1))),
            Some(Decimal::new(604, 1))
        );
    }
}
