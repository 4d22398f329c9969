use crate::receipt::{Outcome, Receipt};
use store::{Statement, params, statement};
use uuid::Uuid;
use web::{Answer, Fault, Id, Json, Manager, Platform};

const SUBMIT: Statement = statement!("publish-product/submit_draft");
const DELIST: Statement = statement!("publish-product/delist_product");

/// 提交审核: hands the draft to the first step of the approval chain.
#[utoipa::path(
    post, path = "/api/products/{id}/submission", tag = "publish-product", params(("id" = Uuid, Path)),
    responses((status = 200, body = Receipt), (status = 409, description = "state_conflict")),
    extensions(("x-roles" = json!(["manager"])))
)]
pub(crate) async fn submit(
    platform: Platform,
    manager: Manager,
    Id(id): Id,
) -> Answer<Json<Receipt>> {
    run(&platform, &SUBMIT, manager, id).await
}

/// 下架: takes the product off the shelf for good; open orders go on.
#[utoipa::path(
    post, path = "/api/products/{id}/delisting", tag = "publish-product", params(("id" = Uuid, Path)),
    responses((status = 200, body = Receipt), (status = 409, description = "state_conflict")),
    extensions(("x-roles" = json!(["manager"])))
)]
pub(crate) async fn delist(
    platform: Platform,
    manager: Manager,
    Id(id): Id,
) -> Answer<Json<Receipt>> {
    run(&platform, &DELIST, manager, id).await
}

async fn run(
    platform: &Platform,
    statement: &Statement,
    manager: Manager,
    product: Uuid,
) -> Answer<Json<Receipt>> {
    let request_id = platform.request_id().to_owned();
    let parameters = params![manager.account, product, manager.institution, request_id];
    let outcome: Option<Outcome> = platform.store().await?.optional(statement, parameters).await?;
    outcome.ok_or(Fault::NotFound)?.into_answer().map(Json)
}
