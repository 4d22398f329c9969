//! Answers of the host itself when something is wrong: RFC 9457.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use wasmtime_wasi_http::WasiBody;

/// What went wrong before or around a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The request is no HTTP that a component could be given.
    BadRequest,
    /// No component has a route for the path.
    NotFound,
    /// The body is longer than allowed.
    BodyTooLarge,
    /// The component trapped or gave no answer.
    Internal,
    /// There is no room for another instance.
    Busy,
    /// The component took too long.
    DeadlineExceeded,
}

impl Problem {
    fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::BadRequest => (StatusCode::BAD_REQUEST, "bad_request", "请求格式不正确"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "页面或接口不存在，请检查地址"),
            Self::BodyTooLarge => {
                let title = "提交的内容过大，请缩小后重试";
                (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", title)
            }
            Self::Internal => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal", "系统繁忙，请稍后重试")
            }
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy", "系统繁忙，请稍后重试"),
            Self::DeadlineExceeded => {
                (StatusCode::GATEWAY_TIMEOUT, "deadline_exceeded", "处理超时，请稍后重试")
            }
        }
    }

    /// The whole answer.
    pub fn response(self, request_id: &str) -> Response<WasiBody> {
        let (status, code, title) = self.parts();
        let body = serde_json::json!({
            "type": "about:blank",
            "title": title,
            "status": status.as_u16(),
            "code": code,
            "request_id": request_id,
        });
        let mut response = response(status, "application/problem+json", body.to_string());
        if self == Self::Busy {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// An answer whose body is there.
pub fn response(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Response<WasiBody> {
    let body = Full::new(body.into()).map_err(|never| match never {}).boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
