use crate::case::{Version, from_json};
use crate::order::parse;
use crate::run::{Read, RunResult, judge, to_text};
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use web::{Answer, Caller, Fault, Id, Json, Platform, roles};

statement! {
    FindReplay("decide-application/find_replay") -> KeptRun
}

row! {
    struct KeptRun { inputs: String, result: String, versions: Value, showing: String }
}

/// A run made again by the versions and the values of then.
#[derive(Debug, serde::Serialize, ToSchema)]
pub(crate) struct Replay {
    /// Whether every byte is the same.
    identical: bool,
    /// What was kept then; absent for supervision, as everything that follows: it tells what is known of the firm.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<String>,
    /// What comes of it now.
    #[serde(skip_serializing_if = "Option::is_none")]
    replayed: Option<String>,
    /// The same, read.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<RunResult>,
}

/// 重放: makes a run again by the versions it was pinned to and the values it read. An institution reads both while it
/// may be shown the decision; supervision learns whether they are the same.
#[utoipa::path(
    post, path = "/api/decisions/{id}/replay", tag = "decide-application", params(("id" = Uuid, Path)),
    responses((status = 200, body = Replay), (status = 403, description = "order_ended, consent_missing"))
)]
pub(crate) async fn replay(
    platform: Platform,
    Caller(session): Caller<{ roles::INSTITUTION | roles::STAFF }>,
    Id(id): Id,
) -> Answer<Json<Replay>> {
    let store = platform.store().await?;
    let run = store.optional(FindReplay { scope: session.scope()?, run_id: id }).await?;
    let run = run.ok_or(Fault::NotFound)?;
    let supervises = roles::STAFF & roles::of(session.role) != 0;
    if !supervises {
        Fault::unless_shown(&run.showing)?;
    }
    let read: Read = parse(&run.inputs)?;
    let versions: Vec<Version> = from_json(run.versions)?;
    let result = judge(&versions, &read.inputs);
    let replayed = to_text(&result)?;
    let identical = replayed == run.result;
    Ok(Json(if supervises {
        Replay { identical, kept: None, replayed: None, result: None }
    } else {
        let (kept, replayed) = (Some(run.result), Some(replayed));
        Replay { identical, kept, replayed, result: Some(result) }
    }))
}
