use crate::ambient;
use crate::fault::Fault;
use crate::platform::Platform;
use crate::problem::Problem;
use axum::Router;
use axum::body::Body;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Uri, header};
use axum::response::{IntoResponse, Response};
use std::sync::{Arc, Mutex, OnceLock};
use tower_service::Service;

const REQUEST_ID: &str = "x-request-id";

/// Answers one request by the route table of the component. The table is made once per instance.
pub(crate) async fn serve(routes: fn() -> Router, mut request: Request<Body>) -> Response {
    static ROUTES: OnceLock<Router> = OnceLock::new();
    let request_id = request_id(request.headers());
    let is_head = request.method() == Method::HEAD;
    let response = match same_origin(request.method(), request.uri(), request.headers()) {
        Err(fault) => Problem::from(fault).into_response(),
        Ok(()) => {
            let mut router = ROUTES.get_or_init(|| with_fallbacks(routes())).clone();
            request.extensions_mut().insert(Platform::new(request_id.clone()));
            let Ok(response) = router.call(request).await;
            response
        }
    };
    let response = finish(response, &request_id);
    if is_head { without_body(response) } else { response }
}

/// The host checks the body against `content-length`, and the answer to HEAD has no body: so that header is left out.
fn without_body(response: Response) -> Response {
    let mut response = response.map(|_| Body::empty());
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

fn with_fallbacks(router: Router) -> Router {
    router
        .fallback(async || Problem::from(Fault::NotFound))
        .method_not_allowed_fallback(async || Problem::from(Fault::MethodNotAllowed))
}

/// Writes out a problem, now that the request's id is known, and the headers that every answer carries.
fn finish(mut response: Response, request_id: &str) -> Response {
    let problem = response
        .extensions_mut()
        .remove::<Arc<Mutex<Option<Problem>>>>()
        .and_then(|slot| slot.lock().ok().and_then(|mut slot| slot.take()));
    if let Some(problem) = problem {
        let mut given = std::mem::take(response.headers_mut());
        given.remove(header::CONTENT_LENGTH); // of the empty body that carried the problem here
        response = problem.into_response_for(request_id);
        response.headers_mut().extend(given);
    }
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The id that the host gave to the request, or a new one where the host gives none.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let well_formed = |id: &&str| {
        (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    given.filter(well_formed).map_or_else(|| ambient::new_id().to_string(), str::to_owned)
}

/// Refuses a write that a browser sends from another site. Browsers send the origin with every write; a client without
/// it is no browser and has no cookies of another site.
fn same_origin(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Fault> {
    if method.is_safe() {
        return Ok(());
    }
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else {
        return Ok(());
    };
    // wasi:http removes the header `Host` and passes it as the authority of the URL.
    let host =
        uri.authority().map(Authority::as_str).or_else(|| text(header::HOST)).unwrap_or_default();
    let own = origin.split_once("://").is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(host));
    if own { Ok(()) } else { Err(Fault::ForeignOrigin) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_write_from_another_site_is_refused() {
        let here = Uri::from_static("http://a.cn:80/api/orders");
        let bare = Uri::from_static("/api/orders");
        let from = |origin| headers(&[(header::ORIGIN, origin)]);
        let own = headers(&[(header::HOST, "a.cn:80"), (header::ORIGIN, "http://a.cn:80")]);
        assert_eq!(same_origin(&Method::POST, &here, &from("http://a.cn:80")), Ok(()));
        assert_eq!(same_origin(&Method::POST, &bare, &own), Ok(()));
        assert_eq!(same_origin(&Method::POST, &here, &HeaderMap::new()), Ok(()));
        assert_eq!(same_origin(&Method::GET, &here, &from("https://b.cn")), Ok(()));
        for origin in ["https://b.cn", "null", "http://a.cn"] {
            assert_eq!(same_origin(&Method::POST, &here, &from(origin)), Err(Fault::ForeignOrigin));
        }
        assert_eq!(
            same_origin(&Method::POST, &bare, &from("https://a.cn")),
            Err(Fault::ForeignOrigin)
        );
    }

    #[test]
    fn a_malformed_request_id_is_replaced() {
        let name = || header::HeaderName::from_static(REQUEST_ID);
        assert_eq!(request_id(&headers(&[(name(), "abcdefgh-1")])), "abcdefgh-1");
        assert_ne!(request_id(&headers(&[(name(), "a b\" evil")])), "a b\" evil");
    }
}
