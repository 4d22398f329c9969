//! The portals, and the description of the interface: files that the build made and the manifest mounts.

mod file;
mod page;
mod serving;

use axum::routing::any;
use utoipa::OpenApi;
use web::{Fault, Problem, Router, get};

fn routes() -> Router {
    Router::new()
        .route("/api/openapi.json", get(serving::openapi))
        .route("/api", any(unknown))
        .route("/api/{*rest}", any(unknown))
        .route("/", get(serving::page))
        .route("/{*path}", get(serving::page))
}

/// An operation that no function has.
async fn unknown() -> Problem {
    Fault::NotFound.into()
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(serving::openapi))]
pub struct Api;

web::component!(routes);
