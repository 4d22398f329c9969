use crate::bulk;
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

const INSERT_DEMANDS: &str = include_str!("../../seed/demo/insert_demands.sql");
const CHOOSE_ORDERS: &str = include_str!("../../seed/demo/choose_orders.sql");

/// The rows of demands, on their way into the database.
#[derive(Default)]
pub(crate) struct DemandRows {
    pub(crate) demands: Vec<DemandRow>,
    pub(crate) views: Vec<ViewRow>,
    pub(crate) choices: Vec<ChoiceRow>,
}

impl DemandRows {
    pub(crate) async fn insert(&self, connection: &mut PgConnection) -> Result<()> {
        sqlx::query(INSERT_DEMANDS)
            .bind(Json(&self.demands))
            .execute(&mut *connection)
            .await
            .context("demands are not accepted")?;
        bulk::insert(connection, "demand_view", &self.views).await
    }

    /// Marks the chosen orders, once their first reviews are in.
    pub(crate) async fn choose(&self, connection: &mut PgConnection) -> Result<()> {
        sqlx::query(CHOOSE_ORDERS)
            .bind(Json(&self.choices))
            .execute(connection)
            .await
            .context("choices are not accepted")?;
        Ok(())
    }
}

#[derive(Serialize)]
pub(crate) struct DemandRow {
    pub(crate) id: Uuid,
    pub(crate) applicant_id: Uuid,
    pub(crate) amount: i64,
    pub(crate) term_months: i64,
    pub(crate) purpose: &'static str,
    pub(crate) guarantee_mode: &'static str,
    pub(crate) annual_rate_max: Decimal,
    pub(crate) description: String,
    pub(crate) contact_name_cipher: String,
    pub(crate) contact_phone_cipher: String,
    pub(crate) contact_phone_index: String,
    pub(crate) region_code: String,
    pub(crate) state: &'static str,
    pub(crate) max_institutions: usize,
    pub(crate) slots_taken: i32,
    pub(crate) parent_id: Option<Uuid>,
    pub(crate) viewed_at: Option<DateTime<Utc>>,
    pub(crate) processed_at: Option<DateTime<Utc>>,
    pub(crate) created_at: DateTime<Utc>,
}

#[derive(Serialize)]
pub(crate) struct ViewRow {
    pub(crate) demand_id: Uuid,
    pub(crate) institution_id: Uuid,
    pub(crate) viewed_at: DateTime<Utc>,
}

#[derive(Serialize)]
pub(crate) struct ChoiceRow {
    pub(crate) id: Uuid,
    pub(crate) chosen_order_id: Uuid,
    pub(crate) chosen_at: DateTime<Utc>,
}
