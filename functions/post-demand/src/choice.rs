use domain::{Form, Invalid};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Applicant, Body, Fault, Id, Json, Platform, Problem};

statement! {
    Choose("post-demand/choose") -> ChoiceResult
}

/// Which pre-credit the applicant takes.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Choice {
    /// An order of this demand that has passed its first review.
    #[schema(value_type = Uuid)]
    order_id: Option<Uuid>,
}

row! {
    struct ChoiceResult {
        refusal: Option<String>,
        id: Uuid,
        number: Option<String>,
        state: String,
        chosen_order_id: Option<Uuid>,
    }
}

/// Where the demand stands after the choice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Chosen {
    id: Uuid,
    number: String,
    /// `chosen`.
    state: String,
    chosen_order_id: Option<Uuid>,
}

/// 选定机构: takes one of the pre-credits, once; the other institutions are notified.
#[utoipa::path(
    post, path = "/api/demands/{id}/choice", tag = "post-demand", params(("id" = Uuid, Path)),
    request_body = Choice,
    responses((status = 200, body = Chosen), (status = 409, description = "state_conflict, offer_expired"))
)]
pub(crate) async fn choose(
    platform: Platform,
    applicant: Applicant,
    Id(id): Id,
    Body { value, .. }: Body<Choice>,
) -> Answer<Json<Chosen>> {
    let mut form = Form::default();
    let order = form.require("order_id", value.order_id.map(Ok));
    let order = form.finish(|| order)?;
    let request_id = platform.request_id().to_owned();
    let choose = Choose {
        demand_id: id,
        applicant_id: applicant.applicant,
        order_id: order,
        account_id: applicant.account,
        request_id,
    };
    let outcome = platform.store().await?.optional(choose).await?;
    let outcome = outcome.ok_or(Fault::NotFound)?;
    match outcome.refusal.as_deref() {
        None => Ok(Json(Chosen {
            id: outcome.id,
            number: outcome.number.unwrap_or_default(),
            state: outcome.state,
            chosen_order_id: outcome.chosen_order_id,
        })),
        Some("unknown_order") => {
            let sentence = "请选择本需求下已给出预授信的订单";
            Err(Problem::field("order_id", Invalid::new("unknown_order", sentence)))
        }
        Some("offer_expired") => Err(Problem::conflict(Fault::OfferExpired, outcome.state)),
        Some(_) => Err(Problem::conflict(Fault::StateConflict, outcome.state)),
    }
}
