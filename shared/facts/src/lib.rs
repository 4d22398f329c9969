//! Facts about a firm that were read by its consent, and what rules and models take of them. The SQL function
//! `read_facts` gives them: the newest value of each data item that the consent covers.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// Fields of data items that rules read as they stand.
const RULE_INPUTS: &[(&str, &str, &str)] = &[
    ("registration_status", "registration", "status"),
    ("tax_arrears", "tax", "arrears"),
    ("tax_grade", "tax", "credit_grade"),
    ("taxable_sales", "tax", "taxable_sales_12m"),
    ("insured_employees", "social_insurance", "employees"),
    ("insurance_arrears_months", "social_insurance", "months_in_arrears"),
    ("utility_arrears_months", "utilities", "months_in_arrears"),
    ("penalties", "penalties", "count_36m"),
    ("serious_penalties", "penalties", "serious_36m"),
    ("dishonest_debtor", "court_enforcement", "dishonest"),
    ("open_executions", "court_enforcement", "open_cases"),
];

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

/// What is known of a firm: the newest value of each data item, by the item's code.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CompanyFacts {
    /// The section of GB/T 4754.
    pub industry_section: Option<String>,
    /// The values.
    pub items: Map<String, Value>,
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

    /// The digest of everything that goes into a score of these facts.
    ///
    /// # Errors
    /// When they cannot be written as JSON: then there is nothing that a digest could stand for.
    pub fn digest(&self, industry_section: Option<&str>) -> Result<Vec<u8>, serde_json::Error> {
        let bytes = serde_json::to_vec(&(industry_section, &self.facts))?;
        Ok(crypto::sha256(&bytes))
    }

    /// What rules read of the facts as they stand, by the names of their catalogue.
    pub fn inputs(&self) -> Map<String, Value> {
        let read = RULE_INPUTS.iter().filter_map(|(name, item, field)| {
            Some(((*name).to_owned(), self.get(item, field)?.clone()))
        });
        read.collect()
    }

    /// How many whole months ago the business was established.
    pub fn business_age_months(&self, today: NaiveDate) -> Option<i32> {
        Some(months_between(self.day("registration", "established_on")?, today))
    }

    /// How many whole months ago the newest accounts end.
    pub fn accounts_age_months(&self, today: NaiveDate) -> Option<i32> {
        Some(months_between(self.day("accounts", "period_end")?, today))
    }

    /// An amount over the taxable sales of a year, four decimals; nothing where there were no sales to speak of.
    pub fn amount_to_sales(&self, amount: Decimal) -> Option<Decimal> {
        let sales: Decimal = self.get("tax", "taxable_sales_12m")?.as_str()?.parse().ok()?;
        Some(amount.checked_div(sales)?.round_dp(4))
    }

    fn day(&self, item: &str, field: &str) -> Option<NaiveDate> {
        self.get(item, field)?.as_str()?.parse().ok()
    }
}

/// Whole months from one day to another; negative when it lies before.
fn months_between(from: NaiveDate, to: NaiveDate) -> i32 {
    let count = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0);
    let months = count(to) - count(from);
    if to.day() < from.day() { months - 1 } else { months }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_whole() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (from, to, months) in [
            ("2026-01-31", "2026-02-28", 0),
            ("2026-01-15", "2026-02-15", 1),
            ("2025-11-24", "2026-11-23", 11),
            ("2026-12-01", "2026-11-23", -1),
        ] {
            assert_eq!(months_between(day(from), day(to)), months, "{from} {to}");
        }
    }
}
