use chrono::{DateTime, Utc};
use domain::{Form, Text};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Body, Fault, Id, Json, Operator, Platform, Problem};

statement! {
    AnswerObjection("read-credit-report/answer_objection") -> AnswerResult
}

/// What is answered.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ObjectionAnswer {
    /// For the applicant to read; at most a thousand characters.
    #[schema(value_type = String)]
    answer: Option<String>,
}

row! {
    struct AnswerResult { changed: bool, state: String, answered_at: Option<DateTime<Utc>> }
}

/// An objection that was answered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Answered {
    id: Uuid,
    /// `answered`.
    state: &'static str,
    #[schema(required)]
    answered_at: Option<DateTime<Utc>>,
}

/// 答复异议: answers an objection, once.
#[utoipa::path(
    post, path = "/api/objections/{id}/answer", tag = "read-credit-report", params(("id" = Uuid, Path)),
    request_body = ObjectionAnswer,
    responses((status = 200, body = Answered), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn answer(
    platform: Platform,
    operator: Operator,
    Id(id): Id,
    Body { value, .. }: Body<ObjectionAnswer>,
) -> Answer<Json<Answered>> {
    let mut form = Form::default();
    let text = form.require("answer", value.answer.as_deref().map(Text::<1, 1000>::parse));
    let text = form.finish(|| text)?.into_string();
    let request_id = platform.request_id().to_owned();
    let answer_objection = AnswerObjection {
        objection_id: id,
        answer: text,
        account_id: operator.account,
        request_id,
    };
    let outcome = platform.store().await?.optional(answer_objection).await?;
    let outcome = outcome.ok_or(Fault::NotFound)?;
    if !outcome.changed {
        return Err(Problem::conflict(Fault::StateConflict, outcome.state));
    }
    Ok(Json(Answered { id, state: "answered", answered_at: outcome.answered_at }))
}
