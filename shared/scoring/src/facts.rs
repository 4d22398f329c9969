//! What the SQL function `read_facts` gave: the newest value of each data item that the consent covers.

use crate::company::CompanyFacts;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// Facts that were read by a consent.
#[derive(Debug, Clone, Deserialize)]
pub struct FactsRead {
    /// By which consent.
    pub consent_id: Uuid,
    /// 授权编号.
    pub consent_number: String,
    /// One per data item.
    pub facts: Vec<Fact>,
}

/// The newest value of a data item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fact {
    /// The data item, `accounts`.
    pub item: String,
    /// Who said so.
    pub source: String,
    /// What was said.
    pub value: Value,
    /// Of which day it is.
    pub as_of: NaiveDate,
}

/// Which data a score stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DataDate {
    /// The data item, `accounts`.
    pub item: String,
    /// Who said so.
    pub source: String,
    /// Of which day it is.
    pub as_of: NaiveDate,
}

impl FactsRead {
    /// A field of a data item.
    pub fn get(&self, item: &str, field: &str) -> Option<&Value> {
        self.facts.iter().find(|fact| fact.item == item)?.value.get(field)
    }

    /// The facts as the models take them.
    pub fn company(&self, industry_section: Option<String>) -> CompanyFacts {
        let items = self.facts.iter().map(|fact| (fact.item.clone(), fact.value.clone()));
        CompanyFacts { industry_section, items: items.collect() }
    }

    /// Their days.
    pub fn dates(&self) -> Vec<DataDate> {
        let date = |fact: &Fact| DataDate {
            item: fact.item.clone(),
            source: fact.source.clone(),
            as_of: fact.as_of,
        };
        self.facts.iter().map(date).collect()
    }

    /// The bytes that stand for everything that goes into a score of these facts.
    pub fn bytes(&self, industry_section: Option<&str>) -> Vec<u8> {
        serde_json::to_vec(&(industry_section, &self.facts)).unwrap_or_default()
    }
}
