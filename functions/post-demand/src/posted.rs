use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Problem};

/// A demand that was just published.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Posted {
    id: Uuid,
    number: String,
    /// `open`.
    state: String,
    /// The demand that this one posts again; null for a new one.
    parent_id: Option<Uuid>,
    /// Yuan.
    amount: Decimal,
    term_months: i32,
    purpose: String,
    max_institutions: i32,
    created_at: DateTime<Utc>,
    /// The consent that was given with it; null when none was.
    #[serde(default)]
    #[schema(required)]
    consent_id: Option<Uuid>,
}

impl Posted {
    /// Reads the answer that a statement built.
    pub(crate) fn read(response: Value) -> Answer<Self> {
        serde_json::from_value(response).map_err(|error| Problem::caused(Fault::Internal, error))
    }
}
