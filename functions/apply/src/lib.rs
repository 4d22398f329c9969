//! Apply for a product, read orders, withdraw.

mod application;
mod detail;
mod list;
mod summary;
mod visibility;
mod withdrawal;

use utoipa::OpenApi;
use web::{Router, get, post};

fn routes() -> Router {
    Router::new()
        .route("/api/orders", get(list::list).post(application::submit))
        .route("/api/orders/{id}", get(detail::read))
        .route("/api/orders/{id}/withdrawal", post(withdrawal::withdraw))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(application::submit, list::list, detail::read, withdrawal::withdraw))]
pub struct Api;

web::component!(routes);
