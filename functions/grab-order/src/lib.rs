//! The pool of open orders and demands: look, grab one, grab the next. Postgres decides every race.

mod grab;
mod pool;

use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;
use utoipa::OpenApi;
use web::{Router, get, post};

fn routes() -> Router {
    Router::new()
        .route("/api/pool", get(pool::list))
        .route("/api/pool/next/grab", post(grab::next))
        .route("/api/orders/{id}/grab", post(grab::order))
        .route("/api/demands/{id}/grab", post(grab::demand))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(pool::list, grab::next, grab::order, grab::demand))]
pub struct Api;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    web::serve(routes, request).await
}
