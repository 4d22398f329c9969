//! A version that runs beside the live one on real orders and decides nothing.

use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Id, Json, Platform, Problem, Staff};

statement! {
    BeginShadow("decide-application/begin_shadow") -> MoveResult
}
statement! {
    EndShadow("decide-application/end_shadow") -> MoveResult
}
statement! {
    CountDifferences("decide-application/count_differences") -> Counts
}
statement! {
    ListDifferences("decide-application/list_differences") -> Difference
}

row! {
    pub(crate) struct MoveResult { refusal: Option<String>, state: String }
}

/// A version, in the shadow or out of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Shadowed {
    id: Uuid,
    /// `shadow` or `draft`.
    state: String,
}

/// 影子运行: lets a draft run beside the live rules; never by its author.
#[utoipa::path(
    post, path = "/api/rule-versions/{id}/shadow", tag = "decide-application", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = Shadowed),
        (status = 403, description = "forbidden_role, own_draft"),
        (status = 409, description = "state_conflict")
    )
)]
pub(crate) async fn begin(platform: Platform, staff: Staff, Id(id): Id) -> Answer<Json<Shadowed>> {
    let begin_shadow = BeginShadow {
        version_id: id,
        account_id: staff.account,
        role: staff.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    moved(id, platform.store().await?.optional(begin_shadow).await?)
}

/// 停止影子运行: makes it a draft again.
#[utoipa::path(
    delete, path = "/api/rule-versions/{id}/shadow", tag = "decide-application", params(("id" = Uuid, Path)),
    responses((status = 200, body = Shadowed), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn end(platform: Platform, staff: Staff, Id(id): Id) -> Answer<Json<Shadowed>> {
    let end_shadow = EndShadow {
        version_id: id,
        account_id: staff.account,
        role: staff.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    moved(id, platform.store().await?.optional(end_shadow).await?)
}

fn moved(id: Uuid, outcome: Option<MoveResult>) -> Answer<Json<Shadowed>> {
    let outcome = outcome.ok_or(Fault::NotFound)?;
    match outcome.refusal.as_deref() {
        None => Ok(Json(Shadowed { id, state: outcome.state })),
        Some("own_draft") => Err(Fault::OwnDraft.into()),
        Some(_) => Err(Problem::conflict(Fault::StateConflict, outcome.state)),
    }
}

row! {
    struct Counts { found: bool, runs: i64, differing: i64, stricter: i64, milder: i64 }
}

row! {
    /// A pair of verdicts that differ, and how often it came. No order is named: what rules find out about a firm is
    /// not for those who keep the rules.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct Difference {
        live_outcome: String,
        shadow_outcome: String,
        live_reasons: Vec<String>,
        shadow_reasons: Vec<String>,
        /// How many runs.
        runs: i64,
    }
}

/// 差异报告: where the version in the shadow would have decided otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Differences {
    /// How many orders both have judged.
    runs: i64,
    /// How often outcome or reasons differ.
    differing: i64,
    /// How often the shadow's outcome is stricter.
    stricter: i64,
    /// How often it is milder.
    milder: i64,
    /// The most common first, at most a hundred.
    items: Vec<Difference>,
}

/// 差异报告: compares a version in the shadow with the live one on the orders that both judged.
#[utoipa::path(
    get, path = "/api/rule-versions/{id}/differences", tag = "decide-application",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Differences))
)]
pub(crate) async fn differences(
    platform: Platform,
    _: Staff,
    Id(id): Id,
) -> Answer<Json<Differences>> {
    let store = platform.store().await?;
    let counts: Counts = store.one(CountDifferences { version_id: id }).await?;
    if !counts.found {
        return Err(Fault::NotFound.into());
    }
    let items = store.all(ListDifferences { version_id: id }).await?;
    let Counts { runs, differing, stricter, milder, .. } = counts;
    Ok(Json(Differences { runs, differing, stricter, milder, items }))
}
