use crate::disbursement::parse_paid_on;
use crate::refusal::invalid_overdue_day;
use chrono::NaiveDate;
use domain::{Amount, FieldErrors, Form, Invalid};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Body, Fault, Id, Json, Officer, Platform, Problem, ambient};

statement! {
    ClaimLoss("give-feedback/compensation") -> ClaimResult
}

/// 风险补偿 of a loan that a pool covers.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Compensation {
    /// The principal that is lost, yuan; not more than was paid out. The pool covers its share of it.
    #[schema(value_type = String, example = "120000.00")]
    loss_amount: Option<String>,
    /// The day since when the loan is overdue, in Asia/Shanghai; not before the loan, not in the future.
    #[schema(value_type = NaiveDate)]
    overdue_since: Option<String>,
}

impl Compensation {
    fn check(&self, today: NaiveDate) -> Result<(Amount, NaiveDate), FieldErrors> {
        let mut form = Form::default();
        let loss = form.require("loss_amount", self.loss_amount.as_deref().map(Amount::parse));
        let day = self.overdue_since.as_deref().map(|day| parse_paid_on(day, today));
        let day = form.require("overdue_since", day);
        form.finish(|| Some((loss?, day?)))
    }
}

row! {
    struct ClaimResult {
        refusal: Option<String>,
        id: Uuid,
        number: String,
        state: String,
        overdue_days_min: Option<i32>,
        payable_amount: Option<Decimal>,
    }
}

/// A claim that waits for the pool's manager.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompensationReceipt {
    id: Uuid,
    number: String,
    claim_id: Uuid,
    /// Yuan: the pool's share of the loss, if it pays.
    payable_amount: Decimal,
}

/// 申请风险补偿: claims the pool's share of the loss on a covered loan that is overdue. The pool's manager decides; the debt
/// remains.
#[utoipa::path(
    post, path = "/api/orders/{id}/compensation", tag = "give-feedback",
    params(("id" = Uuid, Path)), request_body = Compensation,
    responses(
        (status = 200, body = CompensationReceipt),
        (status = 409, description = "state_conflict, `state` being `not_covered` where no pool covers the loan and \
            `claimed` where a claim waits")
    )
)]
pub(crate) async fn report(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
    Body { value, .. }: Body<Compensation>,
) -> Answer<Json<CompensationReceipt>> {
    let (loss, day) = value.check(ambient::today())?;
    let claim_id = ambient::new_id();
    let claim_loss = ClaimLoss {
        claim_id,
        order_id: id,
        officer_id: officer.officer,
        account_id: officer.account,
        request_id: platform.request_id().to_owned(),
        loss_amount: loss.yuan(),
        overdue_since: day,
    };
    let outcome = platform.store().await?.optional(claim_loss).await?;
    let outcome = outcome.ok_or(Fault::NotFound)?;
    match (outcome.payable_amount, &outcome.refusal) {
        (Some(payable_amount), None) => {
            let ClaimResult { id, number, .. } = outcome;
            Ok(Json(CompensationReceipt { id, number, claim_id, payable_amount }))
        }
        _ => Err(refused(outcome)),
    }
}

fn refused(outcome: ClaimResult) -> Problem {
    match outcome.refusal.as_deref() {
        Some(refusal @ ("not_covered" | "claimed")) => {
            Problem::conflict(Fault::StateConflict, refusal)
        }
        Some("over_loan") => {
            Problem::field("loss_amount", Invalid::new("over_loan", "损失金额不能超过放款金额"))
        }
        Some("before_payment") => Problem::field("overdue_since", invalid_overdue_day()),
        Some("not_overdue") => {
            let days = outcome.overdue_days_min.map_or_else(String::new, |days| days.to_string());
            let sentence =
                format!("该资金池要求贷款逾期满 {days} 天，自逾期日与放款反馈日中较晚的一天起算");
            Problem::field("overdue_since", Invalid::new("not_overdue", sentence))
        }
        _ => Problem::conflict(Fault::StateConflict, outcome.state),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-16
    #[test]
    fn names_what_is_wrong() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let fields = |json: &str| {
            let body: Compensation = serde_json::from_str(json).unwrap();
            let errors = body.check(today).err().map(|errors| errors.0).unwrap_or_default();
            errors.into_iter().map(|error| error.field).collect::<Vec<_>>()
        };
        assert!(fields(r#"{"loss_amount":"1.00","overdue_since":"2026-08-23"}"#).is_empty());
        assert_eq!(fields("{}"), ["loss_amount", "overdue_since"]);
        assert_eq!(
            fields(r#"{"loss_amount":"-1","overdue_since":"2026-11-24"}"#),
            ["loss_amount", "overdue_since"]
        );
    }
}
