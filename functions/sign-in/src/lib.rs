//! Sessions: by password for staff, by OpenID Connect for applicants; who am I; sign-out.

mod client;
mod holder;
mod oidc;
mod password;
mod session;

use utoipa::OpenApi;
use web::{Router, get, post};

fn routes() -> Router {
    let session = post(password::sign_in).get(session::current).delete(session::sign_out);
    Router::new()
        .route("/api/session", session)
        .route("/api/sign-in/oidc", get(oidc::begin))
        .route("/api/sign-in/oidc/callback", get(oidc::callback))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(
    password::sign_in,
    session::current,
    session::sign_out,
    oidc::begin,
    oidc::callback
))]
pub struct Api;

web::component!(routes);
