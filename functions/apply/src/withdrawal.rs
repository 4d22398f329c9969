use domain::{Form, anonymous_text};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Applicant, Body, Fault, Id, Json, Platform, Problem};

statement! {
    Withdraw("apply/withdraw") -> WithdrawResult
}

/// Why the application is taken back.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct Withdrawal {
    /// For the institution that has the order, without telephone and identity numbers.
    #[schema(nullable = false)]
    reason: Option<String>,
}

row! {
    struct WithdrawResult { refusal: Option<String>, id: Uuid, number: Option<String>, state: String }
}

/// Where the order stands after the withdrawal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Withdrawn {
    id: Uuid,
    number: String,
    /// `withdrawn`.
    state: String,
}

/// 撤回: takes an application back, until credit is granted.
#[utoipa::path(
    post, path = "/api/orders/{id}/withdrawal", tag = "apply", params(("id" = Uuid, Path)),
    request_body = Option<Withdrawal>,
    responses((status = 200, body = Withdrawn), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn withdraw(
    platform: Platform,
    applicant: Applicant,
    Id(id): Id,
    body: Option<Body<Withdrawal>>,
) -> Answer<Json<Withdrawn>> {
    let reason = body.and_then(|body| body.value.reason).unwrap_or_default();
    let mut form = Form::default();
    let reason = form.check("reason", anonymous_text::<0, 500>(&reason));
    let reason = form.finish(|| reason)?;
    let request_id = platform.request_id().to_owned();
    let withdraw = Withdraw {
        order_id: id,
        applicant_id: applicant.applicant,
        account_id: applicant.account,
        request_id,
        reason: reason.into_string(),
    };
    let outcome = platform.store().await?.optional(withdraw).await?;
    let outcome = outcome.ok_or(Fault::NotFound)?;
    if outcome.refusal.is_some() {
        return Err(Problem::conflict(Fault::StateConflict, outcome.state));
    }
    let number = outcome.number.unwrap_or_default();
    Ok(Json(Withdrawn { id: outcome.id, number, state: outcome.state }))
}
