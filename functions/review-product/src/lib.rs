//! The approval chain of products: what waits for the caller's role, and the verdicts.

mod verdict;
mod waiting;

use utoipa::OpenApi;
use web::{Router, get};

fn routes() -> Router {
    Router::new()
        .route("/api/product-reviews", get(waiting::list))
        .route("/api/product-reviews/{id}", get(waiting::find).post(verdict::give))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(waiting::list, waiting::find, verdict::give))]
pub struct Api;

web::component!(routes);
