use crate::ambient;
use crate::fault::Fault;
use crate::origin;
use crate::platform::Platform;
use crate::problem::Problem;
use crate::rest::Rest;
use crate::settings;
use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderValue, Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::{Arc, Mutex, OnceLock};
use tower_service::Service;

const REQUEST_ID: &str = "x-request-id";

/// Answers one request by the route table of the component. The table is made once per instance.
///
/// The request's id is made here. One that is sent along is the client's, or that of a proxy which passes on what a
/// client says: it would let clients write into the audit trail.
pub(crate) async fn serve(routes: fn() -> Router, request: Request<Body>) -> Response {
    static ROUTES: OnceLock<Router> = OnceLock::new();
    let request_id = ambient::new_id().to_string();
    let is_head = request.method() == Method::HEAD;
    let (mut request, rest) = Rest::of(request);
    let response = match from_own_site(&request).await {
        Err(problem) => problem.into_response(),
        Ok(()) => {
            let mut router = ROUTES.get_or_init(|| with_fallbacks(routes())).clone();
            request.extensions_mut().insert(Platform::new(request_id.clone()));
            let Ok(response) = router.call(request).await;
            response
        }
    };
    rest.read().await;
    let response = finish(response, &request_id);
    if is_head { without_body(response) } else { response }
}

async fn from_own_site(request: &Request<Body>) -> Result<(), Problem> {
    if request.method().is_safe() || !request.headers().contains_key(header::ORIGIN) {
        return Ok(());
    }
    let public = settings::get("public_origin").await?;
    Ok(origin::same(request.uri(), request.headers(), &public)?)
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
        let given = std::mem::take(response.headers_mut());
        response = problem.into_response_for(request_id);
        response.headers_mut().extend(given);
    }
    let length = length(&response);
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH); // of the empty body that may have carried a problem here
    if let Some(length) = length {
        headers.insert(header::CONTENT_LENGTH, length.into());
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The length of an answer that is there in one piece; none for the statuses that never have a body (RFC 9110, section
/// 8.6).
fn length(response: &Response) -> Option<u64> {
    match response.status() {
        StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED => None,
        _ => response.body().size_hint().exact(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length_of(response: impl IntoResponse) -> Option<String> {
        let finished = finish(response.into_response(), "id");
        let length = finished.headers().get(header::CONTENT_LENGTH)?;
        Some(length.to_str().unwrap().to_owned())
    }

    #[test]
    fn every_answer_in_one_piece_says_its_length() {
        assert_eq!(length_of("seven b").as_deref(), Some("7"));
        assert_eq!(length_of(StatusCode::SEE_OTHER).as_deref(), Some("0"));
        let problem = finish(Problem::from(Fault::NotFound).into_response(), "id");
        let length = problem.body().size_hint().exact().unwrap();
        assert_eq!(length_of(Problem::from(Fault::NotFound)), Some(length.to_string()));
        let declared = |status| (status, [(header::CONTENT_LENGTH, "0")]);
        for status in [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED] {
            assert_eq!(length_of(status), None, "{status}");
            assert_eq!(length_of(declared(status)), None, "{status}");
        }
    }

    #[test]
    fn a_refusal_says_how_to_get_through() {
        let header = |problem: Problem, name| {
            let response = finish(problem.into_response(), "id");
            response.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
        };
        let challenge = |problem| header(problem, header::WWW_AUTHENTICATE);
        let retry = |problem| header(problem, header::RETRY_AFTER);
        assert_eq!(challenge(Fault::NotFound.into()), None);
        for fault in Fault::ALL.iter().copied() {
            let unauthorized = fault.status() == StatusCode::UNAUTHORIZED;
            assert_eq!(challenge(fault.into()).is_some(), unauthorized, "{fault:?}");
            let too_many = fault.status() == StatusCode::TOO_MANY_REQUESTS;
            assert_eq!(retry(fault.into()).is_some(), too_many, "{fault:?}");
        }
        let own = Problem::from(Fault::ForbiddenRole).challenging("Bearer");
        assert_eq!(challenge(own).as_deref(), Some("Bearer"));
        assert_eq!(retry(Problem::later(Fault::AccountLocked, 7)).as_deref(), Some("7"));
    }
}
