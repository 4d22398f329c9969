//! A firm's score from what the platform knows of it: the financial model's log-odds, the outlook of its industry from
//! the loan model, and expert points for public records, with a correction for the local default rate. How they are
//! combined is in `models/combination.toml`; no data set has all three, so the combined score has no validation.

use crate::answer::{Answer, Scale, dimension_title};
use crate::combination::{Combination, PublicRecord};
use crate::inputs::Inputs;
use crate::metadata::Metadata;
use crate::model::{ModelError, Outcome};
use crate::models::Models;
use crate::place::{Place, Scored};
use crate::points::whole;
use crate::reasons::{Reason, effect};
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
        let Models { financial, combination, industries, .. } = self;
        let ratios = facts.items.get("accounts").and_then(|accounts| accounts.get("ratios"));
        let ratios = ratios.and_then(Value::as_object).ok_or_else(|| {
            FieldErrors::one("accounts", Invalid::new("required_fact", "缺少财务报表，暂不能评分"))
        })?;
        let inputs = Inputs::read(financial.metadata(), ratios, "accounts.")?;
        let outcome = financial.run(std::slice::from_ref(&inputs))?.pop();
        let outcome = outcome.ok_or_else(|| ModelError::Metadata("no outcome".to_owned()))?;
        let industry = facts.industry_section.as_ref().and_then(|section| industries.get(section));
        let parts = Parts {
            financial: outcome,
            industry: industry.map(|log_odds| combination.industry_weight * log_odds),
            records: records(combination, &facts.items),
        };
        let place = Place::of(financial.metadata(), &inputs, &parts.financial);
        Ok(Scored { answer: answer(self, facts, &inputs, &parts), place })
    }
}

/// The parts of a firm's log-odds.
struct Parts {
    financial: Outcome,
    /// None where the section is not known, or no class of the loan model belongs to it.
    industry: Option<f64>,
    records: Vec<(PublicRecord, f64)>,
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
    let whole = joined(metadata, combination, parts);
    let others = parts.records.iter().map(|(record, log_odds)| {
        let feature = format!("{}.{}", record.item, record.field);
        reason(metadata, "public_records", &feature, &record.title, *log_odds)
    });
    let industry = parts.industry.map(|log_odds| {
        reason(metadata, "industry_outlook", "industry_outlook", "所属行业的贷款风险", log_odds)
    });
    let known = |dimension: &str| match dimension {
        "industry_outlook" => parts.industry.is_some(),
        "public_records" => !parts.records.is_empty(),
        _ => true,
    };
    let others = others.chain(industry).collect();
    let mut answer = Answer::joined(metadata, inputs, &whole, known, others);
    "company".clone_into(&mut answer.model);
    answer.model_version = models.company_version();
    // The bands are those of probability; the default rates observed in them are not known for the combined score.
    answer.scale = Scale::unobserved(metadata);
    answer.missing.extend(missing_items(combination, &facts.items));
    answer
}

/// All parts as one outcome: the financial model's, moved by the prior for every firm, and by the others where their
/// dimension is the firm's.
fn joined(metadata: &Metadata, combination: &Combination, parts: &Parts) -> Outcome {
    let prior = logit(combination.prior_bad_rate) - logit(metadata.bad_rate);
    let by_records: f64 = parts.records.iter().map(|(_, log_odds)| log_odds).sum();
    let by_industry = parts.industry.unwrap_or_default();
    let added = |set: usize| {
        let own = metadata.dimensions.iter().enumerate().filter(|(at, _)| (set >> at) & 1 == 1);
        own.map(|(_, dimension)| match dimension.as_str() {
            "industry_outlook" => by_industry,
            "public_records" => by_records,
            _ => 0.0,
        })
        .sum::<f64>()
    };
    let hybrids = parts.financial.hybrids.iter().enumerate();
    let log_odds = parts.financial.log_odds + prior + by_industry + by_records;
    Outcome {
        probability: 1.0 / (1.0 + (-log_odds).exp()),
        log_odds,
        score: metadata.score(log_odds),
        features: parts.financial.features.clone(),
        hybrids: hybrids.map(|(set, log_odds)| log_odds + prior + added(set)).collect(),
    }
}

fn reason(
    metadata: &Metadata,
    dimension: &str,
    feature: &str,
    title: &str,
    log_odds: f64,
) -> Reason {
    let points = whole(-metadata.factor * log_odds);
    let sentence = match dimension {
        "industry_outlook" if points > 0.0 => format!("{title}低于一般行业，{}", effect(points)),
        "industry_outlook" => format!("{title}高于一般行业，{}", effect(points)),
        _ => format!("{title}（{}），{}", dimension_title(dimension), effect(points)),
    };
    Reason {
        feature: feature.to_owned(),
        title: title.to_owned(),
        dimension: dimension.to_owned(),
        value: None,
        usual: [0.0, 0.0],
        points,
        sentence,
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
