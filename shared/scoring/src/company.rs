//! A firm's score from what the platform knows of it: the financial model's log-odds, the outlook of its industry from
//! the loan model, and expert points for public records, with a correction for the local default rate. How they are
//! combined is in `models/combination.toml`; no data set has all three, so the combined score has no validation.

use crate::answer::{Answer, DimensionScore, Reason, Scale, dimension_title, rounded};
use crate::combination::{Combination, PublicRecord};
use crate::inputs::Inputs;
use crate::model::{Model, ModelError, Outcome};
use crate::models::Models;
use crate::place::{Place, Scored};
use domain::{FieldErrors, Invalid};
use facts::{CompanyFacts, FactsRead};
use serde_json::{Map, Value};

/// Why a firm is not scored.
#[derive(Debug, thiserror::Error)]
pub enum CompanyError {
    /// Facts are missing, or are no numbers.
    #[error(transparent)]
    Facts(#[from] FieldErrors),
    /// A defect.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl Models {
    /// A firm's score from facts that were read, and the digest of what it stands on; `None` where they allow none.
    ///
    /// # Errors
    /// A defect of a model.
    pub fn of_facts(
        &self,
        facts: &FactsRead,
        industry_section: Option<&str>,
    ) -> Result<Option<(Scored, Vec<u8>)>, ModelError> {
        match self.company(&facts.company(industry_section.map(str::to_owned))) {
            Ok(scored) => Ok(Some((scored, facts.digest(industry_section)?))),
            Err(CompanyError::Facts(_)) => Ok(None),
            Err(CompanyError::Model(error)) => Err(error),
        }
    }

    /// A firm's score from what the platform knows of it.
    ///
    /// # Errors
    /// When the firm's accounts are missing or lack what the financial model needs.
    pub fn company(&self, facts: &CompanyFacts) -> Result<Scored, CompanyError> {
        let Models { financial, loan, combination } = self;
        let ratios = facts.items.get("accounts").and_then(|accounts| accounts.get("ratios"));
        let ratios = ratios.and_then(Value::as_object).ok_or_else(|| {
            FieldErrors::one("accounts", Invalid::new("required_fact", "缺少财务报表，暂不能评分"))
        })?;
        let inputs = Inputs::read(financial.metadata(), ratios, "accounts.")?;
        let outcome = financial.run(std::slice::from_ref(&inputs))?.pop();
        let outcome = outcome.ok_or_else(|| ModelError::Metadata("no outcome".to_owned()))?;
        let parts = Parts {
            financial: outcome,
            industry: combination.industry_weight
                * industry(loan, facts.industry_section.as_deref())?,
            records: records(combination, &facts.items),
        };
        let place = Place::of(financial.metadata(), &inputs, &parts.financial);
        Ok(Scored { answer: answer(self, facts, &inputs, &parts), place })
    }
}

/// The parts of a firm's log-odds.
struct Parts {
    financial: Outcome,
    industry: f64,
    records: Vec<(PublicRecord, f64)>,
}

/// What the loan model adds for an industry to a loan that is usual in all else; the mean where several of its classes
/// belong to one section, nothing where none does.
fn industry(loan: &Model, section: Option<&str>) -> Result<f64, ModelError> {
    let metadata = loan.metadata();
    let Some(place) = metadata.dimensions.iter().position(|name| name == "industry_outlook") else {
        return Ok(0.0);
    };
    let of_section =
        |feature: &&crate::Feature| section.is_some() && feature.section.as_deref() == section;
    let mut firms = Vec::new();
    for chosen in metadata.inputs().filter(of_section) {
        let usual = metadata.inputs().zip(&metadata.usual);
        let values = usual.map(|(feature, [_, median, _])| {
            let is_industry = feature.section.is_some();
            let value = if is_industry { f64::from(feature.name == chosen.name) } else { *median };
            (feature.name.clone(), value.into())
        });
        let inputs = Inputs::read(metadata, &values.collect(), "")
            .map_err(|error| ModelError::Metadata(format!("usual values: {error}")))?;
        firms.push(inputs);
    }
    let outcomes = loan.run(&firms)?;
    let sum: f64 = outcomes.iter().filter_map(|outcome| outcome.dimensions.get(place)).sum();
    Ok(sum / outcomes.len().max(1) as f64)
}

/// The records that there are, with what each adds to the log-odds.
fn records(combination: &Combination, items: &Map<String, Value>) -> Vec<(PublicRecord, f64)> {
    let count = |record: &PublicRecord| {
        let value = items.get(&record.item)?.get(&record.field)?;
        match (&record.equals, value) {
            (Some(wanted), Value::String(text)) => Some(f64::from(wanted == text)),
            (None, Value::Bool(flag)) => Some(f64::from(*flag)),
            (None, Value::String(text)) => text.parse().ok(),
            (None, value) => value.as_f64(),
            _ => None,
        }
    };
    let counted = combination.public_record.iter().filter_map(|record| {
        let count = count(record)?.clamp(0.0, record.most);
        Some((record.clone(), record.log_odds * count))
    });
    counted.collect()
}

fn answer(models: &Models, facts: &CompanyFacts, inputs: &Inputs, parts: &Parts) -> Answer {
    let (metadata, combination) = (models.financial.metadata(), &models.combination);
    let by_records: f64 = parts.records.iter().map(|(_, log_odds)| log_odds).sum();
    let prior = logit(combination.prior_bad_rate) - logit(metadata.bad_rate);
    let log_odds = parts.financial.log_odds + parts.industry + by_records + prior;
    let probability = 1.0 / (1.0 + (-log_odds).exp());
    let whole = Outcome {
        probability,
        log_odds,
        score: metadata.score(log_odds),
        ..parts.financial.clone()
    };
    let mut answer = Answer::of(metadata, inputs, &whole);
    "company".clone_into(&mut answer.model);
    answer.model_version = models.company_version();
    let points = |log_odds: f64| rounded(-metadata.factor * log_odds, 1);
    for dimension in &mut answer.dimensions {
        match dimension.dimension.as_str() {
            "industry_outlook" => {
                *dimension = DimensionScore {
                    score: models
                        .loan
                        .metadata()
                        .dimension_score("industry_outlook", parts.industry),
                    points: points(parts.industry),
                    ..dimension.clone()
                };
            }
            "public_records" => {
                *dimension = DimensionScore {
                    score: (!parts.records.is_empty()).then(|| standing(combination, by_records)),
                    points: points(by_records),
                    ..dimension.clone()
                };
            }
            _ => {}
        }
    }
    let adding = parts.records.iter().filter(|(_, log_odds)| *log_odds != 0.0);
    answer
        .add_reasons(adding.map(|(record, log_odds)| reason(record, points(*log_odds))).collect());
    // The bands are those of probability; the default rates observed in them are not known for the combined score.
    answer.scale = Scale::unobserved(metadata);
    answer.missing.extend(missing_items(combination, &facts.items));
    answer
}

/// 100 without an adverse record, 0 where all that counts is there.
fn standing(combination: &Combination, log_odds: f64) -> f64 {
    let adverse = combination.public_record.iter().filter(|record| record.log_odds > 0.0);
    let worst: f64 = adverse.map(|record| record.log_odds * record.most).sum();
    rounded((100.0 * (1.0 - log_odds.max(0.0) / worst.max(f64::MIN_POSITIVE))).clamp(0.0, 100.0), 1)
}

fn reason(record: &PublicRecord, points: f64) -> Reason {
    let effect = if points > 0.0 { "加" } else { "减" };
    Reason {
        feature: format!("{}.{}", record.item, record.field),
        title: record.title.clone(),
        dimension: "public_records".to_owned(),
        value: None,
        usual: [0.0, 0.0],
        points,
        sentence: format!(
            "{}（{}），{effect} {:.1} 分",
            record.title,
            dimension_title("public_records"),
            points.abs()
        ),
    }
}

fn missing_items(combination: &Combination, items: &Map<String, Value>) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for record in &combination.public_record {
        if !items.contains_key(&record.item) && !missing.contains(&record.item) {
            missing.push(record.item.clone());
        }
    }
    missing
}

fn logit(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}
