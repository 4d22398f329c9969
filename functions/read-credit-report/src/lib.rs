//! The credit report of an order: made by its officer, read as a page or a PDF while the consent lives, proved by its
//! digest; and objections to scores.

mod answer;
mod content;
mod document;
mod figure;
mod gather;
mod html;
mod label;
mod list;
mod make;
mod objection;
mod pdf;
mod verify;
mod view;

use utoipa::OpenApi;
use web::{Router, get, post};

fn routes() -> Router {
    Router::new()
        .route("/api/orders/{id}/report", post(make::make))
        .route("/api/reports", get(list::list))
        .route("/reports/{id}", get(view::page))
        .route("/reports/{id}/pdf", get(view::pdf))
        .route("/verify/{number}", get(verify::verify))
        .route("/api/objections", get(objection::list).post(objection::object))
        .route("/api/objections/{id}/answer", post(answer::answer))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(make::make, list::list, objection::object, objection::list, answer::answer))]
pub struct Api;

web::component!(routes);
