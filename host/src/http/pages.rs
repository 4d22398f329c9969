//! The host's own pages: is it alive, is it ready, what has it counted.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use http::{HeaderValue, Response, header};
use tokio::net::TcpStream;

use super::body::AnswerBody;
use super::problem::Problem;
use super::record::Record;
use crate::app::App;

/// How long a server may take to accept a connection before the host is not ready.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const TEXT: &str = "text/plain; charset=utf-8";
const METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Paths that the manifest may take for itself by a route of exactly this name.
pub(super) const PATHS: [&str; 4] =
    ["/healthz", "/readyz", "/metrics", "/.well-known/spin/health"];

/// One of [`PATHS`].
pub(super) async fn page(
    app: &App,
    path: &str,
    request_id: &str,
    record: Record,
) -> Response<AnswerBody> {
    match path {
        "/healthz" => text("ok\n".to_owned(), TEXT, record),
        "/.well-known/spin/health" => text("OK".to_owned(), TEXT, record),
        "/readyz" => match unready(app).await {
            failures if failures.is_empty() => text("ready\n".to_owned(), TEXT, record),
            failures => {
                tracing::warn!(servers = failures.join(", "), "not ready");
                Problem::NotReady.answer(request_id, record)
            }
        },
        "/metrics" => match app.metrics.page(&app.postgres, &app.redis) {
            Ok(page) => text(page, METRICS, record),
            Err(_) => Problem::Internal.answer(request_id, record),
        },
        _ => Problem::NotFound.answer(request_id, record),
    }
}

/// The servers, as `scheme://host:port`, that accept no connection now.
async fn unready(app: &App) -> Vec<String> {
    let attempts = app.servers.iter().map(|server| async move {
        let address = server.split_once("://").map_or(server.as_str(), |(_, address)| address);
        let attempt = tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await;
        (!matches!(attempt, Ok(Ok(_)))).then(|| server.clone())
    });
    join_all(attempts).await.into_iter().flatten().collect()
}

fn text(text: String, kind: &'static str, record: Record) -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::whole(Bytes::from(text), record));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
