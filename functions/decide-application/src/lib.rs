//! Verification, anti-fraud and admission of an application, by rules that are versioned data. Runs when an application
//! has arrived, and again when its officer asks.

mod activation;
mod case;
mod inputs;
mod order;
mod queue;
mod replay;
mod run;
mod shadow;
mod sweep;
mod version;

use utoipa::OpenApi;
use web::{Router, get, post};

fn routes() -> Router {
    Router::new()
        .route("/scheduled/decide-application", post(sweep::sweep))
        .route("/api/orders/{id}/decision", get(order::read).post(order::decide))
        .route("/api/decision-queue", get(queue::read))
        .route("/metrics/decisions", get(queue::metrics))
        .route("/api/decisions/{id}/replay", post(replay::replay))
        .route("/api/rule-inputs", get(version::inputs))
        .route("/api/rule-versions", get(version::list).post(version::draft))
        .route("/api/rule-versions/{id}/activation", post(activation::activate))
        .route("/api/rule-versions/{id}/shadow", post(shadow::begin).delete(shadow::end))
        .route("/api/rule-versions/{id}/differences", get(shadow::differences))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(
    order::read,
    order::decide,
    queue::read,
    replay::replay,
    version::inputs,
    version::list,
    version::draft,
    activation::activate,
    shadow::begin,
    shadow::end,
    shadow::differences
))]
pub struct Api;

web::component!(routes);
