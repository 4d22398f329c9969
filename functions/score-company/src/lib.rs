//! Scores: a firm's own, an officer's look at a firm that applied, and the scoring service for partner systems.

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
        .route("/api/partner/token", post(token::grant))
        .route("/api/partner/scores", post(partner::score_firms))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(platform::score, history::list, model::list, token::grant, partner::score_firms))]
pub struct Api;

web::component!(routes);
