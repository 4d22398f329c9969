use chrono::{DateTime, Utc};
use domain::{Invalid, Word};
use serde::Serialize;
use store::{Statement, StoreError, row};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Platform, Problem};

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

/// The bounds of a compensation pool are the database's: of two loans that do not both fit, one comes too late.
pub(crate) fn over_pool(error: StoreError) -> Problem {
    let over = ["compensation_pool_room", "compensation_pool_fund"];
    if over.iter().any(|name| error.is_constraint(name)) {
        Fault::PoolExhausted.into()
    } else {
        error.into()
    }
}

fn refused(refusal: &str, state: String) -> Problem {
    match refusal {
        "not_chosen" => Problem::conflict(Fault::NotChosen, state),
        "precredit_required" => Problem::field(
            "precredit_amount",
            Invalid::new("required", "请填写预授信金额，申请人将据此选择机构"),
        ),
        "unknown_guarantee_mode" => Problem::field("guarantee_mode", Word::unknown()),
        "unknown_guarantor" => Problem::field(
            "guarantor_id",
            Invalid::new("unknown_guarantor", "请从融资担保机构名录中选择担保机构"),
        ),
        "over_credit" => {
            Problem::field("amount", Invalid::new("over_credit", "放款金额不能超过授信金额"))
        }
        "unknown_pool" => {
            Problem::field("compensation_pool_id", crate::disbursement::unknown_pool())
        }
        "before_payment" => Problem::field("settled_on", crate::settlement::invalid_day()),
        _ => Problem::conflict(Fault::StateConflict, state),
    }
}

/// The refusal of a verdict that the step does not know.
pub(crate) fn unknown_verdict(words: &str) -> Invalid {
    Invalid::new("unknown_verdict", format!("请填写 {words} 之一"))
}
