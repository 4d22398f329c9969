use crate::summary::{OrderRow, OrderSummary};
use crate::visibility::{Hold, Sight, sight};
use chrono::{DateTime, NaiveDate, Utc};
use crypto::{Keyring, field};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Caller, Fault, Id, Json, Platform, Problem};

/// What an event says in the applicant's own words.
const OWN_WORDS: [&str; 1] = ["reason"];

statement! {
    FindOrder("apply/find_order") -> (OrderRow, CourseRow)
}

row! {
    /// What only a detail reads of an order.
    struct CourseRow {
        contact_name_cipher: Option<Vec<u8>>,
        contact_phone_cipher: Option<Vec<u8>>,
        officer_phone_cipher: Option<Vec<u8>>,
        institution_phone: String,
        precredit_amount: Option<Decimal>,
        offer: Option<Value>,
        credit: Option<Value>,
        disbursement: Option<Value>,
        compensation: Option<Value>,
        reasons: Value,
        events: Value,
        reversible_until: Option<DateTime<Utc>>,
        nudged_at: Option<DateTime<Utc>>,
        needs_override: bool,
    }
}

/// An order with its whole course, as far as the caller may see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderDetail {
    #[serde(flatten)]
    summary: OrderSummary,
    /// Absent where the caller may not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_name: Option<String>,
    /// Absent where the caller may not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_phone: Option<String>,
    /// Where the applicant reaches the officer who has it; absent before the grab and for everybody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    officer_phone: Option<String>,
    /// The institution's own number; empty where it has none.
    institution_phone: String,
    /// 预授信金额, yuan.
    precredit_amount: Option<Decimal>,
    /// 预授信: what the institution offers; null before.
    offer: Option<Offer>,
    credit: Option<Credit>,
    disbursement: Option<Disbursement>,
    /// 风险补偿: the pool that covers the loan; absent for everybody but the institution.
    #[serde(skip_serializing_if = "Option::is_none")]
    compensation: Option<Compensation>,
    /// Why the institution refused, up to four, what weighed most first; empty unless it did and gave a reason.
    reasons: Vec<Refusal>,
    /// Oldest first.
    events: Vec<Event>,
    /// Until when the officer may take its last feedback back; absent where there is none to take back.
    #[serde(skip_serializing_if = "Option::is_none")]
    reversible_until: Option<DateTime<Utc>>,
    /// When the manager last reminded the officer, for the institution; absent where it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    nudged_at: Option<DateTime<Utc>>,
    /// Whether going on needs a reason, because the rules advise to refuse; for the officer who has the order.
    needs_override: bool,
}

/// 预授信.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Offer {
    amount: Decimal,
    /// A fraction: 4.35 % is `0.043500`.
    annual_rate: Option<Decimal>,
    term_months: Option<i32>,
    /// In the institution's words, for the applicant.
    conditions: String,
    /// Until when it can be chosen; null where nothing is to be chosen.
    expires_at: Option<DateTime<Utc>>,
}

/// 授信.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Credit {
    amount: Decimal,
    /// A fraction: 4.35 % is `0.043500`.
    annual_rate: Decimal,
    term_months: i32,
    guarantee_mode: String,
    guarantor_id: Option<Uuid>,
    guarantor_name: Option<String>,
    guarantee_ratio: Option<Decimal>,
    guarantee_amount: Option<Decimal>,
    credited_at: DateTime<Utc>,
}

/// 放款.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Disbursement {
    amount: Decimal,
    contract_number: String,
    paid_on: NaiveDate,
    disbursed_at: DateTime<Utc>,
}

/// A claim on the pool, which who manages it decides.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct CompensationClaim {
    /// `waiting`, `paid` or `refused`.
    state: String,
    loss_amount: Decimal,
    overdue_since: NaiveDate,
    claimed_at: DateTime<Utc>,
    /// Why it was sent back.
    #[schema(required)]
    reason: Option<String>,
}

/// 风险补偿.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Compensation {
    pool_id: Uuid,
    pool_name: String,
    /// The pool's, of a loss; a fraction.
    share: Decimal,
    /// When the cover ended, by settlement or by the pool's payment; null while it lasts.
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
    #[schema(required)]
    loss_amount: Option<Decimal>,
    /// What the pool has paid, yuan.
    #[schema(required)]
    paid_amount: Option<Decimal>,
    #[schema(required)]
    paid_on: Option<NaiveDate>,
    /// How many days the loan must be overdue before its loss is claimed.
    overdue_days_min: i32,
    /// What was claimed last; null before.
    #[schema(required)]
    claim: Option<CompensationClaim>,
}

