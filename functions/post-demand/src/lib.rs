//! A firm's demand to every institution: publish it, choose among the pre-credits, post it again after
//! it came to nothing.

mod choice;
mod detail;
mod form;
mod list;
mod posted;
mod publish;
mod repost;
mod summary;
mod visibility;

use utoipa::OpenApi;
use web::{Router, get, post};

fn routes() -> Router {
    Router::new()
        .route("/api/demands", get(list::list).post(publish::publish))
        .route("/api/demands/{id}", get(detail::read))
        .route("/api/demands/{id}/choice", post(choice::choose))
        .route("/api/demands/{id}/repost", post(repost::repost))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(publish::publish, list::list, detail::read, choice::choose, repost::repost))]
pub struct Api;

web::component!(routes);
