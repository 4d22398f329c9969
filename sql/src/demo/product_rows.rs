use super::city::City;
use crate::bulk;
use anyhow::Result;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// The rows of products, on their way into the database.
#[derive(Default)]
pub(crate) struct ProductRows {
    pub(crate) products: Vec<ProductRow>,
    pub(crate) versions: Vec<VersionRow>,
    pub(crate) reviews: Vec<ReviewRow>,
}

impl ProductRows {
    pub(crate) async fn insert(&self, connection: &mut PgConnection) -> Result<()> {
        bulk::insert(connection, "product", &self.products).await?;
        bulk::insert(connection, "product_version", &self.versions).await?;
        bulk::insert(connection, "product_review", &self.reviews).await
    }
}

#[derive(Serialize)]
pub(crate) struct ProductRow {
    pub(crate) id: Uuid,
    institution_id: Uuid,
    state: &'static str,
    current_version_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    delisted_at: Option<DateTime<Utc>>,
}

impl ProductRow {
    pub(crate) fn draft(id: Uuid, institution_id: Uuid, created_at: DateTime<Utc>) -> Self {
        let (current_version_id, delisted_at) = (None, None);
        Self { id, institution_id, state: "draft", current_version_id, created_at, delisted_at }
    }

    pub(crate) fn shelve(&mut self, version: Uuid) {
        self.state = "on_shelf";
        self.current_version_id = Some(version);
    }

    pub(crate) fn delist(&mut self, at: DateTime<Utc>) {
        self.state = "delisted";
        self.delisted_at = Some(at);
    }
}

#[derive(Serialize)]
pub(crate) struct VersionRow {
    pub(crate) id: Uuid,
    pub(crate) product_id: Uuid,
    pub(crate) version: i32,
    pub(crate) state: &'static str,
    pub(crate) review_position: Option<i32>,
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) guarantee_mode: String,
    pub(crate) amount_min: i64,
    pub(crate) amount_max: i64,
    pub(crate) term_months_min: i64,
    pub(crate) term_months_max: i64,
    pub(crate) annual_rate_min: Decimal,
    pub(crate) annual_rate_max: Decimal,
    pub(crate) subject_types: Vec<String>,
    pub(crate) region_codes: Vec<String>,
    pub(crate) industry_sections: Vec<String>,
    pub(crate) conditions: String,
    pub(crate) materials: String,
    pub(crate) submitted_by: Option<Uuid>,
    pub(crate) submitted_at: Option<DateTime<Utc>>,
    pub(crate) decided_at: Option<DateTime<Utc>>,
    pub(crate) reject_reason: Option<String>,
    pub(crate) created_by: Uuid,
    pub(crate) created_at: DateTime<Utc>,
}

impl VersionRow {
    /// The writer hands the version in, some office hours after writing it.
    pub(crate) fn submit(&mut self, city: &mut City) {
        self.submitted_by = Some(self.created_by);
        self.submitted_at = Some(self.later(city));
    }

    /// Some office hours after the last thing that happened to the version.
    pub(crate) fn later(&self, city: &mut City) -> DateTime<Utc> {
        let last = self.decided_at.or(self.submitted_at).unwrap_or(self.created_at);
        let minutes = city.chance.between(30, 360);
        city.clock.office_after(&mut city.chance, last, minutes).min(city.clock.now)
    }
}

#[derive(Serialize)]
pub(crate) struct ReviewRow {
    id: Uuid,
    version_id: Uuid,
    position: i32,
    role: &'static str,
    pub(crate) verdict: &'static str,
    pub(crate) reason: String,
    reviewer_id: Uuid,
    reviewed_at: DateTime<Utc>,
}

impl ReviewRow {
    pub(crate) fn approve(
        id: Uuid,
        version_id: Uuid,
        position: i32,
        reviewer_id: Uuid,
        reviewed_at: DateTime<Utc>,
    ) -> Self {
        let role = if position == 1 { "operator" } else { "regulator" };
        let (verdict, reason) = ("approve", String::new());
        Self { id, version_id, position, role, verdict, reason, reviewer_id, reviewed_at }
    }
}
