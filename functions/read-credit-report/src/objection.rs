//! 异议: what a subject says against a score.

use chrono::{DateTime, Utc};
use domain::{Form, Invalid, anonymous_text};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{
    Answer, Applicant, Body, Caller, Fault, Json, List, Page, PageQuery, Platform, Problem, Query,
    Slice, StatusCode, ambient, roles,
};

/// How cursors know the list.
const LIST: List = List::by_id("objections");

statement! {
    Object("read-credit-report/object") -> Made
}
statement! {
    ListObjections("read-credit-report/list_objections") -> Objection
}

/// An objection to a score.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewObjection {
    /// One of the applicant's own scores.
    #[schema(value_type = Uuid)]
    score_id: Option<String>,
    /// What is wrong, without telephone and identity numbers; at most a thousand characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

row! {
    struct Made { made: bool, created_at: Option<DateTime<Utc>> }
}

row! {
    /// An objection and what was answered.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct Objection {
        id: Uuid,
        score_id: Uuid,
        reason: String,
        /// `open` or `answered`.
        state: String,
        #[schema(required)]
        answer: Option<String>,
        #[schema(required)]
        answered_at: Option<DateTime<Utc>>,
        created_at: DateTime<Utc>,
    }
}

/// 提出异议: objects to a score; an operator answers.
#[utoipa::path(
    post, path = "/api/objections", tag = "read-credit-report", request_body = NewObjection,
    responses(
        (status = 201, body = Objection),
        (status = 404, description = "no such score of the applicant's"),
        (status = 409, description = "state_conflict: an objection to this score is open")
    )
)]
pub(crate) async fn object(
    platform: Platform,
    applicant: Applicant,
    Body { value, .. }: Body<NewObjection>,
) -> Answer<(StatusCode, Json<Objection>)> {
    let mut form = Form::default();
    let score = value.score_id.as_deref().map(|text| {
        Uuid::try_parse(text).map_err(|_| Invalid::new("invalid_id", "请填写正确的编号"))
    });
    let score = form.require("score_id", score);
    let reason = form.require("reason", value.reason.as_deref().map(anonymous_text::<1, 1000>));
    let (score_id, reason) = form.finish(|| Some((score?, reason?.into_string())))?;
    let id = ambient::new_id();
    let request_id = platform.request_id().to_owned();
    let object = Object {
        objection_id: id,
        score_id,
        applicant_id: applicant.applicant,
        reason: reason.clone(),
        account_id: applicant.account,
        request_id,
    };
    let made = platform.store().await?.optional(object).await?;
    let made = made.ok_or(Fault::NotFound)?;
    let created_at = made.created_at.filter(|_| made.made);
    let created_at = created_at.ok_or_else(|| Problem::conflict(Fault::StateConflict, "open"))?;
    let state = "open".to_owned();
    let objection =
        Objection { id, score_id, reason, state, answer: None, answered_at: None, created_at };
    Ok((StatusCode::CREATED, Json(objection)))
}

/// Which objections.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ObjectionQuery {
    /// `open` or `answered`.
    #[param(nullable = false)]
    state: Option<String>,
    #[param(nullable = false)]
    cursor: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// 异议列表: an applicant's own, or for operators all; newest first.
#[utoipa::path(
    get, path = "/api/objections", tag = "read-credit-report", params(ObjectionQuery),
    responses((status = 200, body = Slice<Objection>))
)]
pub(crate) async fn list(
    platform: Platform,
    Caller(session): Caller<{ roles::APPLICANT | roles::OPERATOR }>,
    Query(query): Query<ObjectionQuery>,
) -> Answer<Json<Slice<Objection>>> {
    let mut form = Form::default();
    let known = |state: &str| match state {
        "open" | "answered" => Ok(state.to_owned()),
        _ => Err(domain::Word::unknown()),
    };
    let state = form.check_optional("state", query.state.as_deref().map(known));
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let page = Page::check(LIST, &page, &mut form);
    let (state, page) = form.finish(|| Some((state?, page?)))?;
    let list_objections = ListObjections {
        scope: session.scope()?,
        state,
        after_id: page.after_id(),
        rows_wanted: page.rows_wanted(),
    };
    let rows = platform.store().await?.all(list_objections).await?;
    Ok(Json(page.slice(rows, |item| (String::new(), item.id), |item| item)))
}
