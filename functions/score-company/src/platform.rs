//! A score inside the platform: a firm's own, or that of a firm that applied to the officer.

use crate::model::models;
use chrono::{DateTime, Utc};
use domain::{FieldErrors, Form, Invalid};
use facts::{DataDate, FactsRead};
use scoring::{Answer as ScoreAnswer, CompanyError, Scored};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Scope, row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{
    Answer, Body, Caller, Fault, Json, Platform, Problem, StatusCode, ambient, roles, watched,
};

statement! {
    Gather("score-company/gather") -> Subject
}
statement! {
    KeepScore("score-company/keep") -> Kept
}

/// Whose score, and what for.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ScoreRequest {
    /// The firm; an applicant may leave it out and means itself.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    applicant_id: Option<String>,
    /// `self_assessment` for an applicant; `loan_review` or `post_loan` for an officer. The most
    /// common use of the role by default.
    #[schema(nullable = false)]
    purpose: Option<String>,
}

/// A score that was kept.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct CompanyScore {
    id: Uuid,
    applicant_id: Uuid,
    /// The order that it was made for; null for an applicant's own.
    #[schema(required)]
    order_id: Option<Uuid>,
    purpose: String,
    consent_id: Uuid,
    /// 授权编号.
    consent_number: String,
    /// What the score stands on.
    data: Vec<DataDate>,
    created_at: DateTime<Utc>,
    #[serde(flatten)]
    answer: ScoreAnswer,
}

row! {
    struct Subject {
        applicant_id: Uuid,
        order_id: Option<Uuid>,
        section: Option<String>,
        ended: bool,
        facts: Option<Value>,
    }
}

row! {
    struct Kept { created_at: DateTime<Utc> }
}

/// 评分: scores a firm from what the platform may know of it. An officer needs an open order of the firm and the
/// firm's live consent; an applicant its own consent.
#[utoipa::path(
    post, path = "/api/scores", tag = "score-company", request_body = ScoreRequest,
    responses(
        (status = 201, body = CompanyScore),
        (status = 403, description = "order_ended, consent_missing"),
        (status = 404, description = "not_found: no firm whose order the officer has in hand")
    )
)]
pub(crate) async fn score(
    platform: Platform,
    Caller(session): Caller<{ roles::APPLICANT | roles::OFFICER }>,
    Body { value, .. }: Body<ScoreRequest>,
) -> Answer<(StatusCode, Json<CompanyScore>)> {
    let scope = session.scope()?;
    let (applicant, purpose) = wanted(scope, &value)?;
    let store = platform.store().await?;
    let gather = Gather {
        scope,
        subject_id: applicant,
        purpose: purpose.to_owned(),
        account_id: session.account,
        role: session.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    let subject = store.optional(gather).await?;
    let subject = subject.ok_or(Fault::NotFound)?;
    if subject.ended {
        return Err(Fault::OrderEnded.into());
    }
    let facts = read_facts(subject.facts.ok_or(Fault::ConsentMissing)?)?;
    let company = facts.company(subject.section.clone());
    let scored = models().and_then(|models| models.company(&company).map_err(refused));
    let Scored { answer, place } =
        watched("score-company", &store, subject.applicant_id, scored).await?;
    let id = ambient::new_id();
    let keep_score = KeepScore {
        score_id: id,
        applicant_id: subject.applicant_id,
        order_id: subject.order_id,
        consent_id: facts.consent_id,
        purpose: purpose.to_owned(),
        inputs_digest: digest(&facts, subject.section.as_deref())?,
        answer: store::json(&answer)?,
        account_id: session.account,
        role: session.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
        data_days: store::json(&facts.dates())?,
        place: store::json(&place)?,
    };
    let kept: Kept = store.one(keep_score).await?;
    let score = CompanyScore {
        id,
        applicant_id: subject.applicant_id,
        order_id: subject.order_id,
        purpose: purpose.to_owned(),
        consent_id: facts.consent_id,
        data: facts.dates(),
        consent_number: facts.consent_number,
        created_at: kept.created_at,
        answer,
    };
    Ok((StatusCode::CREATED, Json(score)))
}

/// The digest of what a score stands on.
pub(crate) fn digest(facts: &FactsRead, section: Option<&str>) -> Answer<Vec<u8>> {
    facts.digest(section).map_err(|error| Problem::caused(Fault::Internal, error))
}

/// The firm and the purpose, as far as the role may ask for them.
fn wanted(scope: Scope, request: &ScoreRequest) -> Answer<(Uuid, &'static str)> {
    let own = match scope {
        Scope::Applicant(own) => Some(own),
        _ => None,
    };
    let purposes: &[&str] =
        if own.is_some() { &["self_assessment"] } else { &["loan_review", "post_loan"] };
    let mut form = Form::default();
    let named = request.applicant_id.as_deref().map(|text| {
        Uuid::try_parse(text).map_err(|_| Invalid::new("invalid_id", "请填写正确的编号"))
    });
    let applicant = match (named, own) {
        (None, Some(own)) => Some(own),
        (named, _) => form.require("applicant_id", named),
    };
    let purpose = match request.purpose.as_deref() {
        None => purposes.first().copied(),
        Some(wanted) => {
            let known = purposes.iter().find(|purpose| **purpose == wanted).copied();
            form.check("purpose", known.ok_or_else(domain::Word::unknown))
        }
    };
    Ok(form.finish(|| Some((applicant?, purpose?)))?)
}

/// What a firm lacks is reported to the caller; anything else is a defect.
pub(crate) fn refused(error: CompanyError) -> Problem {
    match error {
        CompanyError::Facts(fields) => FieldErrors::into(fields),
        CompanyError::Model(error) => Problem::caused(Fault::Internal, error),
    }
}

/// What the database gave.
pub(crate) fn read_facts(facts: Value) -> Answer<FactsRead> {
    serde_json::from_value(facts).map_err(|error| Problem::caused(Fault::Internal, error))
}
