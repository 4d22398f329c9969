//! A draft of the rules that nobody needs any more.

use crate::shadow::MoveResult;
use store::statement;
use web::{Answer, Fault, Id, Platform, Problem, Staff, StatusCode};

statement! {
    DeleteDraft("decide-application/delete_draft") -> MoveResult
}

/// 删除规则草稿: removes a draft, by its author or somebody else of the staff. One that ran in the shadow is kept.
#[utoipa::path(
    delete, path = "/api/rule-versions/{id}", tag = "decide-application", params(("id" = Uuid, Path)),
    responses(
        (status = 204),
        (status = 409, description = "state_conflict, `state` being `used` when it has run in the shadow")
    )
)]
pub(crate) async fn delete(platform: Platform, staff: Staff, Id(id): Id) -> Answer<StatusCode> {
    let delete_draft = DeleteDraft {
        version_id: id,
        account_id: staff.account,
        role: staff.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    let outcome = platform.store().await?.optional(delete_draft).await?.ok_or(Fault::NotFound)?;
    match outcome.refusal {
        None => Ok(StatusCode::NO_CONTENT),
        Some(_) => Err(Problem::conflict(Fault::StateConflict, outcome.state)),
    }
}
