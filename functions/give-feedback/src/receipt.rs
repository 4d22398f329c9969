use crate::refusal::{over_pool, refused};
use chrono::{DateTime, Utc};
use serde::Serialize;
use store::{Statement, row};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Platform};

row! {
    /// What a feedback statement gives back: where the order stands now, or why it was not moved.
    pub(crate) struct StepResult {
        refusal: Option<String>,
        id: Uuid,
        number: Option<String>,
        state: String,
        stage_due_at: Option<DateTime<Utc>>,
        complete_due_at: Option<DateTime<Utc>>,
    }
}

/// Where the order stands after the feedback.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    id: Uuid,
    number: String,
    state: String,
    /// Until when the next step ought to be reported; null when the order has ended.
    stage_due_at: Option<DateTime<Utc>>,
    /// 办结期限.
    complete_due_at: Option<DateTime<Utc>>,
}

/// Runs a feedback statement; `None` where what was given lies outside the bounds of the order.
pub(crate) async fn step(
    platform: &Platform,
    statement: impl Statement<Row = StepResult>,
) -> Answer<Option<Receipt>> {
    let outcome = platform.store().await?.optional(statement).await.map_err(over_pool)?;
    let outcome = outcome.ok_or(Fault::NotFound)?;
    match outcome.refusal.as_deref() {
        Some("out_of_bounds") => return Ok(None),
        Some(refusal) => return Err(refused(refusal, outcome.state)),
        None => {}
    }
    Ok(Some(Receipt {
        id: outcome.id,
        number: outcome.number.ok_or(Fault::Internal)?,
        state: outcome.state,
        stage_due_at: outcome.stage_due_at,
        complete_due_at: outcome.complete_due_at,
    }))
}

/// The same for a step without bounds.
pub(crate) async fn report(
    platform: &Platform,
    statement: impl Statement<Row = StepResult>,
) -> Answer<Receipt> {
    Ok(step(platform, statement).await?.ok_or(Fault::Internal)?)
}
