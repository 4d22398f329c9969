use crate::receipt::{self, Receipt, StepResult};
use crate::refusal::invalid_settlement_day;
use chrono::NaiveDate;
use domain::{FieldErrors, Form, Remark, parse_day};
use serde::Deserialize;
use store::statement;
use utoipa::ToSchema;
use web::{Answer, Body, Id, Json, Officer, Platform, ambient};

statement! {
    Settle("give-feedback/settlement") -> StepResult
}

/// 结清 of a loan.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Settlement {
    /// The day on which all was paid back, in Asia/Shanghai; not before the day of payment, not in the future.
    #[schema(value_type = NaiveDate)]
    settled_on: Option<String>,
    /// The institution's own note; the applicant does not see it.
    #[schema(nullable = false)]
    remark: Option<String>,
}

impl Settlement {
    fn check(&self, today: NaiveDate) -> Result<(NaiveDate, Remark), FieldErrors> {
        let mut form = Form::default();
        let remark = form.check("remark", Remark::parse(self.remark.as_deref().unwrap_or("")));
        let day = self.settled_on.as_deref().map(|day| {
            let day = parse_day(day).ok().filter(|day| *day <= today);
            day.ok_or_else(invalid_settlement_day)
        });
        let day = form.require("settled_on", day);
        form.finish(|| Some((day?, remark?)))
    }
}

/// 结清反馈: reports that the loan was paid back; early warning ends with it.
#[utoipa::path(
    post, path = "/api/orders/{id}/settlement", tag = "give-feedback",
    params(("id" = Uuid, Path)), request_body = Settlement,
    responses((status = 200, body = Receipt), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn report(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
    Body { value, .. }: Body<Settlement>,
) -> Answer<Json<Receipt>> {
    let (day, remark) = value.check(ambient::today())?;
    let settle = Settle {
        order_id: id,
        officer_id: officer.officer,
        account_id: officer.account,
        request_id: platform.request_id().to_owned(),
        settled_on: day,
        remark: remark.into_string(),
    };
    receipt::report(&platform, settle).await.map(Json)
}
