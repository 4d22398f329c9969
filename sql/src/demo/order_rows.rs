use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

const INSERT_ORDERS: &str = include_str!("../../seed/demo/insert_orders.sql");
const STEP_ORDERS: &str = include_str!("../../seed/demo/step_orders.sql");

/// An order as it begins.
#[derive(Serialize)]
pub(crate) struct OrderRow {
    pub(crate) id: Uuid,
    pub(crate) applicant_id: Uuid,
    pub(crate) institution_id: Uuid,
    pub(crate) product_version_id: Option<Uuid>,
    pub(crate) demand_id: Option<Uuid>,
    pub(crate) amount: i64,
    pub(crate) term_months: i64,
    pub(crate) purpose: &'static str,
    pub(crate) financing_type: &'static str,
    pub(crate) contact_name_cipher: Option<String>,
    pub(crate) contact_phone_cipher: Option<String>,
    pub(crate) contact_phone_index: Option<String>,
    pub(crate) region_code: String,
    pub(crate) state: &'static str,
    pub(crate) officer_id: Option<Uuid>,
    pub(crate) submitted_at: DateTime<Utc>,
    pub(crate) grabbed_at: Option<DateTime<Utc>>,
}

/// A step of an order: the new state and what comes with it.
#[derive(Serialize, Default)]
pub(crate) struct StepRow {
    pub(crate) id: Uuid,
    pub(crate) state: &'static str,
    pub(crate) officer_id: Option<Uuid>,
    pub(crate) grabbed_at: Option<DateTime<Utc>>,
    pub(crate) first_reviewed_at: Option<DateTime<Utc>>,
    pub(crate) precredit_amount: Option<i64>,
    pub(crate) precredit_annual_rate: Option<Decimal>,
    pub(crate) precredit_term_months: Option<i64>,
    pub(crate) precredit_expires_at: Option<DateTime<Utc>>,
    pub(crate) credited_at: Option<DateTime<Utc>>,
    pub(crate) credit_amount: Option<i64>,
    pub(crate) credit_annual_rate: Option<Decimal>,
    pub(crate) credit_term_months: Option<i64>,
    pub(crate) credit_guarantee_mode: Option<String>,
    pub(crate) guarantor_id: Option<Uuid>,
    pub(crate) guarantee_ratio: Option<Decimal>,
    pub(crate) guarantee_amount: Option<Decimal>,
    pub(crate) disbursed_at: Option<DateTime<Utc>>,
    pub(crate) disbursed_amount: Option<i64>,
    pub(crate) contract_number: Option<String>,
    pub(crate) paid_on: Option<NaiveDate>,
    pub(crate) ended_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
pub(crate) struct EventRow {
    pub(crate) order_id: Uuid,
    pub(crate) from_state: Option<&'static str>,
    pub(crate) to_state: &'static str,
    pub(crate) actor_id: Uuid,
    pub(crate) actor_role: &'static str,
    pub(crate) payload: Value,
    pub(crate) internal_note: Option<String>,
    pub(crate) happened_at: DateTime<Utc>,
}

/// Inserts orders in their first state, numbered in the order of their submission.
pub(crate) async fn insert(connection: &mut PgConnection, rows: &[&OrderRow]) -> Result<()> {
    sqlx::query(INSERT_ORDERS)
        .bind(Json(rows))
        .execute(connection)
        .await
        .context("orders are not accepted")?;
    Ok(())
}

/// Takes one step for each of many orders.
pub(crate) async fn step(connection: &mut PgConnection, rows: &[&StepRow]) -> Result<()> {
    sqlx::query(STEP_ORDERS)
        .bind(Json(rows))
        .execute(connection)
        .await
        .context("steps of orders are not accepted")?;
    Ok(())
}
