use crate::bounds::{self, Given};
use crate::receipt::{self, Receipt, StepResult};
use crate::refusal::{override_reason, reason, unknown_verdict};
use domain::{Amount, FieldErrors, Form, OrderState, Remark};
use serde::Deserialize;
use store::statement;
use utoipa::ToSchema;
use web::{Answer, Body, Fault, Id, Json, Officer, Platform};

statement! {
    Review("give-feedback/first_review") -> StepResult
}

/// 初审 of an order.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct FirstReview {
    /// `pass` or `refuse`.
    #[schema(value_type = String, example = "pass")]
    verdict: Option<String>,
    /// The institution's own note; the applicant does not see it.
    #[schema(nullable = false)]
    remark: Option<String>,
    /// Why, a word of the dictionary of reasons that the applicant reads; needed with `refuse`.
    #[schema(nullable = false, example = "incomplete_documents")]
    reason_code: Option<String>,
    /// 预授信金额, yuan; only with `pass`, and needed there for a demand's order: its applicant chooses by it.
    #[schema(nullable = false, example = "500000.00")]
    precredit_amount: Option<String>,
    /// Two to two hundred characters, with `pass`: why, where the rules advise to refuse. Supervision reads it.
    #[schema(nullable = false)]
    override_reason: Option<String>,
}

struct Checked {
    next: OrderState,
    remark: Remark,
    precredit: Option<Amount>,
    reason: Option<String>,
    override_reason: Option<String>,
}

impl FirstReview {
    fn check(&self) -> Result<Checked, FieldErrors> {
        let mut form = Form::default();
        let next = form.require(
            "verdict",
            self.verdict.as_deref().map(|verdict| match verdict {
                "pass" => Ok(OrderState::FirstReviewPassed),
                "refuse" => Ok(OrderState::FirstReviewRefused),
                _ => Err(unknown_verdict("pass、refuse")),
            }),
        );
        let remark = form.check("remark", Remark::parse(self.remark.as_deref().unwrap_or("")));
        let precredit = self.precredit_amount.as_deref().map(Amount::parse);
        let precredit = form.check_optional("precredit_amount", precredit);
        let overriding = override_reason(&mut form, self.override_reason.as_deref());
        let reason = match next {
            Some(OrderState::FirstReviewRefused) => {
                reason(&mut form, self.reason_code.as_deref()).map(Some)
            }
            _ => Some(None),
        };
        form.finish(|| {
            let next = next?;
            let precredit = precredit?.filter(|_| next == OrderState::FirstReviewPassed);
            let override_reason = overriding?;
            Some(Checked { next, remark: remark?, precredit, reason: reason?, override_reason })
        })
    }
}

/// 初审反馈: passes or refuses the order that the officer grabbed.
#[utoipa::path(
    post, path = "/api/orders/{id}/first-review", tag = "give-feedback",
    params(("id" = Uuid, Path)), request_body = FirstReview,
    responses((status = 200, body = Receipt), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn report(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
    Body { value, .. }: Body<FirstReview>,
) -> Answer<Json<Receipt>> {
    let Checked { next, remark, precredit, reason, override_reason } = value.check()?;
    let review = Review {
        order_id: id,
        officer_id: officer.officer,
        account_id: officer.account,
        request_id: platform.request_id().to_owned(),
        next_state: next.as_str().to_owned(),
        remark: remark.into_string(),
        precredit_amount: precredit.map(Amount::yuan),
        reason_code: reason,
        override_reason,
    };
    match (receipt::step(&platform, review).await?, precredit) {
        (Some(receipt), _) => Ok(Json(receipt)),
        (None, Some(amount)) => {
            let given = Given { amount: ("precredit_amount", amount), terms: None };
            Err(bounds::explain(&platform, id, officer.officer, given).await?)
        }
        (None, None) => Err(Fault::Internal.into()),
    }
}
