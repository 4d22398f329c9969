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
    struct KeptRun { inputs: String, result: String, versions: Value }
}

/// A run made again by the versions and the values of then.
#[derive(Debug, serde::Serialize, ToSchema)]
pub(crate) struct Replay {
    /// Whether every byte is the same.
    identical: bool,
    /// What was kept then.
    kept: String,
    /// What comes of it now.
    replayed: String,
    /// The same, read.
    result: RunResult,
}

/// 重放: makes a run again by the versions it was pinned to and the values it read.
#[utoipa::path(
    post, path = "/api/decisions/{id}/replay", tag = "decide-application", params(("id" = Uuid, Path)),
    responses((status = 200, body = Replay))
)]
pub(crate) async fn replay(
    platform: Platform,
    Caller(session): Caller<{ roles::INSTITUTION | roles::STAFF }>,
    Id(id): Id,
) -> Answer<Json<Replay>> {
    let store = platform.store().await?;
    let run = store.optional(FindReplay { scope: session.scope()?, run_id: id }).await?;
    let run = run.ok_or(Fault::NotFound)?;
    let read: Read = parse(&run.inputs)?;
    let versions: Vec<Version> = from_json(run.versions)?;
    let result = judge(&versions, &read.inputs);
    let replayed = to_text(&result)?;
    Ok(Json(Replay { identical: replayed == run.result, kept: run.result, replayed, result }))
}
