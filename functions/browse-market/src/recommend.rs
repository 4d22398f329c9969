use chrono::NaiveDate;
use domain::{Candidate, Fit, Known, OfferLimits};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Applicant, Fault, Json, Platform, Problem, ambient};

statement! {
    Recommend("browse-market/recommend") -> Row
}
/// Products that are ranked, and those that are answered.
const WEIGHED_MAX: i64 = 500;
const TOLD_MAX: usize = 12;

row! {
    struct Row { facts: Option<Value>, products: Value, consent_text_id: Option<String> }
}

/// Products for an applicant, the best first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Recommendations {
    /// Whether the applicant agreed to be known for this; without it only kind, district and trade count.
    is_personal: bool,
    /// What to agree to for it.
    consent_text_id: Option<String>,
    items: Vec<Recommendation>,
}

/// A product and why it may suit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Recommendation {
    #[serde(flatten)]
    product: Offered,
    /// Chinese sentences, the weightiest first.
    reasons: Vec<String>,
}

/// A product on the shelf that serves the applicant's kind, district and trade.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Offered {
    id: Uuid,
    institution_name: String,
    name: String,
    summary: String,
    guarantee_mode: String,
    /// Yuan.
    amount_min: Decimal,
    amount_max: Decimal,
    term_months_min: i32,
    term_months_max: i32,
    /// A fraction: 4.35 % is `0.043500`.
    annual_rate_min: Decimal,
    annual_rate_max: Decimal,
    #[serde(skip_serializing)]
    subject_types: Vec<String>,
    #[serde(skip_serializing)]
    region_codes: Vec<String>,
    #[serde(skip_serializing)]
    industry_sections: Vec<String>,
}

/// 为您推荐: products by what the applicant agreed to be known for, each with its reasons.
#[utoipa::path(
    get, path = "/api/recommendations", tag = "browse-market",
    responses((status = 200, body = Recommendations))
)]
pub(crate) async fn read(
    platform: Platform,
    applicant: Applicant,
) -> Answer<Json<Recommendations>> {
    let request_id = platform.request_id().to_owned();
    let recommend = Recommend {
        applicant_id: applicant.applicant,
        account_id: applicant.account,
        request_id,
        products_max: WEIGHED_MAX,
    };
    let row = platform.store().await?.optional(recommend).await?;
    let row = row.ok_or(Fault::NotFound)?;
    let products: Vec<Offered> = serde_json::from_value(row.products)
        .map_err(|error| Problem::caused(Fault::Internal, error))?;
    Ok(Json(Recommendations {
        is_personal: row.facts.is_some(),
        consent_text_id: row.consent_text_id,
        items: ranked(products, &known(row.facts.as_ref()), ambient::today()),
    }))
}

/// The best first; equal ones stay as they came, by their rate.
fn ranked(products: Vec<Offered>, known: &Known, today: NaiveDate) -> Vec<Recommendation> {
    let weigh = |product: Offered| (Fit::of(&product.candidate(), known, today), product);
    let mut weighed: Vec<_> = products.into_iter().map(weigh).collect();
    weighed.sort_by_key(|(fit, _)| std::cmp::Reverse(fit.points));
    let told = weighed.into_iter().take(TOLD_MAX);
    told.map(|(fit, product)| Recommendation { product, reasons: fit.reasons }).collect()
}

impl Offered {
    fn candidate(&self) -> Candidate {
        let lists = [&self.subject_types, &self.region_codes, &self.industry_sections];
        Candidate {
            limits: OfferLimits {
                amount: (self.amount_min, self.amount_max),
                term_months: (self.term_months_min, self.term_months_max),
            },
            guarantee_mode: self.guarantee_mode.clone(),
            is_for: lists.map(|list| !list.is_empty()),
        }
    }
}

/// What `read_facts` gave, as far as a product is weighed by it. A value of another shape counts as not known.
fn known(facts: Option<&Value>) -> Known {
    let items = facts.and_then(|facts| facts.get("facts")).and_then(Value::as_array);
    let field = |item: &str, field: &str| {
        let fact = items.into_iter().flatten().find(|fact| fact["item"] == item);
        fact.and_then(|fact| fact["value"].get(field))
    };
    let text = |item, name| field(item, name).and_then(Value::as_str);
    let parcels = field("real_estate", "parcels").and_then(Value::as_i64);
    let is_mortgaged = field("real_estate", "mortgaged").and_then(Value::as_bool);
    Known {
        taxable_sales: text("tax", "taxable_sales_12m").and_then(|sales| sales.parse().ok()),
        tax_grade: text("tax", "credit_grade").map(str::to_owned),
        // The register of real estate is whole: who does not stand in it has none.
        has_free_real_estate: facts.map(|_| parcels > Some(0) && is_mortgaged == Some(false)),
        established_on: text("registration", "established_on").and_then(|day| day.parse().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn facts_of_another_shape_are_not_known() {
        assert_eq!(known(None), Known::default());
        let odd = json!({ "facts": [
            { "item": "tax", "value": { "taxable_sales_12m": 5, "credit_grade": null } },
            { "item": "real_estate", "value": { "parcels": "many" } },
            { "item": "registration", "value": { "established_on": "soon" } },
        ]});
        let nothing = Known { has_free_real_estate: Some(false), ..Known::default() };
        assert_eq!(known(Some(&odd)), nothing);
        let firm = json!({ "facts": [
            { "item": "tax", "value": { "taxable_sales_12m": "500000.00", "credit_grade": "B" } },
            { "item": "real_estate", "value": { "parcels": 2, "mortgaged": false } },
        ]});
        let read = known(Some(&firm));
        assert_eq!((read.tax_grade.as_deref(), read.has_free_real_estate), (Some("B"), Some(true)));
        assert_eq!(read.taxable_sales, Some(Decimal::from(500_000)));
    }
}
