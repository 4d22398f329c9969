//! What the institution reports on an order: first review, credit, disbursement, settlement, and what a compensation
//! pool has paid. Each is reported once, by the officer who has the order, and shows on the applicant's next look.

mod compensation;
mod credit;
mod disbursement;
mod first_review;
mod receipt;
mod settlement;

use utoipa::OpenApi;
use web::{Router, post};

fn routes() -> Router {
    Router::new()
        .route("/api/orders/{id}/first-review", post(first_review::report))
        .route("/api/orders/{id}/credit", post(credit::report))
        .route("/api/orders/{id}/disbursement", post(disbursement::report))
        .route("/api/orders/{id}/settlement", post(settlement::report))
        .route("/api/orders/{id}/compensation", post(compensation::report))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(
    first_review::report,
    credit::report,
    disbursement::report,
    settlement::report,
    compensation::report
))]
pub struct Api;

web::component!(routes);
