use crate::fault::Fault;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{FieldError, FieldErrors, Invalid};
use serde::Serialize;
use store::StoreError;

/// A refusal as it is answered: problem details (RFC 9457) with a stable `code`.
#[derive(Debug)]
pub struct Problem {
    fault: Fault,
    fields: Vec<FieldError>,
    state: Option<String>,
    /// Boxed, because it is rare and would make every result large.
    existing: Option<Box<Existing>>,
    /// After how many seconds it is worth another try; with 429.
    retry_after: Option<u64>,
    /// How the caller is to say who it is; with 401, and with 403 of a token that lacks a scope.
    challenge: Option<&'static str>,
    /// For the log only.
    cause: Option<String>,
}

/// What was made before under the idempotency key that is sent again with another body.
#[derive(Debug, Serialize)]
pub(crate) struct Existing {
    /// What made it: `apply`, `post_demand`, ...
    pub(crate) operation: String,
    /// Its id.
    pub(crate) id: Option<String>,
    /// The number that people know it by, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<String>,
}

/// How a browser says who it is: by the cookie of a session, for which no scheme is registered.
const BY_SESSION: &str = "Session realm=\"rongtong\"";
/// How long to wait where nothing else is known, seconds.
const RETRY_AFTER_DEFAULT: u64 = 60;

/// The members of the answer. `fields` comes with 422, `state` with 409, `request_id` with 5xx.
#[derive(Serialize)]
struct Details<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    code: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    fields: &'a [FieldError],
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    existing: Option<&'a Existing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

impl Problem {
    /// A refusal whose cause goes to the log, not to the caller.
    pub fn caused(fault: Fault, cause: impl ToString) -> Self {
        Self { cause: Some(cause.to_string()), ..fault.into() }
    }

    /// 409: the object stands in `state`, which does not allow the step.
    pub fn conflict(fault: Fault, state: impl Into<String>) -> Self {
        Self { state: Some(state.into()), ..fault.into() }
    }

    /// 422 for one field.
    pub fn field(field: &str, invalid: Invalid) -> Self {
        FieldErrors::one(field, invalid).into()
    }

    /// 422: the key stands for what exists already.
    pub(crate) fn reused(existing: Existing) -> Self {
        Self { existing: Some(Box::new(existing)), ..Fault::KeyReused.into() }
    }

    /// 429: the next try is worth it after so many seconds.
    pub fn later(fault: Fault, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..fault.into() }
    }

    /// The same refusal, which says by `WWW-Authenticate` how to get through (RFC 9110, section 11.6.1).
    #[must_use]
    pub fn challenging(self, challenge: &'static str) -> Self {
        Self { challenge: Some(challenge), ..self }
    }

    /// The fields that were refused.
    pub fn fields(&self) -> &[FieldError] {
        &self.fields
    }

    /// The headers that belong to the refusal, whatever its body is.
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let status = self.fault.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let seconds = self.retry_after.unwrap_or(RETRY_AFTER_DEFAULT);
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        let usual = (status == StatusCode::UNAUTHORIZED).then_some(BY_SESSION);
        if let Some(challenge) = self.challenge.or(usual) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        headers
    }

    /// Which refusal it is.
    pub fn fault(&self) -> Fault {
        self.fault
    }

    /// Writes the cause into the log, if there is one, under the request's id.
    pub fn log(&self, request_id: &str) {
        if let Some(cause) = &self.cause {
            let is_error = self.fault.status().is_server_error();
            let line = serde_json::json!({
                "level": if is_error { "ERROR" } else { "WARN" },
                "message": cause, "code": self.fault.code(), "request_id": request_id,
            });
            eprintln!("{line}");
        }
    }

    /// Writes the answer, and the cause into the log, under the request's id.
    pub(crate) fn into_response_for(self, request_id: &str) -> Response {
        let status = self.fault.status();
        self.log(request_id);
        let details = Details {
            r#type: "about:blank",
            title: self.fault.title(),
            status: status.as_u16(),
            code: self.fault.code(),
            fields: &self.fields,
            state: self.state.as_deref(),
            existing: self.existing.as_deref(),
            request_id: status.is_server_error().then_some(request_id),
        };
        let body = serde_json::to_vec(&details).unwrap_or_default();
        let mut response = (status, Body::from(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.extend(self.headers());
        response
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let (state, existing, retry_after, challenge, cause) = (None, None, None, None, None);
        Self { fault, fields: Vec::new(), state, existing, retry_after, challenge, cause }
    }
}

impl From<FieldErrors> for Problem {
    fn from(errors: FieldErrors) -> Self {
        Self { fields: errors.0, ..Fault::InvalidFields.into() }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let fault = match error {
            StoreError::Unavailable(_) => Fault::Unavailable,
            _ => Fault::Internal,
        };
        Self::caused(fault, error)
    }
}

/// A sealed value that does not open is a defect, or the database was tampered with.
impl From<crypto::SealError> for Problem {
    fn from(error: crypto::SealError) -> Self {
        Self::caused(Fault::Internal, error)
    }
}

impl From<crypto::OpenError> for Problem {
    fn from(error: crypto::OpenError) -> Self {
        Self::caused(Fault::Internal, error)
    }
}

impl From<spin_sdk::redis::Error> for Problem {
    fn from(error: spin_sdk::redis::Error) -> Self {
        Self::caused(Fault::Unavailable, format!("Redis: {error:?}"))
    }
}

/// The request id is known to [`crate::serve`] only, so a handler's problem travels to it inside the response.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.fault.status().into_response();
        response.extensions_mut().insert(std::sync::Arc::new(std::sync::Mutex::new(Some(self))));
        response
    }
}
