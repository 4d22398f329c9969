use crate::receipt::{ProductReceipt, StepResult};
use store::{Statement, statement};
use web::{Answer, Fault, Id, Json, Manager, Platform};

statement! {
    Submit("publish-product/submit_draft") -> StepResult
}
statement! {
    Delist("publish-product/delist_product") -> StepResult
}

/// 提交审核: hands the draft to the first step of the approval chain.
#[utoipa::path(
    post, path = "/api/products/{id}/submission", tag = "publish-product", params(("id" = Uuid, Path)),
    responses((status = 200, body = ProductReceipt), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn submit(
    platform: Platform,
    manager: Manager,
    Id(id): Id,
) -> Answer<Json<ProductReceipt>> {
    let submit = Submit {
        account_id: manager.account,
        product_id: id,
        institution_id: manager.institution,
        request_id: platform.request_id().to_owned(),
    };
    run(&platform, submit).await
}

/// 下架: takes the product off the shelf for good; open orders go on.
#[utoipa::path(
    post, path = "/api/products/{id}/delisting", tag = "publish-product", params(("id" = Uuid, Path)),
    responses((status = 200, body = ProductReceipt), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn delist(
    platform: Platform,
    manager: Manager,
    Id(id): Id,
) -> Answer<Json<ProductReceipt>> {
    let delist = Delist {
        account_id: manager.account,
        product_id: id,
        institution_id: manager.institution,
        request_id: platform.request_id().to_owned(),
    };
    run(&platform, delist).await
}

async fn run(
    platform: &Platform,
    statement: impl Statement<Row = StepResult>,
) -> Answer<Json<ProductReceipt>> {
    let outcome = platform.store().await?.optional(statement).await?;
    outcome.ok_or(Fault::NotFound)?.into_answer().map(Json)
}
