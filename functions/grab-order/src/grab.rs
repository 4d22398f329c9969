use chrono::{DateTime, Utc};
use crypto::field;
use rust_decimal::Decimal;
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Id, Json, Officer, Platform, Problem, ambient};

statement! {
    GrabOrder("grab-order/grab_order") -> GrabResult
}
statement! {
    FindStanding("grab-order/find_order") -> Standing
}
statement! {
    GrabNext("grab-order/grab_next") -> GrabResult
}
statement! {
    GrabDemand("grab-order/grab_demand") -> GrabResult
}

row! {
    /// What a grab statement gives back: the order, or why there is none and where things stand.
    struct GrabResult {
        refusal: Option<String>,
        state: String,
        id: Uuid,
        number: Option<String>,
        amount: Option<Decimal>,
        term_months: Option<i32>,
        purpose: Option<String>,
        region_code: Option<String>,
        stage_due_at: Option<DateTime<Utc>>,
        complete_due_at: Option<DateTime<Utc>>,
        contact_name_cipher: Option<Vec<u8>>,
        contact_phone_cipher: Option<Vec<u8>>,
        demand_id: Option<Uuid>,
    }
}

row! {
    /// Where an order stands that somebody else moved.
    struct Standing { state: String, taken: bool }
}

/// The order that the officer now has, with the contact to call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GrabbedOrder {
    id: Uuid,
    number: String,
    /// `grabbed`.
    state: String,
    /// Yuan.
    amount: Decimal,
    term_months: i32,
    purpose: String,
    region_code: Option<String>,
    /// The demand whose slot was taken; null for an order from a product.
    demand_id: Option<Uuid>,
    contact_name: String,
    contact_phone: String,
    /// Until when the first review ought to be fed back.
    stage_due_at: Option<DateTime<Utc>>,
    /// 办结期限.
    complete_due_at: Option<DateTime<Utc>>,
}

/// 抢单: takes a named order. One officer wins, every other gets 409 `order_taken`.
#[utoipa::path(
    post, path = "/api/orders/{id}/grab", tag = "grab-order", params(("id" = Uuid, Path)),
    responses((status = 200, body = GrabbedOrder), (status = 409, description = "order_taken, state_conflict"))
)]
pub(crate) async fn order(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
) -> Answer<Json<GrabbedOrder>> {
    let Officer { account, officer, institution } = officer;
    let request_id = platform.request_id().to_owned();
    let grab_order = GrabOrder {
        order_id: id,
        officer_id: officer,
        institution_id: institution,
        account_id: account,
        request_id,
    };
    let store = platform.store().await?;
    let outcome = store.optional(grab_order).await?;
    let outcome = outcome.ok_or(Fault::NotFound)?;
    if outcome.refusal.is_some() {
        // The statement saw the order as it was before the race; the answer says how it stands after it.
        let Standing { state, taken } = store.one(FindStanding { order_id: id }).await?;
        let fault = if taken { Fault::OrderTaken } else { Fault::StateConflict };
        return Err(Problem::conflict(fault, state));
    }
    reveal(outcome, &platform).await.map(Json)
}

/// How often a colleague may be a moment faster before the officer is told.
const TRIES: usize = 3;

/// 一键抢单: takes the oldest order or demand that the officer may take; 404 `pool_empty` when there is none.
#[utoipa::path(
    post, path = "/api/pool/next/grab", tag = "grab-order",
    responses(
        (status = 200, body = GrabbedOrder),
        (status = 404, description = "pool_empty"),
        (status = 409, description = "already_taken: colleagues were faster several times")
    )
)]
pub(crate) async fn next(platform: Platform, officer: Officer) -> Answer<Json<GrabbedOrder>> {
    let Officer { account, officer, institution } = officer;
    let store = platform.store().await?;
    for _ in 0..TRIES {
        let grab_next = GrabNext {
            officer_id: officer,
            institution_id: institution,
            account_id: account,
            request_id: platform.request_id().to_owned(),
            order_id: ambient::new_id(),
        };
        match store.optional(grab_next).await {
            // A colleague took a slot of the same demand; the next look leaves it out.
            Err(error) if error.is_constraint("loan_order_one_per_institution") => {}
            outcome => {
                return reveal(outcome?.ok_or(Fault::PoolEmpty)?, &platform).await.map(Json);
            }
        }
    }
    Err(Problem::conflict(Fault::AlreadyTaken, "open"))
}

/// 受理需求: takes a slot of a demand, one per institution, and makes the order for it.
#[utoipa::path(
    post, path = "/api/demands/{id}/grab", tag = "grab-order", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = GrabbedOrder),
        (status = 409, description = "slots_full, already_taken or state_conflict")
    )
)]
pub(crate) async fn demand(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
) -> Answer<Json<GrabbedOrder>> {
    let Officer { account, officer, institution } = officer;
    let request_id = platform.request_id().to_owned();
    let grab_demand = GrabDemand {
        demand_id: id,
        officer_id: officer,
        institution_id: institution,
        account_id: account,
        request_id,
        order_id: ambient::new_id(),
    };
    let store = platform.store().await?;
    let outcome = match store.optional(grab_demand).await {
        // Two officers of one institution at once: the unique pair of demand and institution decides.
        Err(error) if error.is_constraint("loan_order_one_per_institution") => {
            return Err(Problem::conflict(Fault::AlreadyTaken, "open"));
        }
        outcome => outcome?,
    };
    reveal(outcome.ok_or(Fault::NotFound)?, &platform).await.map(Json)
}

/// The order with its contact in the clear, which only the winner of the grab gets to see.
async fn reveal(outcome: GrabResult, platform: &Platform) -> Answer<GrabbedOrder> {
    if let Some(refusal) = outcome.refusal {
        let fault = match refusal.as_str() {
            "already_taken" => Fault::AlreadyTaken,
            "slots_full" => Fault::SlotsFull,
            _ => Fault::StateConflict,
        };
        return Err(Problem::conflict(fault, outcome.state));
    }
    let missing = || Problem::caused(Fault::Internal, "a grabbed order lacks a column");
    let (owner, name_field, phone_field) = match outcome.demand_id {
        None => (outcome.id, field::ORDER_CONTACT_NAME, field::ORDER_CONTACT_PHONE),
        Some(demand) => (demand, field::DEMAND_CONTACT_NAME, field::DEMAND_CONTACT_PHONE),
    };
    let keyring = platform.keyring().await?;
    let open = |field, sealed: Option<Vec<u8>>| -> Answer<String> {
        Ok(keyring.open(field, owner, &sealed.ok_or_else(missing)?)?)
    };
    Ok(GrabbedOrder {
        id: outcome.id,
        state: outcome.state,
        number: outcome.number.ok_or_else(missing)?,
        amount: outcome.amount.ok_or_else(missing)?,
        term_months: outcome.term_months.ok_or_else(missing)?,
        purpose: outcome.purpose.ok_or_else(missing)?,
        region_code: outcome.region_code,
        demand_id: outcome.demand_id,
        contact_name: open(name_field, outcome.contact_name_cipher)?,
        contact_phone: open(phone_field, outcome.contact_phone_cipher)?,
        stage_due_at: outcome.stage_due_at,
        complete_due_at: outcome.complete_due_at,
    })
}
