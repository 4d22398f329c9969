//! Figures for whoever watches: the whole market for operators and regulators, the own institution for its manager.

mod exposure;
mod figures;

use utoipa::OpenApi;
use web::{Router, get};

fn routes() -> Router {
    Router::new()
        .route("/api/exposure", get(exposure::read))
        .route("/api/figures", get(figures::read))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(exposure::read, figures::read))]
pub struct Api;

web::component!(routes);
