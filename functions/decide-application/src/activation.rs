use chrono::{DateTime, Utc};
use domain::{Form, Invalid};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Body, Fault, Id, Json, Platform, Problem, Staff, ambient};

statement! {
    Activate("decide-application/activate") -> ActivationResult
}

/// When the rules begin to decide.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct Activation {
    /// RFC 3339; now by default.
    #[schema(value_type = Option<DateTime<Utc>>, nullable = false)]
    effective_from: Option<String>,
}

row! {
    struct ActivationResult { refusal: Option<String>, state: String, effective_from: Option<DateTime<Utc>> }
}

/// Rules that decide, from a moment on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Activated {
    id: Uuid,
    /// `active`.
    state: String,
    #[schema(required)]
    effective_from: Option<DateTime<Utc>>,
}

/// 启用规则: activates a version from a moment on; never by its author.
#[utoipa::path(
    post, path = "/api/rule-versions/{id}/activation", tag = "decide-application", params(("id" = Uuid, Path)),
    request_body = Option<Activation>,
    responses(
        (status = 200, body = Activated),
        (status = 403, description = "forbidden_role, own_draft"),
        (status = 409, description = "state_conflict")
    )
)]
pub(crate) async fn activate(
    platform: Platform,
    staff: Staff,
    Id(id): Id,
    body: Option<Body<Activation>>,
) -> Answer<Json<Activated>> {
    let mut form = Form::default();
    let from = body.and_then(|body| body.value.effective_from);
    let from = form.check_optional("effective_from", from.as_deref().map(parse_moment));
    let from = form.finish(|| from)?;
    let activate = Activate {
        version_id: id,
        effective_from: from,
        account_id: staff.account,
        role: staff.role.as_str().to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    let outcome = platform.store().await?.optional(activate).await?;
    let outcome = outcome.ok_or(Fault::NotFound)?;
    match outcome.refusal.as_deref() {
        None => {
            Ok(Json(Activated { id, state: outcome.state, effective_from: outcome.effective_from }))
        }
        Some("own_draft") => Err(Fault::OwnDraft.into()),
        Some(_) => Err(Problem::conflict(Fault::StateConflict, outcome.state)),
    }
}

/// A moment that has not passed yet, as Postgres reads it: what was decided was decided by the rules of then.
fn parse_moment(text: &str) -> Result<String, Invalid> {
    let sentence = "请填写将来的时间，例如 2026-12-01T00:00:00+08:00";
    let refused = || Invalid::new("invalid_moment", sentence);
    let moment = DateTime::parse_from_rfc3339(text).map_err(|_| refused())?;
    let past = moment.with_timezone(&Utc) < ambient::now();
    let far = moment.with_timezone(&Utc) > ambient::now() + chrono::TimeDelta::days(3660);
    if past || far { Err(refused()) } else { Ok(moment.to_rfc3339()) }
}
