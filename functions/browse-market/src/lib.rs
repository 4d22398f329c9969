//! The public market: institutions and the products on the shelf. No session is asked for.

mod filter;
mod institutions;
mod product;
mod products;

use utoipa::OpenApi;
use web::{Router, get};

fn routes() -> Router {
    Router::new()
        .route("/api/institutions", get(institutions::list))
        .route("/api/institutions/{id}", get(institutions::find))
        .route("/api/products", get(products::list))
        .route("/api/products/{id}", get(product::find))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(institutions::list, institutions::find, products::list, product::find))]
pub struct Api;

web::component!(routes);
