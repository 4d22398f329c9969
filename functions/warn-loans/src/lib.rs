//! 贷后预警: looks once a day at every loan with money out, scores its borrower anew, and alerts the responsible officer
//! and the managers where a rule finds something; they note what they did and close the alert.

mod alert;
mod check;
mod handling;
mod list;
mod sweep;

use utoipa::OpenApi;
use web::{Router, get, post};

fn routes() -> Router {
    Router::new()
        .route("/scheduled/warn-loans", post(sweep::sweep))
        .route("/api/alerts", get(list::list))
        .route("/api/alerts/{id}", get(alert::read))
        .route("/api/alerts/{id}/handling", post(handling::handle))
        .route("/api/alerts/{id}/closing", post(handling::close))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(list::list, alert::read, handling::handle, handling::close))]
pub struct Api;

web::component!(routes);
