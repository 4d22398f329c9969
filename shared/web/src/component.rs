//! The way between the request that a component is called with and that of axum.
//!
//! The SDK's own way asks the host for everything of a request and copies the answer twice. Each question is a call out
//! of the component, so that this one asks only for what is looked at.

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, header};
use axum::response::Response;
use spin_sdk::wasip3::http::types::{self, ErrorCode, Fields};
use spin_sdk::wasip3::http_compat::{BodyWriter, IncomingRequestBody};
use spin_sdk::wasip3::{wit_bindgen, wit_future};

/// Answers one request of the host by the route table of the component.
///
/// # Errors
/// A request that is no HTTP, or headers of an answer that the host refuses.
pub async fn handle(
    routes: fn() -> Router,
    request: types::Request,
) -> Result<types::Response, ErrorCode> {
    outgoing(crate::serve::serve(routes, incoming(request)?).await)
}

fn incoming(request: types::Request) -> Result<Request<Body>, ErrorCode> {
    let method = Method::try_from(request.get_method()).map_err(internal)?;
    let path = request.get_path_with_query().unwrap_or_default();
    let given = request.get_headers().copy_all();
    let mut headers = HeaderMap::with_capacity(given.len());
    for (name, value) in given {
        let name = HeaderName::try_from(name).map_err(internal)?;
        headers.append(name, HeaderValue::try_from(value).map_err(internal)?);
    }
    // Only a write is held against the site that it comes from.
    let authority = if method.is_safe() { None } else { request.get_authority() };
    let uri = match authority {
        Some(authority) => {
            Uri::builder().scheme("http").authority(authority).path_and_query(path).build()
        }
        None => Uri::builder().path_and_query(path).build(),
    };
    let uri = uri.map_err(|_| ErrorCode::HttpRequestUriInvalid)?;
    let is_empty = headers.get(header::CONTENT_LENGTH).is_some_and(|length| length == "0");
    let body = if is_empty || method.is_safe() {
        Body::empty()
    } else {
        Body::new(IncomingRequestBody::new(request)?)
    };
    let mut asked = Request::new(body);
    *asked.method_mut() = method;
    *asked.uri_mut() = uri;
    *asked.headers_mut() = headers;
    Ok(asked)
}

fn outgoing(response: Response) -> Result<types::Response, ErrorCode> {
    let (parts, body) = response.into_parts();
    let headers: Vec<(String, Vec<u8>)> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect();
    let headers = Fields::from_list(&headers).map_err(internal)?;
    let (answer, _sent) = if body.is_end_stream() {
        let (writer, trailers) = wit_future::new(|| Ok(None));
        wit_bindgen::spawn(async move {
            _ = writer.write(Ok(None)).await;
        });
        types::Response::new(headers, None, trailers)
    } else {
        let (writer, contents, trailers) = BodyWriter::new();
        wit_bindgen::spawn(async move {
            // Who does not read the answer to its end needs no word of it.
            _ = writer.send_http_body(&mut { body }).await;
        });
        types::Response::new(headers, Some(contents), trailers)
    };
    if parts.status != axum::http::StatusCode::OK {
        answer.set_status_code(parts.status.as_u16()).map_err(|()| internal("status"))?;
    }
    Ok(answer)
}

fn internal(error: impl std::fmt::Display) -> ErrorCode {
    ErrorCode::InternalError(Some(error.to_string()))
}
