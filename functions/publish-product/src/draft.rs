use crate::form::ProductForm;
use crate::receipt::{ProductReceipt, StepResult, refused};
use store::{row, statement};
use web::{
    Answer, Body, Fault, Id, IdempotencyKey, Json, Manager, Platform, Problem, StatusCode, Stored,
    ambient,
};

statement! {
    MakeProduct("publish-product/make_product") -> Made
}
statement! {
    EditDraft("publish-product/edit_draft") -> StepResult
}
/// Under this name the answer is kept with its idempotency key.
const OPERATION: &str = "publish_product";

row! {
    struct Made { refusal: Option<String>, response: Option<serde_json::Value> }
}

/// 新建产品: makes a product, whose first version is a draft.
#[utoipa::path(
    post, path = "/api/products", tag = "publish-product",
    params(("Idempotency-Key" = Option<String>, Header)), request_body = ProductForm,
    responses((status = 201, body = ProductReceipt))
)]
pub(crate) async fn make(
    platform: Platform,
    manager: Manager,
    key: IdempotencyKey,
    body: Body<ProductForm>,
) -> Answer<(StatusCode, Json<ProductReceipt>)> {
    let digest = body.digest()?;
    let terms = body.value.check()?.whole();
    let Manager { account, institution } = manager;
    let key = key.or_fresh();
    let (product, version) = (ambient::new_id(), ambient::new_id());
    let make_product = MakeProduct {
        account_id: account,
        key: key.clone(),
        request_hash: digest.clone(),
        product_id: product,
        version_id: version,
        institution_id: institution,
        request_id: platform.request_id().to_owned(),
        terms: store::json(&terms)?,
    };
    let Made { refusal, response } = platform.store().await?.one(make_product).await?;
    let receipt = match response {
        Some(response) => serde_json::from_value(response)
            .map_err(|error| Problem::caused(Fault::Internal, error))?,
        // The answer given before counts even when a code of it is no longer known.
        None => match Stored::find(&platform, account, &key, OPERATION, &digest).await? {
            Some(kept) => kept,
            None => {
                return Err(refused(refusal.as_deref().unwrap_or_default(), "draft".to_owned()));
            }
        },
    };
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// 编辑草稿: changes the draft of a product, or begins its next version when the last one is decided. Texts and lists that
/// are left out stay as they are in the last version.
#[utoipa::path(
    put, path = "/api/products/{id}/draft", tag = "publish-product",
    params(("id" = Uuid, Path)), request_body = ProductForm,
    responses((status = 200, body = ProductReceipt), (status = 409, description = "version_open, state_conflict"))
)]
pub(crate) async fn edit(
    platform: Platform,
    manager: Manager,
    Id(id): Id,
    Body { value, .. }: Body<ProductForm>,
) -> Answer<Json<ProductReceipt>> {
    let terms = value.check()?;
    let Manager { account, institution } = manager;
    let edit_draft = EditDraft {
        account_id: account,
        product_id: id,
        version_id: ambient::new_id(),
        institution_id: institution,
        request_id: platform.request_id().to_owned(),
        terms: store::json(&terms)?,
    };
    let outcome = platform.store().await?.optional(edit_draft).await?;
    outcome.ok_or(Fault::NotFound)?.into_answer().map(Json)
}
