//! Consent to the use of a subject's data: the texts, giving and withdrawing, and the record of every look.

mod access;
mod give;
mod list;
mod text;
mod withdrawal;

use utoipa::OpenApi;
use web::{Router, get, post};

fn routes() -> Router {
    Router::new()
        .route("/api/consent-texts", get(text::list))
        .route("/api/consents", get(list::list).post(give::give))
        .route("/api/consents/{id}/withdrawal", post(withdrawal::withdraw))
        .route("/api/consents/{id}/accesses", get(access::of_consent))
        .route("/api/fact-accesses", get(access::of_all))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(
    text::list,
    list::list,
    give::give,
    withdrawal::withdraw,
    access::of_consent,
    access::of_all
))]
pub struct Api;

web::component!(routes);
