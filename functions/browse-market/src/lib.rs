//! The market: the institutions and each product on the shelf, for everybody; and for an applicant the products that
//! may suit it, with reasons.

mod institutions;
mod product;
mod recommend;

use utoipa::OpenApi;
use web::{Router, get};

fn routes() -> Router {
    Router::new()
        .route("/api/institutions", get(institutions::list))
        .route("/api/institutions/{id}", get(institutions::find))
        .route("/api/products/{id}", get(product::find))
        .route("/api/recommendations", get(recommend::read))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(institutions::list, institutions::find, product::find, recommend::read))]
pub struct Api;

web::component!(routes);
