//! From the database's row to the content of a report.

use crate::content::{Content, DecisionPart, FactPart, OrderPart, ScorePart, SubjectPart};
use chrono::{DateTime, Utc};
use crypto::{Keyring, field};
use domain::mask_name;
use facts::{Fact, FactsRead};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::row;
use uuid::Uuid;
use web::{Answer, Fault, Problem};
use words::Kind;

row! {
    /// What the statement `gather` gives.
    pub(crate) struct GatherRow {
        order_number: String,
        product_name: String,
        institution_name: String,
        amount: Decimal,
        term_months: i32,
        purpose_name: String,
        submitted_at: DateTime<Utc>,
        applicant_id: Uuid,
        subject_type: String,
        organisation_name: Option<String>,
        person_name_cipher: Option<Vec<u8>>,
        credit_code: Option<String>,
        region_name: Option<String>,
        industry_name: Option<String>,
        size_class: Option<String>,
        run_id: Option<Uuid>,
        outcome: Option<String>,
        result: Option<String>,
        score_id: Option<Uuid>,
        score: Option<Value>,
        ended: bool,
        facts: Option<Value>,
        item_titles: Value,
        source_titles: Value,
        history: Value,
        history_counts: Value,
    }
}

/// The content, and the consent by which it was read.
pub(crate) fn content(row: &GatherRow, keyring: &Keyring) -> Answer<(Content, Uuid)> {
    if row.ended {
        return Err(Fault::OrderEnded.into());
    }
    let facts: FactsRead = read(row.facts.clone().ok_or(Fault::ConsentMissing)?)?;
    let title = |titles: &Value, code: &str| {
        titles.get(code).and_then(Value::as_str).unwrap_or(code).to_owned()
    };
    let fact = |fact: Fact| FactPart {
        title: title(&row.item_titles, &fact.item),
        source: title(&row.source_titles, &fact.source),
        item: fact.item,
        as_of: fact.as_of,
        value: fact.value.as_object().cloned().unwrap_or_default(),
    };
    let score: Option<ScorePart> = row.score.clone().map(read).transpose()?;
    let content = Content {
        order: OrderPart {
            number: row.order_number.clone(),
            product: row.product_name.clone(),
            institution: row.institution_name.clone(),
            amount: row.amount,
            term_months: row.term_months,
            purpose: row.purpose_name.clone(),
            submitted_at: row.submitted_at,
        },
        subject: subject(row, keyring)?,
        score,
        decision: decision(row)?,
        facts: facts.facts.into_iter().map(fact).collect(),
        history: read(row.history.clone())?,
        history_counts: read(row.history_counts.clone())?,
    };
    Ok((content, facts.consent_id))
}

fn subject(row: &GatherRow, keyring: &Keyring) -> Answer<SubjectPart> {
    let person = row.person_name_cipher.as_ref().map(|sealed| {
        keyring
            .open(field::APPLICANT_PERSON_NAME, row.applicant_id, sealed)
            .map(|name| mask_name(&name))
    });
    Ok(SubjectPart {
        kind: words::name(Kind::Subject, &row.subject_type).to_owned(),
        name: match (&row.organisation_name, person) {
            (Some(name), _) => name.clone(),
            (None, Some(name)) => name?,
            (None, None) => String::new(),
        },
        credit_code: row.credit_code.clone(),
        region: row.region_name.clone(),
        industry: row.industry_name.clone(),
        size: row.size_class.as_deref().map(|class| words::name(Kind::Size, class).to_owned()),
    })
}

fn decision(row: &GatherRow) -> Answer<Option<DecisionPart>> {
    let Some(result) = row.result.as_deref() else {
        return Ok(None);
    };
    serde_json::from_str(result).map(Some).map_err(|error| Problem::caused(Fault::Internal, error))
}

fn read<T: DeserializeOwned>(value: Value) -> Answer<T> {
    serde_json::from_value(value).map_err(|error| Problem::caused(Fault::Internal, error))
}
