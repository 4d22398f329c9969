//! Scores: a firm's own, an officer's look at a firm that applied, and the scoring service for partner systems; with
//! the drift of the models away from those that trained them.

mod drift;
mod history;
mod model;
mod partner;
mod platform;
mod token;

use utoipa::OpenApi;
use web::{Router, get, post};

fn routes() -> Router {
    Router::new()
        .route("/api/scores", get(history::list).post(platform::score))
        .route("/api/score-models", get(model::list))
        .route("/api/model-monitor", get(drift::read))
        .route("/monitor/models", get(drift::page))
        .route("/metrics/models", get(drift::metrics))
        .route("/scheduled/score-company", post(drift::sweep))
        .route("/api/partner/token", post(token::grant))
        .route("/api/partner/scores", post(partner::score_firms))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(
    platform::score,
    history::list,
    model::list,
    drift::read,
    token::grant,
    partner::score_firms
))]
pub struct Api;

web::component!(routes);
