use crate::receipt::{self, Receipt, StepResult};
use crate::refusal::{Outcome, Reasons, reasons, unknown_pool, unknown_verdict};
use chrono::NaiveDate;
use domain::{Amount, FieldErrors, Form, Invalid, Line, Remark, parse_day};
use serde::Deserialize;
use store::statement;
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Body, Id, Json, Officer, Platform, ambient};

statement! {
    Disburse("give-feedback/disbursement") -> StepResult
}

/// 放款 on an order. Everything but `verdict`, `remark` and `reason_code` goes with `paid`.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Disbursement {
    /// `paid` or `refuse`.
    #[schema(value_type = String, example = "paid")]
    verdict: Option<String>,
    /// Yuan; not more than was granted.
    #[schema(nullable = false, example = "500000.00")]
    amount: Option<String>,
    /// 借款合同编号.
    #[schema(nullable = false)]
    contract_number: Option<String>,
    /// The day of payment in Asia/Shanghai; not before the day of the application, not in the future.
    #[schema(value_type = Option<NaiveDate>, nullable = false)]
    paid_on: Option<String>,
    /// 风险补偿资金池 that covers the loan; none by default.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    compensation_pool_id: Option<String>,
    /// Why, a word of the dictionary of reasons that the applicant reads; needed with `refuse`.
    #[schema(nullable = false, example = "incomplete_documents")]
    reason_code: Option<String>,
    /// Up to three reasons beside it, of the same dictionary.
    #[schema(nullable = false, max_items = 3)]
    more_reason_codes: Option<Vec<String>>,
    /// The institution's own note; the applicant does not see it.
    #[schema(nullable = false)]
    remark: Option<String>,
}

#[derive(Debug)]
struct Paid {
    amount: Amount,
    contract_number: Line<1, 64>,
    paid_on: NaiveDate,
    pool: Option<Uuid>,
}

impl Disbursement {
    fn check(&self, today: NaiveDate) -> Result<(Outcome<Paid>, Remark), FieldErrors> {
        let mut form = Form::default();
        let remark = form.check("remark", Remark::parse(self.remark.as_deref().unwrap_or("")));
        let paid = match self.verdict.as_deref() {
            Some("paid") => self.check_paid(&mut form, today).map(Outcome::Given),
            Some("refuse") => self.reasons(&mut form).map(Outcome::Refused),
            Some(_) => form.check("verdict", Err(unknown_verdict("paid、refuse"))),
            None => form.require("verdict", None),
        };
        form.finish(|| Some((paid?, remark?)))
    }

    fn reasons(&self, form: &mut Form) -> Option<Reasons> {
        reasons(form, self.reason_code.as_deref(), self.more_reason_codes.as_deref())
    }

    fn check_paid(&self, form: &mut Form, today: NaiveDate) -> Option<Paid> {
        let amount = form.require("amount", self.amount.as_deref().map(Amount::parse));
        let contract = self.contract_number.as_deref().map(Line::parse);
        let contract_number = form.require("contract_number", contract);
        let paid_on = self.paid_on.as_deref().map(|day| parse_paid_on(day, today));
        let paid_on = form.require("paid_on", paid_on);
        let pool = self
            .compensation_pool_id
            .as_deref()
            .map(|id| Uuid::try_parse(id).map_err(|_| unknown_pool()));
        let pool = form.check_optional("compensation_pool_id", pool);
        Some(Paid {
            amount: amount?,
            contract_number: contract_number?,
            paid_on: paid_on?,
            pool: pool?,
        })
    }
}

/// A day on which money was paid: not in the future. That it does not lie before what it follows is the statement's to
/// see.
pub(crate) fn parse_paid_on(day: &str, today: NaiveDate) -> Result<NaiveDate, Invalid> {
    let day = parse_day(day)?;
    let late = || Invalid::new("invalid_date", "请填写不晚于今天的日期，格式如 2026-01-31");
    Some(day).filter(|day| *day <= today).ok_or_else(late)
}

/// 放款反馈: reports the money paid, or that it will not be.
#[utoipa::path(
    post, path = "/api/orders/{id}/disbursement", tag = "give-feedback",
    params(("id" = Uuid, Path)), request_body = Disbursement,
    responses(
        (status = 200, body = Receipt),
        (status = 409, description = "state_conflict; pool_exhausted: the pool has no room for this loan")
    )
)]
pub(crate) async fn report(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
    Body { value, .. }: Body<Disbursement>,
) -> Answer<Json<Receipt>> {
    let (outcome, remark) = value.check(ambient::today())?;
    let paid = outcome.given();
    let next = if paid.is_some() { "disbursed" } else { "disbursement_refused" };
    let reasons = outcome.reasons();
    let disburse = Disburse {
        order_id: id,
        officer_id: officer.officer,
        account_id: officer.account,
        request_id: platform.request_id().to_owned(),
        next_state: next.to_owned(),
        remark: remark.into_string(),
        amount: paid.map(|paid| paid.amount.yuan()),
        contract_number: paid.map(|paid| paid.contract_number.as_str().to_owned()),
        paid_on: paid.map(|paid| paid.paid_on),
        pool_id: paid.and_then(|paid| paid.pool),
        reason_code: reasons.main,
        more_reasons: reasons.more,
    };
    receipt::report(&platform, disburse).await.map(Json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Vec<String> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let body: Disbursement = serde_json::from_str(json).unwrap();
        match body.check(today) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.0.into_iter().map(|error| error.field).collect(),
        }
    }

    // B-05
    #[test]
    fn is_never_paid_tomorrow() {
        let paid = |day: &str| {
            format!(
                r#"{{"verdict":"paid","amount":"1.00","contract_number":"c","paid_on":"{day}"}}"#
            )
        };
        assert!(fields(&paid("2026-11-23")).is_empty());
        for day in ["2026-11-24", "2026-2-3", "2026-02-30", "tomorrow", "23.11.2026", ""] {
            assert_eq!(fields(&paid(day)), ["paid_on"], "{day}");
        }
        assert_eq!(fields(r#"{"verdict":"paid"}"#), ["amount", "contract_number", "paid_on"]);
        assert_eq!(fields(r#"{"verdict":"refuse"}"#), ["reason_code"]);
        assert!(fields(r#"{"verdict":"refuse","reason_code":"other"}"#).is_empty());
    }
}
