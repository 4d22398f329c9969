//! What is done about an alert.

use domain::{FieldErrors, Form, Invalid, Text};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Body, Caller, Fault, Id, Json, Platform, Problem, Session, roles};

statement! {
    Handle("warn-loans/handle") -> HandlingResult
}
const MEASURES: &[&str] = &[
    "borrower_contacted",
    "site_visited",
    "documents_requested",
    "guarantee_added",
    "limit_reduced",
];
const CONCLUSIONS: &[&str] = &["risk_resolved", "false_alarm", "loan_called", "transferred"];

/// A measure that was taken.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Handling {
    /// `borrower_contacted`, `site_visited`, `documents_requested`, `guarantee_added` or `limit_reduced`.
    #[schema(value_type = String, example = "borrower_contacted")]
    measure: Option<String>,
    /// What came of it; at most 500 characters.
    #[schema(value_type = String)]
    remark: Option<String>,
}

/// How it ended.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Closing {
    /// `risk_resolved`, `false_alarm`, `loan_called` or `transferred`.
    #[schema(value_type = String, example = "risk_resolved")]
    conclusion: Option<String>,
    /// Why; at most 500 characters.
    #[schema(value_type = String)]
    remark: Option<String>,
}

row! {
    struct HandlingResult { changed: bool, state: String }
}

/// Where the alert stands now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertState {
    id: Uuid,
    /// `handling` or `closed`.
    state: String,
}

/// 处置预警: notes a measure.
#[utoipa::path(
    post, path = "/api/alerts/{id}/handling", tag = "warn-loans", params(("id" = Uuid, Path)),
    request_body = Handling,
    responses((status = 200, body = AlertState), (status = 409, description = "state_conflict: it is closed"))
)]
pub(crate) async fn handle(
    platform: Platform,
    Caller(session): Caller<{ roles::INSTITUTION }>,
    Id(id): Id,
    Body { value, .. }: Body<Handling>,
) -> Answer<Json<AlertState>> {
    let (measure, remark) = check(("measure", value.measure, MEASURES), value.remark)?;
    note(&platform, &session, id, measure, remark, None).await
}

/// 关闭预警: ends it with a conclusion.
#[utoipa::path(
    post, path = "/api/alerts/{id}/closing", tag = "warn-loans", params(("id" = Uuid, Path)),
    request_body = Closing,
    responses((status = 200, body = AlertState), (status = 409, description = "state_conflict: it is closed"))
)]
pub(crate) async fn close(
    platform: Platform,
    Caller(session): Caller<{ roles::INSTITUTION }>,
    Id(id): Id,
    Body { value, .. }: Body<Closing>,
) -> Answer<Json<AlertState>> {
    let (conclusion, remark) = check(("conclusion", value.conclusion, CONCLUSIONS), value.remark)?;
    note(&platform, &session, id, "closed".to_owned(), remark, Some(conclusion)).await
}

fn check(
    (field, word, words): (&str, Option<String>, &[&str]),
    remark: Option<String>,
) -> Result<(String, String), FieldErrors> {
    let mut form = Form::default();
    let known = |word: String| {
        let unknown = || Invalid::new("unknown_code", format!("请填写 {} 之一", words.join("、")));
        if words.contains(&word.as_str()) { Ok(word) } else { Err(unknown()) }
    };
    let word = form.require(field, word.map(known));
    let remark = form.require("remark", remark.as_deref().map(Text::<1, 500>::parse));
    form.finish(|| Some((word?, remark?.into_string())))
}

async fn note(
    platform: &Platform,
    session: &Session,
    id: Uuid,
    measure: String,
    remark: String,
    conclusion: Option<String>,
) -> Answer<Json<AlertState>> {
    let handle = Handle {
        alert_id: id,
        scope: session.scope()?,
        measure,
        remark,
        conclusion,
        account_id: session.account,
        role: session.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    let outcome = platform.store().await?.optional(handle).await?;
    match outcome.ok_or(Fault::NotFound)? {
        HandlingResult { changed: true, state } => Ok(Json(AlertState { id, state })),
        HandlingResult { state, .. } => Err(Problem::conflict(Fault::StateConflict, state)),
    }
}
