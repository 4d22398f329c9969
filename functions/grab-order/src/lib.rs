//! The pool of open orders and demands: look, grab one, grab the next. Postgres decides every race.

mod grab;
mod pool;

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

web::component!(routes);
