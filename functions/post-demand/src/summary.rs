use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use store::row;
use utoipa::ToSchema;
use uuid::Uuid;

row! {
    /// A demand, without who asks.
    #[derive(Debug, Serialize, ToSchema)]
    pub(crate) struct DemandSummary {
        id: Uuid,
        number: String,
        state: String,
        /// Yuan.
        amount: Decimal,
        term_months: i32,
        purpose: String,
        guarantee_mode: Option<String>,
        /// A fraction: 5 % is `0.050000`.
        annual_rate_max: Option<Decimal>,
        /// In the applicant's own words; null for supervision, and for an institution until it takes the demand.
        description: Option<String>,
        region_code: Option<String>,
        /// `company`, `sole_trader` or `person`.
        subject_type: String,
        max_institutions: i32,
        slots_taken: i32,
        /// As the description.
        project_number: Option<String>,
        /// As the description.
        project_name: Option<String>,
        /// How many offers wait for the applicant's choice; null for everybody else.
        offers_waiting: Option<i64>,
        /// The demand that this one posts again.
        parent_id: Option<Uuid>,
        /// Null for an institution that was not chosen.
        chosen_order_id: Option<Uuid>,
        /// 已查阅: when the first institution looked.
        viewed_at: Option<DateTime<Utc>>,
        /// 已处理: when the first institution took a slot.
        processed_at: Option<DateTime<Utc>>,
        created_at: DateTime<Utc>,
    }
}
