//! Answers of the host itself when a component gives none.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

use super::body::AnswerBody;
use super::record::Record;

/// Why there is no answer from a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// No route fits the path.
    NotFound,
    /// The head of the request makes no sense.
    BadRequest,
    /// The body is larger than allowed.
    BodyTooLarge,
    /// The component trapped or answered nothing sensible.
    Internal,
    /// The host has no room for another request.
    Overloaded,
    /// Not everything that the components need answers.
    NotReady,
    /// The answer did not begin in time.
    DeadlineExceeded,
}

impl Problem {
    fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::NotFound => {
                (StatusCode::NOT_FOUND, "not_found", "页面不存在，请检查地址是否正确")
            }
            Self::BadRequest => {
                (StatusCode::BAD_REQUEST, "bad_request", "请求格式有误，请检查后重新提交")
            }
            Self::BodyTooLarge => {
                let status = StatusCode::PAYLOAD_TOO_LARGE;
                (status, "body_too_large", "提交的内容过大，请减小文件或分次提交")
            }
            Self::Internal => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal", "系统繁忙，请稍后重试")
            }
            Self::Overloaded => {
                (StatusCode::SERVICE_UNAVAILABLE, "overloaded", "当前访问人数较多，请稍后重试")
            }
            Self::NotReady => {
                (StatusCode::SERVICE_UNAVAILABLE, "not_ready", "系统尚未就绪，请稍后重试")
            }
            Self::DeadlineExceeded => {
                let status = StatusCode::GATEWAY_TIMEOUT;
                (status, "deadline_exceeded", "处理超时，请稍后重试；如为提交操作，请先确认是否已生效")
            }
        }
    }

    /// As `application/problem+json`.
    pub(crate) fn answer(self, request_id: &str, record: Record) -> Response<AnswerBody> {
        let (status, code, title) = self.parts();
        let body = json!({
            "type": "about:blank", "title": title, "status": status.as_u16(),
            "code": code, "request_id": request_id,
        });
        let body = AnswerBody::whole(Bytes::from(body.to_string()), record);
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
