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

/// Runs a feedback statement and answers with the order's new place.
pub(crate) async fn report(
    platform: &Platform,
    statement: impl Statement<Row = StepResult>,
) -> Answer<Receipt> {
    let outcome = platform.store().await?.optional(statement).await.map_err(over_pool)?;
    let outcome = outcome.ok_or(Fault::NotFound)?;
    if let Some(refusal) = outcome.refusal {
        return Err(refused(&refusal, outcome.state));
    }
    Ok(Receipt {
        id: outcome.id,
        number: outcome.number.unwrap_or_default(),
        state: outcome.state,
        stage_due_at: outcome.stage_due_at,
        complete_due_at: outcome.complete_due_at,
    })
}
