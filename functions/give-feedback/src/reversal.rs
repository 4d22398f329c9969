use crate::receipt::{self, Receipt, StepResult};
use domain::{Form, Text};
use serde::Deserialize;
use store::statement;
use utoipa::ToSchema;
use web::{Answer, Body, Id, Json, Officer, Platform};

statement! {
    TakeBack("give-feedback/take_back") -> StepResult
}

/// Why a feedback is taken back.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Reversal {
    /// Two to two hundred characters; both sides see it in the order's course.
    #[schema(value_type = String, example = "金额填写有误")]
    reason: Option<String>,
}

/// 撤回反馈: takes the last feedback back, within ten minutes and by its author, as long as nothing followed. Both remain
/// in the order's course.
#[utoipa::path(
    post, path = "/api/orders/{id}/feedback-reversal", tag = "give-feedback",
    params(("id" = Uuid, Path)), request_body = Reversal,
    responses(
        (status = 200, body = Receipt),
        (status = 409, description = "state_conflict, where the last step is no feedback of the caller's; \
            feedback_final, `state` being `too_late` or `followed`")
    )
)]
pub(crate) async fn take_back(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
    Body { value, .. }: Body<Reversal>,
) -> Answer<Json<Receipt>> {
    let mut form = Form::default();
    let reason = form.require("reason", value.reason.as_deref().map(Text::<2, 200>::parse));
    let reason = form.finish(|| reason)?;
    let take_back = TakeBack {
        order_id: id,
        officer_id: officer.officer,
        account_id: officer.account,
        request_id: platform.request_id().to_owned(),
        reason: reason.into_string(),
    };
    receipt::report(&platform, take_back).await.map(Json)
}
