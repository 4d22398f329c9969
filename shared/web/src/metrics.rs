use crate::fault::Fault;
use crate::problem::Problem;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::prometheus_text::encode;
use prometheus_client::registry::Registry;

/// Answers with numbers for Prometheus, in its text format 0.0.4. The
/// embedded host answers `/metrics` and below on a port of its own; elsewhere the gateway keeps it from outside.
///
/// # Errors
/// None that could happen: a text takes whatever is written to it.
pub fn metrics(registry: &Registry) -> Result<Response, Problem> {
    let mut text = String::new();
    encode(&mut text, registry).map_err(|error| Problem::caused(Fault::Internal, error))?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
