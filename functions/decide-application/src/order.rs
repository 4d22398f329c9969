use crate::case::{Case, Evidence, Reader};
use crate::run::{Cause, Part, Read, RunResult, run};
use chrono::{DateTime, Utc};
use rules::Outcome;
use serde::Serialize;
use store::{Scope, Store, row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{
    Answer, Caller, Fault, Id, Json, Officer, Platform, Problem, StatusCode, roles, watched,
};

statement! {
    FindRun("decide-application/find_run") -> RunRow
}

row! {
    struct RunRow {
        id: Uuid,
        order_id: Uuid,
        cause: String,
        inputs: String,
        result: String,
        score_id: Option<Uuid>,
        consent_id: Option<Uuid>,
        created_at: DateTime<Utc>,
        showing: String,
    }
}

/// What the rules say of an order, the latest time they were asked. For the officer to weigh: the institution decides.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderDecision {
    id: Uuid,
    order_id: Uuid,
    /// `arrival` or `request`.
    cause: String,
    outcome: Outcome,
    /// The codes of all reasons.
    reasons: Vec<String>,
    /// 验真, 反欺诈, 准入: each rule that matched or could not be judged, with the values read.
    parts: Vec<Part>,
    evidence: Evidence,
    /// The score that was read; null where there was none.
    #[schema(required)]
    score_id: Option<Uuid>,
    /// The consent by which facts were read; null where there was none.
    #[schema(required)]
    consent_id: Option<Uuid>,
    created_at: DateTime<Utc>,
}

/// 决策结果: what the rules said of an order, the latest time; while the order is open, and the consent lives by which
/// facts were read.
#[utoipa::path(
    get, path = "/api/orders/{id}/decision", tag = "decide-application", params(("id" = Uuid, Path)),
    responses((status = 200, body = OrderDecision), (status = 403, description = "order_ended, consent_missing"))
)]
pub(crate) async fn read(
    platform: Platform,
    Caller(session): Caller<{ roles::INSTITUTION }>,
    Id(id): Id,
) -> Answer<Json<OrderDecision>> {
    find(&platform.store().await?, session.scope()?, id).await
}

/// 重新决策: asks the rules again, with what is known now.
#[utoipa::path(
    post, path = "/api/orders/{id}/decision", tag = "decide-application", params(("id" = Uuid, Path)),
    responses((status = 201, body = OrderDecision), (status = 403, description = "order_ended"))
)]
pub(crate) async fn decide(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
) -> Answer<(StatusCode, Json<OrderDecision>)> {
    let store = platform.store().await?;
    let (account, request_id) = (officer.account, platform.request_id());
    let reader = Reader { account: Some(account), role: "officer", request_id };
    let made = async {
        let case = Case::of_order(&store, id, officer.officer, reader).await?;
        let case = case.ok_or(Fault::NotFound)?;
        if case.is_ended() {
            return Err(Fault::OrderEnded.into());
        }
        run(&store, &case, Cause::Request(account), "officer", request_id).await
    };
    watched("decide-application", &store, id, made.await).await?;
    let found = find(&store, officer.scope(), id).await?;
    Ok((StatusCode::CREATED, found))
}

async fn find(store: &Store, scope: Scope, order: Uuid) -> Answer<Json<OrderDecision>> {
    let row = store.optional(FindRun { scope, order_id: order }).await?;
    let row = row.ok_or(Fault::NotFound)?;
    Fault::unless_shown(&row.showing)?;
    let result: RunResult = parse(&row.result)?;
    let read: Read = parse(&row.inputs)?;
    Ok(Json(OrderDecision {
        id: row.id,
        order_id: row.order_id,
        cause: row.cause,
        outcome: result.outcome,
        reasons: result.reasons,
        parts: result.parts,
        evidence: read.evidence,
        score_id: row.score_id,
        consent_id: row.consent_id,
        created_at: row.created_at,
    }))
}

pub(crate) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Answer<T> {
    serde_json::from_str(text).map_err(|error| Problem::caused(Fault::Internal, error))
}
