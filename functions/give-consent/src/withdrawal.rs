use chrono::{DateTime, Utc};
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Applicant, Fault, Id, Json, Platform};

statement! {
    Withdraw("give-consent/withdraw") -> WithdrawnConsent
}

row! {
    /// A consent that counts no longer.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct WithdrawnConsent { id: Uuid, number: String, withdrawn_at: DateTime<Utc> }
}

/// 撤回授权: withdraws a consent; access ends at once. A second call changes nothing.
#[utoipa::path(
    post, path = "/api/consents/{id}/withdrawal", tag = "give-consent", params(("id" = Uuid, Path)),
    responses((status = 200, body = WithdrawnConsent))
)]
pub(crate) async fn withdraw(
    platform: Platform,
    applicant: Applicant,
    Id(id): Id,
) -> Answer<Json<WithdrawnConsent>> {
    let request_id = platform.request_id().to_owned();
    let withdraw = Withdraw {
        consent_id: id,
        applicant_id: applicant.applicant,
        account_id: applicant.account,
        request_id,
    };
    let withdrawn = platform.store().await?.optional(withdraw).await?;
    Ok(Json(withdrawn.ok_or(Fault::NotFound)?))
}
