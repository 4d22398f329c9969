//! What an operator sets, response times of institutions and the words of the dictionary; what a regulator sets, the
//! compensation pools and the bounds of concentration; and the staff of an institution, for its manager.

mod dictionary;
mod institutions;
mod limits;
mod place;
mod pools;
mod range;
mod staff;

use utoipa::OpenApi;
use web::{Router, get, post, put};

fn routes() -> Router {
    Router::new()
        .route("/api/settings/institutions", get(institutions::list))
        .route("/api/settings/institutions/{id}", put(institutions::change))
        .route("/api/dictionary", get(dictionary::list))
        .route("/api/dictionary/{kind}", post(dictionary::add))
        .route("/api/dictionary/{kind}/{code}", put(dictionary::change).delete(dictionary::remove))
        .route("/api/compensation-pools", get(pools::list).post(pools::add))
        .route("/api/compensation-pools/{id}", put(pools::change))
        .route("/api/concentration-limits", get(limits::list).put(limits::change))
        .route("/api/staff", get(staff::list))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(
    institutions::list,
    institutions::change,
    dictionary::list,
    dictionary::add,
    dictionary::change,
    dictionary::remove,
    pools::list,
    pools::add,
    pools::change,
    limits::list,
    limits::change,
    staff::list
))]
pub struct Api;

web::component!(routes);
