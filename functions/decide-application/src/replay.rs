use crate::case::{Version, from_json};
use crate::order::parse;
use crate::run::{Read, RunResult, judge, to_text};
use domain::Role;
use serde_json::Value;
use store::{Statement, params, row, statement};
use utoipa::ToSchema;
use web::{Answer, Caller, Fault, Id, Json, Platform};

const FIND: Statement = statement!("decide-application/find_replay");

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
    responses((status = 200, body = Replay)),
    extensions(("x-roles" = json!(["officer", "manager", "operator", "regulator"])))
)]
pub(crate) async fn replay(
    platform: Platform,
    Caller(session): Caller,
    Id(id): Id,
) -> Answer<Json<Replay>> {
    let (institution, officer) = match session.role {
        Role::Officer => (session.institution, session.officer),
        Role::Manager => (session.institution, None),
        Role::Operator | Role::Regulator => (None, None),
        Role::Applicant => return Err(Fault::ForbiddenRole.into()),
    };
    let store = platform.store().await?;
    let run: Option<KeptRun> = store.optional(&FIND, params![id, institution, officer]).await?;
    let run = run.ok_or(Fault::NotFound)?;
    let read: Read = parse(&run.inputs)?;
    let versions: Vec<Version> = from_json(run.versions)?;
    let result = judge(&versions, &read.inputs);
    let replayed = to_text(&result)?;
    Ok(Json(Replay { identical: replayed == run.result, kept: run.result, replayed, result }))
}
