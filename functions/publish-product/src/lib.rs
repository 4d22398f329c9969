//! An institution's products: drafts, versions, submission, delisting; and the list of those on the shelf.

mod draft;
mod form;
mod market;
mod own;
mod receipt;
mod step;

use utoipa::OpenApi;
use web::{Router, get, post, put};

fn routes() -> Router {
    Router::new()
        .route("/api/products", get(market::list).post(draft::make))
        .route("/api/products/{id}/draft", put(draft::edit))
        .route("/api/products/{id}/submission", post(step::submit))
        .route("/api/products/{id}/delisting", post(step::delist))
        .route("/api/institution/products", get(own::list))
        .route("/api/institution/products/{id}", get(own::find))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(
    market::list,
    draft::make,
    draft::edit,
    step::submit,
    step::delist,
    own::list,
    own::find
))]
pub struct Api;

web::component!(routes);
