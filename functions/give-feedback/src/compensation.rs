use crate::disbursement::parse_paid_on;
use crate::refusal::over_pool;
use chrono::NaiveDate;
use domain::{Amount, FieldErrors, Form, Invalid};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Body, Fault, Id, Json, Officer, Platform, Problem, ambient};

statement! {
    ReportLoss("give-feedback/compensation") -> LossResult
}

/// 风险补偿 of a loan that a pool covers.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Compensation {
    /// The principal that is lost, yuan; not more than was paid out. The pool covers its share of it.
    #[schema(value_type = String, example = "120000.00")]
    loss_amount: Option<String>,
    /// The day on which the pool paid, in Asia/Shanghai; not before the loan, not in the future.
    #[schema(value_type = NaiveDate)]
    paid_on: Option<String>,
}

impl Compensation {
    fn check(&self, today: NaiveDate) -> Result<(Amount, NaiveDate), FieldErrors> {
        let mut form = Form::default();
        let loss = form.require("loss_amount", self.loss_amount.as_deref().map(Amount::parse));
        let day = self.paid_on.as_deref().map(|day| parse_paid_on(day, today));
        let day = form.require("paid_on", day);
        form.finish(|| Some((loss?, day?)))
    }
}

row! {
    struct LossResult { refusal: Option<String>, id: Uuid, number: String, state: String, paid_amount: Option<Decimal> }
}

/// What the pool has paid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompensationReceipt {
    id: Uuid,
    number: String,
    /// Yuan: the pool's share of the loss.
    paid_amount: Decimal,
}

/// 风险补偿反馈: reports the loss on a covered loan, and that the pool has paid its share. The debt remains.
#[utoipa::path(
    post, path = "/api/orders/{id}/compensation", tag = "give-feedback",
    params(("id" = Uuid, Path)), request_body = Compensation,
    responses(
        (status = 200, body = CompensationReceipt),
        (status = 409, description = "state_conflict, `state` being `not_covered` where no pool covers the loan; \
            pool_exhausted: the fund has not enough left")
    )
)]
pub(crate) async fn report(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
    Body { value, .. }: Body<Compensation>,
) -> Answer<Json<CompensationReceipt>> {
    let (loss, day) = value.check(ambient::today())?;
    let request_id = platform.request_id().to_owned();
    let report_loss = ReportLoss {
        order_id: id,
        officer_id: officer.officer,
        account_id: officer.account,
        request_id,
        loss_amount: loss.yuan(),
        paid_on: day,
    };
    let outcome = platform.store().await?.optional(report_loss).await.map_err(over_pool)?;
    let outcome = outcome.ok_or(Fault::NotFound)?;
    match (outcome.paid_amount, outcome.refusal) {
        (Some(paid_amount), _) => {
            let LossResult { id, number, .. } = outcome;
            Ok(Json(CompensationReceipt { id, number, paid_amount }))
        }
        (None, refusal) => Err(refused(&refusal.unwrap_or_default(), outcome.state)),
    }
}

fn refused(refusal: &str, state: String) -> Problem {
    match refusal {
        "not_covered" => Problem::conflict(Fault::StateConflict, refusal),
        "over_loan" => {
            Problem::field("loss_amount", Invalid::new("over_loan", "损失金额不能超过放款金额"))
        }
        "before_payment" => {
            Problem::field("paid_on", Invalid::new("invalid_date", "补偿日期不能早于放款日期"))
        }
        _ => Problem::conflict(Fault::StateConflict, state),
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
        assert!(fields(r#"{"loss_amount":"1.00","paid_on":"2026-11-23"}"#).is_empty());
        assert_eq!(fields("{}"), ["loss_amount", "paid_on"]);
        assert_eq!(
            fields(r#"{"loss_amount":"-1","paid_on":"2026-11-24"}"#),
            ["loss_amount", "paid_on"]
        );
    }
}
