use crate::visibility::Sight;
use chrono::{DateTime, Utc};
use crypto::{Keyring, field};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;
use store::row;
use utoipa::ToSchema;
use uuid::Uuid;
use web::Answer;

row! {
    /// What a list and a detail read of an order.
    pub(crate) struct OrderRow {
        id: Uuid,
        number: String,
        state: String,
        from_product: bool,
        product_id: Option<Uuid>,
        product_name: Option<String>,
        demand_id: Option<Uuid>,
        institution_id: Uuid,
        institution_name: String,
        amount: Decimal,
        term_months: i32,
        purpose: String,
        region_code: Option<String>,
        subject_type: String,
        submitted_at: DateTime<Utc>,
        stage_due_at: Option<DateTime<Utc>>,
        complete_due_at: Option<DateTime<Utc>>,
        due_is_provisional: bool,
        waits_for: Option<String>,
        officer_id: Option<Uuid>,
        officer_name_cipher: Option<Vec<u8>>,
        applicant_id: Uuid,
        organisation_name: Option<String>,
        person_name_cipher: Option<Vec<u8>>,
        credit_code: Option<String>,
        decision: Option<String>,
        score: Option<Decimal>,
        grade: Option<String>,
        total: i64,
    }
}

/// An order, as far as the caller may see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderSummary {
    id: Uuid,
    number: String,
    state: String,
    /// `product` or `demand`.
    source: &'static str,
    product_id: Option<Uuid>,
    product_name: Option<String>,
    demand_id: Option<Uuid>,
    institution_id: Uuid,
    institution_name: String,
    /// Yuan.
    amount: Decimal,
    term_months: i32,
    purpose: String,
    region_code: Option<String>,
    /// `company`, `sole_trader` or `person`.
    subject_type: String,
    submitted_at: DateTime<Utc>,
    /// Until when the next step ought to be taken; null when the order has ended.
    stage_due_at: Option<DateTime<Utc>>,
    /// 办结期限.
    complete_due_at: Option<DateTime<Utc>>,
    due_is_provisional: bool,
    /// Who has to act, so that the order goes on: `institution`, or `applicant` while its offer waits for a choice;
    /// null when the order has ended, with a payment or without.
    #[schema(required)]
    waits_for: Option<String>,
    /// Who has the order, for its institution; absent before the grab.
    #[serde(skip_serializing_if = "Option::is_none")]
    officer_id: Option<Uuid>,
    /// 客户经理; absent before the grab and where the caller may not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    officer_name: Option<String>,
    /// Absent where the caller may not know a natural person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    applicant_name: Option<String>,
    /// Absent where the caller may not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    credit_code: Option<String>,
    /// What the rules say, `approve`, `refer` or `refuse`; for the institution that has the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
    /// The score that the rules read, whole points; for the institution that has the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<Decimal>,
    /// The grade of that score.
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<String>,
}

impl OrderRow {
    /// Whether an officer has the order, or had it when it ended.
    pub(crate) fn is_grabbed(&self) -> bool {
        self.officer_id.is_some()
    }
}

impl OrderSummary {
    /// The row as the caller may see it.
    pub(crate) fn of(row: OrderRow, sight: Sight, keyring: &Keyring) -> Answer<Self> {
        let person_name = match row.person_name_cipher {
            Some(sealed) if sight.person_name => {
                Some(keyring.open(field::APPLICANT_PERSON_NAME, row.applicant_id, &sealed)?)
            }
            _ => None,
        };
        let officer_name = match (row.officer_id, row.officer_name_cipher) {
            (Some(officer), Some(sealed)) if sight.officer_name => {
                Some(keyring.open(field::OFFICER_NAME, officer, &sealed)?)
            }
            _ => None,
        };
        Ok(Self {
            id: row.id,
            number: row.number,
            state: row.state,
            source: if row.from_product { "product" } else { "demand" },
            product_id: row.product_id,
            product_name: row.product_name,
            demand_id: row.demand_id,
            institution_id: row.institution_id,
            institution_name: row.institution_name,
            amount: row.amount,
            term_months: row.term_months,
            purpose: row.purpose,
            region_code: row.region_code,
            subject_type: row.subject_type,
            submitted_at: row.submitted_at,
            stage_due_at: row.stage_due_at,
            complete_due_at: row.complete_due_at,
            due_is_provisional: row.due_is_provisional,
            waits_for: row.waits_for,
            officer_id: row.officer_id.filter(|_| sight.internal_notes),
            officer_name,
            applicant_name: row.organisation_name.or(person_name),
            credit_code: row.credit_code.filter(|_| sight.credit_code),
            decision: row.decision.filter(|_| sight.decision),
            score: row.score.filter(|_| sight.decision).map(whole),
            grade: row.grade.filter(|_| sight.decision),
        })
    }
}

/// A score as it is shown everywhere, whole points; those of before 2026.12 were kept with a decimal.
fn whole(points: Decimal) -> Decimal {
    points.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_goes_up_as_on_the_pages() {
        let shown = |tenths| whole(Decimal::new(tenths, 1)).to_string();
        assert_eq!([7785, 7780, 7784].map(shown), ["779", "778", "778"]);
    }
}
