use crate::form::ProductForm;
use crate::receipt::{Outcome, ProductReceipt, refused};
use store::{Statement, params, row, statement};
use web::{
    Answer, Body, Fault, Id, IdempotencyKey, Json, Manager, Platform, Problem, StatusCode, Stored,
    ambient,
};

const MAKE: Statement = statement!("publish-product/make_product");
const EDIT: Statement = statement!("publish-product/edit_draft");
/// Under this name the answer is kept with its idempotency key.
const OPERATION: &str = "publish_product";

row! {
    struct Made { refusal: Option<String>, response: Option<serde_json::Value> }
}

/// 新建产品: makes a product, whose first version is a draft.
#[utoipa::path(
    post, path = "/api/products", tag = "publish-product",
    params(("Idempotency-Key" = Option<String>, Header)), request_body = ProductForm,
    responses((status = 201, body = ProductReceipt)),
    extensions(("x-roles" = json!(["manager"])))
)]
pub(crate) async fn make(
    platform: Platform,
    manager: Manager,
    key: IdempotencyKey,
    body: Body<ProductForm>,
) -> Answer<(StatusCode, Json<ProductReceipt>)> {
    let digest = body.digest();
    let terms = body.value.check()?;
    let Manager { account, institution } = manager;
    let key = key.or_fresh();
    let (product, version) = (ambient::new_id(), ambient::new_id());
    let request_id = platform.request_id().to_owned();
    let mut parameters =
        params![account, key.clone(), digest.clone(), product, version, institution, request_id];
    parameters.extend(terms.parameters());
    let Made { refusal, response } = platform.store().await?.one(&MAKE, parameters).await?;
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

/// 编辑草稿: changes the draft of a product, or begins its next version when the last one is decided.
#[utoipa::path(
    put, path = "/api/products/{id}/draft", tag = "publish-product",
    params(("id" = Uuid, Path)), request_body = ProductForm,
    responses((status = 200, body = ProductReceipt), (status = 409, description = "version_open, state_conflict")),
    extensions(("x-roles" = json!(["manager"])))
)]
pub(crate) async fn edit(
    platform: Platform,
    manager: Manager,
    Id(id): Id,
    Body { value, .. }: Body<ProductForm>,
) -> Answer<Json<ProductReceipt>> {
    let terms = value.check()?;
    let Manager { account, institution } = manager;
    let request_id = platform.request_id().to_owned();
    let mut parameters = params![account, id, ambient::new_id(), institution, request_id];
    parameters.extend(terms.parameters());
    let outcome: Option<Outcome> = platform.store().await?.optional(&EDIT, parameters).await?;
    outcome.ok_or(Fault::NotFound)?.into_answer().map(Json)
}