/// 不通过的原因, from the dictionary of reasons.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Refusal {
    reason_code: String,
    name: String,
    /// For the applicant: what it was.
    sentence: String,
    /// For the applicant: what would help.
    advice: String,
}

/// One step of the order's course.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Event {
    from_state: Option<String>,
    to_state: String,
    actor_role: String,
    happened_at: DateTime<Utc>,
    /// What the step brought, for both sides; without the applicant's own words for supervision, and for an institution
    /// before the grab.
    #[schema(value_type = Object)]
    payload: Value,
    /// Whether the step before was taken back; the order stands where it stood before that.
    is_reversal: bool,
    /// The institution's own note; absent for everybody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    internal_note: Option<String>,
    /// Why the institution went on although the rules advised to refuse; absent for the applicant.
    #[serde(skip_serializing_if = "Option::is_none")]
    override_reason: Option<String>,
}

/// 订单详情: one order with its timeline.
#[utoipa::path(
    get, path = "/api/orders/{id}", tag = "apply", params(("id" = Uuid, Path)),
    responses((status = 200, body = OrderDetail))
)]
pub(crate) async fn read(
    platform: Platform,
    Caller(session): Caller,
    Id(id): Id,
) -> Answer<Json<OrderDetail>> {
    let find_order = FindOrder { scope: session.scope()?, order_id: id };
    let row = platform.store().await?.optional(find_order).await?;
    let (order, course) = row.ok_or(Fault::NotFound)?;
    let sight = sight(session.role, Hold::of(&order.state, order.is_grabbed()));
    detail(order, course, sight, &platform.keyring().await?).map(Json)
}

fn detail(
    order: OrderRow,
    course: CourseRow,
    sight: Sight,
    keyring: &Keyring,
) -> Answer<OrderDetail> {
    let (owner, name_field, phone_field) = match order.demand_id {
        None => (order.id, field::ORDER_CONTACT_NAME, field::ORDER_CONTACT_PHONE),
        Some(demand) => (demand, field::DEMAND_CONTACT_NAME, field::DEMAND_CONTACT_PHONE),
    };
    let contact = |field, sealed: Option<Vec<u8>>| {
        sealed.filter(|_| sight.contact).map(|sealed| keyring.open(field, owner, &sealed))
    };
    let contact_name = contact(name_field, course.contact_name_cipher).transpose()?;
    let contact_phone = contact(phone_field, course.contact_phone_cipher).transpose()?;
    let officer_phone = match (order.officer_id, course.officer_phone_cipher) {
        (Some(officer), Some(sealed)) if sight.officer_phone => {
            Some(keyring.open(field::OFFICER_PHONE, officer, &sealed)?)
        }
        _ => None,
    };
    let mut events: Vec<Event> = from_json(course.events)?;
    for event in &mut events {
        if !sight.internal_notes {
            event.internal_note = None;
        }
        if !sight.overrides {
            event.override_reason = None;
        }
        if let Value::Object(payload) = &mut event.payload
            && !sight.own_words
        {
            payload.retain(|name, _| !OWN_WORDS.contains(&name.as_str()));
        }
    }
    Ok(OrderDetail {
        summary: OrderSummary::of(order, sight, keyring)?,
        contact_name,
        contact_phone,
        officer_phone,
        institution_phone: course.institution_phone,
        precredit_amount: course.precredit_amount,
        offer: course.offer.map(from_json).transpose()?,
        credit: course.credit.map(from_json).transpose()?,
        disbursement: course.disbursement.map(from_json).transpose()?,
        compensation: course
            .compensation
            .filter(|_| sight.internal_notes)
            .map(from_json)
            .transpose()?,
        reasons: from_json(course.reasons)?,
        events,
        reversible_until: course.reversible_until,
        nudged_at: course.nudged_at.filter(|_| sight.internal_notes),
        needs_override: course.needs_override,
    })
}

fn from_json<T: serde::de::DeserializeOwned>(value: Value) -> Answer<T> {
    serde_json::from_value(value).map_err(|error| Problem::caused(Fault::Internal, error))
}
