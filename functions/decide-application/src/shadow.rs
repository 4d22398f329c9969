//! A version that runs beside the live one on real orders and decides nothing.

use chrono::{DateTime, Utc};
use domain::Form;
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Id, Json, List, Page, PageQuery, Platform, Problem, Query, Staff};

/// How cursors know the list.
const LIST: List = List::by_id("rule-differences");

statement! {
    MoveVersion("decide-application/move_version") -> MoveResult
}
statement! {
    CountDifferences("decide-application/count_differences") -> Counts
}
statement! {
    ListDifferences("decide-application/list_differences") -> Difference
}

row! {
    struct MoveResult { changed: bool, state: String }
}

/// A version, in the shadow or out of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Shadowed {
    id: Uuid,
    /// `shadow` or `draft`.
    state: String,
}

/// 影子运行: lets a draft run beside the live rules.
#[utoipa::path(
    post, path = "/api/rule-versions/{id}/shadow", tag = "decide-application", params(("id" = Uuid, Path)),
    responses((status = 200, body = Shadowed), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn begin(platform: Platform, staff: Staff, Id(id): Id) -> Answer<Json<Shadowed>> {
    step(&platform, staff, id, ["draft", "shadow"]).await
}

/// 停止影子运行: makes it a draft again.
#[utoipa::path(
    delete, path = "/api/rule-versions/{id}/shadow", tag = "decide-application", params(("id" = Uuid, Path)),
    responses((status = 200, body = Shadowed), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn end(platform: Platform, staff: Staff, Id(id): Id) -> Answer<Json<Shadowed>> {
    step(&platform, staff, id, ["shadow", "draft"]).await
}

async fn step(
    platform: &Platform,
    staff: Staff,
    id: Uuid,
    [from, to]: [&str; 2],
) -> Answer<Json<Shadowed>> {
    let move_version = MoveVersion {
        version_id: id,
        from_state: from.to_owned(),
        to_state: to.to_owned(),
        account_id: staff.account,
        role: staff.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    let outcome = platform.store().await?.optional(move_version).await?;
    let outcome = outcome.ok_or(Fault::NotFound)?;
    if !outcome.changed {
        return Err(Problem::conflict(Fault::StateConflict, outcome.state));
    }
    Ok(Json(Shadowed { id, state: outcome.state }))
}

row! {
    struct Counts { found: bool, runs: i64, differing: i64, stricter: i64, milder: i64 }
}

row! {
    /// An order on which both did not agree.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct Difference {
        run_id: Uuid,
        order_number: String,
        live_outcome: String,
        shadow_outcome: String,
        live_reasons: Vec<String>,
        shadow_reasons: Vec<String>,
        decided_at: DateTime<Utc>,
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
    items: Vec<Difference>,
    #[schema(required)]
    next_cursor: Option<String>,
}

/// 差异报告: compares a version in the shadow with the live one on the orders that both judged.
#[utoipa::path(
    get, path = "/api/rule-versions/{id}/differences", tag = "decide-application",
    params(("id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Differences))
)]
pub(crate) async fn differences(
    platform: Platform,
    _: Staff,
    Id(id): Id,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Differences>> {
    let mut form = Form::default();
    let page = Page::check(LIST, &query, &mut form);
    let page = form.finish(|| page)?;
    let store = platform.store().await?;
    let counts: Counts = store.one(CountDifferences { version_id: id }).await?;
    if !counts.found {
        return Err(Fault::NotFound.into());
    }
    let rows = store
        .all(ListDifferences {
            version_id: id,
            after_id: page.after_id(),
            rows_wanted: page.rows_wanted(),
        })
        .await?;
    let slice = page.slice(rows, |row| (String::new(), row.run_id), |row| row);
    let Counts { runs, differing, stricter, milder, .. } = counts;
    let (items, next_cursor) = (slice.items, slice.next_cursor);
    Ok(Json(Differences { runs, differing, stricter, milder, items, next_cursor }))
}
