use crate::receipt::{ProductReceipt, StepResult};
use store::{Statement, statement};
use web::{Answer, Fault, Id, Json, Manager, Platform, ambient};

statement! {
    Submit("publish-product/submit_draft") -> StepResult
}
statement! {
    Withdraw("publish-product/withdraw_submission") -> StepResult
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

/// 撤回送审: takes the version that is in review back. It stays on record, and its terms go on in a new draft.
#[utoipa::path(
    delete, path = "/api/products/{id}/submission", tag = "publish-product", params(("id" = Uuid, Path)),
    responses((status = 200, body = ProductReceipt), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn withdraw(
    platform: Platform,
    manager: Manager,
    Id(id): Id,
) -> Answer<Json<ProductReceipt>> {
    let withdraw = Withdraw {
        account_id: manager.account,
        product_id: id,
        institution_id: manager.institution,
        version_id: ambient::new_id(),
        request_id: platform.request_id().to_owned(),
    };
    run(&platform, withdraw).await
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
