//! The public market: the institutions and each product on the shelf. No session is asked for.

mod institutions;
mod product;

use utoipa::OpenApi;
use web::{Router, get};

fn routes() -> Router {
    Router::new()
        .route("/api/institutions", get(institutions::list))
        .route("/api/institutions/{id}", get(institutions::find))
        .route("/api/products/{id}", get(product::find))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(institutions::list, institutions::find, product::find))]
pub struct Api;

web::component!(routes);
