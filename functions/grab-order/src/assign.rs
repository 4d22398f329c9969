//! Who has an order, as a manager arranges it: handing it over, and reminding whoever has it.

use domain::{Form, Invalid};
use serde::{Deserialize, Serialize};
use store::{Statement, row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Body, Fault, Id, Json, Manager, Platform, Problem};

statement! {
    Reassign("grab-order/reassign") -> Arranged
}
statement! {
    Nudge("grab-order/nudge") -> Arranged
}

row! {
    /// What a statement of a manager gives back: where the order stands, or why nothing was done.
    struct Arranged {
        refusal: Option<String>,
        id: Uuid,
        state: String,
    }
}

/// The order, and where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArrangedOrder {
    id: Uuid,
    state: String,
}

/// Who is to have the order.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Reassignment {
    /// An officer of the institution who is at work: `officer_id` of the staff.
    #[schema(value_type = Uuid)]
    officer_id: Option<String>,
}

impl Reassignment {
    fn check(&self) -> Result<Uuid, domain::FieldErrors> {
        let mut form = Form::default();
        let officer =
            self.officer_id.as_deref().map(|id| Uuid::try_parse(id).map_err(|_| stranger()));
        let officer = form.require("officer_id", officer);
        form.finish(|| officer)
    }
}

fn stranger() -> Invalid {
    Invalid::new("unknown_officer", "请选择本机构在岗的客户经理")
}

/// 改派: hands an order that is under way over to another officer, who is told, as is the one who had it.
#[utoipa::path(
    post, path = "/api/orders/{id}/reassignment", tag = "grab-order",
    params(("id" = Uuid, Path)), request_body = Reassignment,
    responses(
        (status = 200, body = ArrangedOrder),
        (status = 409, description = "state_conflict: it is over, nobody has it, or that officer has it already")
    )
)]
pub(crate) async fn reassign(
    platform: Platform,
    manager: Manager,
    Id(id): Id,
    Body { value, .. }: Body<Reassignment>,
) -> Answer<Json<ArrangedOrder>> {
    let reassign = Reassign {
        order_id: id,
        institution_id: manager.institution,
        officer_id: value.check()?,
        account_id: manager.account,
        request_id: platform.request_id().to_owned(),
    };
    arranged(&platform, reassign).await
}

/// 催办: reminds the officer who has an order of the step that is due, at most once an hour.
#[utoipa::path(
    post, path = "/api/orders/{id}/nudge", tag = "grab-order", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = ArrangedOrder),
        (status = 409, description = "state_conflict, `state` being `nudged` within an hour of the last time")
    )
)]
pub(crate) async fn nudge(
    platform: Platform,
    manager: Manager,
    Id(id): Id,
) -> Answer<Json<ArrangedOrder>> {
    let nudge = Nudge {
        order_id: id,
        institution_id: manager.institution,
        account_id: manager.account,
        request_id: platform.request_id().to_owned(),
    };
    arranged(&platform, nudge).await
}

async fn arranged(
    platform: &Platform,
    statement: impl Statement<Row = Arranged>,
) -> Answer<Json<ArrangedOrder>> {
    let outcome = platform.store().await?.optional(statement).await?;
    let Arranged { refusal, id, state } = outcome.ok_or(Fault::NotFound)?;
    match refusal.as_deref() {
        None => Ok(Json(ArrangedOrder { id, state })),
        Some("unknown_officer") => Err(Problem::field("officer_id", stranger())),
        Some("nudged") => Err(Problem::conflict(Fault::StateConflict, "nudged")),
        Some(_) => Err(Problem::conflict(Fault::StateConflict, state)),
    }
}
