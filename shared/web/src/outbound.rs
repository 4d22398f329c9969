//! Requests to other systems. Every function that leaves the platform over HTTP leaves it here, under the same terms:
//!
//! - a deadline for the whole call, the body of the answer and a retry included;
//! - a largest answer, which is refused before it is read where its length is declared;
//! - a declared length of what is sent, since many servers take no chunked body;
//! - one retry, for idempotent methods alone (RFC 9110, section 9.2.2), after a failure that may pass: no complete
//!   answer, or 502, 503, 504. What must arrive despite longer failures is kept in Postgres and sent by a sweep;
//! - no redirects: the address is the one that the manifest allows and the caller named.

use crate::ambient;
use crate::fault::Fault;
use crate::problem::Problem;
use axum::body::HttpBody as _;
use axum::http::header::{ACCEPT, CONTENT_LENGTH};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode};
use bytes::Bytes;
use futures_util::future::{Either, select};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use spin_sdk::time::sleep;
use spin_sdk::wasip3::http::types::ErrorCode;
use std::fmt::Display;
use std::pin::pin;
use std::time::Duration;

/// The shortest pause before a retry, milliseconds; chance adds up to as much again, so that callers whose requests
/// failed together do not come back together.
const PAUSE_MS: u64 = 100;

/// Another system, and what a call to it may cost.
#[derive(Debug, Clone, Copy)]
pub struct Outbound {
    /// Its name in the log.
    pub system: &'static str,
    /// How long one call may take.
    pub deadline: Duration,
    /// The largest answer that is taken, bytes.
    pub bytes_max: usize,
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Failure {
    /// The connection was not made, or ended before the answer did.
    #[error("no complete answer: {0}")]
    Broken(String),
    /// A defect: the manifest does not name the host among those that the component may reach.
    #[error("the manifest does not allow this host")]
    Denied,
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    #[error("no answer within {0:?}")]
    Late(Duration),
}

type Attempt = Result<Response<Bytes>, Failure>;

impl Outbound {
    /// Sends a request and gives the answer, whatever its status.
    ///
    /// # Errors
    /// 503 when no complete answer of a fitting size came in time.
    pub async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, Problem> {
        if !request.method().is_safe() {
            let length = HeaderValue::from(request.body().len());
            request.headers_mut().insert(CONTENT_LENGTH, length);
        }
        let attempts = async {
            let method = request.method().clone();
            let first = self.attempt(request.clone()).await;
            if !may_be_repeated(&method, &first) {
                return first;
            }
            sleep(pause()).await;
            self.attempt(request).await
        };
        let answer = match select(pin!(attempts), pin!(sleep(self.deadline))).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(Failure::Late(self.deadline)),
        };
        answer.map_err(|failure| self.unavailable(failure))
    }

    /// Gets a document that the system must have.
    ///
    /// # Errors
    /// 503 when there is no answer, or one that is no success.
    pub async fn get(&self, address: &str, accept: &'static str) -> Result<Bytes, Problem> {
        let request = Request::get(address).header(ACCEPT, accept).body(Bytes::new());
        let request = request.map_err(|error| self.unavailable(error))?;
        let answer = self.send(request).await?;
        let status = answer.status();
        let body = status.is_success().then(|| answer.into_body());
        body.ok_or_else(|| self.unavailable(format_args!("status {status}")))
    }

    /// 503: the system does not answer as it should. The cause goes to the log.
    pub fn unavailable(&self, cause: impl Display) -> Problem {
        Problem::caused(Fault::Unavailable, format_args!("{}: {cause}", self.system))
    }

    async fn attempt(&self, request: Request<Bytes>) -> Attempt {
        let broken = |error: &dyn Display| Failure::Broken(error.to_string());
        let answer = spin_sdk::http::send(request.map(Full::new)).await;
        let (parts, body) = match answer {
            Ok(answer) => answer.into_parts(),
            Err(ErrorCode::HttpRequestDenied) => return Err(Failure::Denied),
            Err(error) => return Err(broken(&error)),
        };
        // The upper bound is the declared length; the lower one stays nought, as a body may end early.
        let declared = body.size_hint().upper();
        if declared.is_some_and(|length| length > self.bytes_max as u64) {
            return Err(Failure::TooLarge(self.bytes_max));
        }
        match Limited::new(body, self.bytes_max).collect().await {
            Ok(body) => Ok(Response::from_parts(parts, body.to_bytes())),
            Err(error) if error.is::<LengthLimitError>() => Err(Failure::TooLarge(self.bytes_max)),
            Err(error) => Err(broken(&error)),
        }
    }
}

/// The one retry rule of the platform.
fn may_be_repeated(method: &Method, attempt: &Attempt) -> bool {
    let passing = match attempt {
        Ok(answer) => matches!(
            answer.status(),
            StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
        ),
        Err(failure) => matches!(failure, Failure::Broken(_)),
    };
    passing && method.is_idempotent()
}

fn pause() -> Duration {
    let [chance] = ambient::random_bytes::<1>();
    Duration::from_millis(PAUSE_MS + PAUSE_MS * u64::from(chance) / 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_pass_is_repeated_and_only_where_twice_is_once() {
        let status = |code: u16| -> Attempt {
            let mut answer = Response::new(Bytes::new());
            *answer.status_mut() = StatusCode::from_u16(code).unwrap();
            Ok(answer)
        };
        let passing = [status(502), status(503), status(504), Err(Failure::Broken(String::new()))];
        for attempt in &passing {
            for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
                assert!(may_be_repeated(&method, attempt), "{method} {attempt:?}");
            }
            for method in [Method::POST, Method::PATCH] {
                assert!(!may_be_repeated(&method, attempt), "{method} {attempt:?}");
            }
        }
        let lasting = [Failure::Denied, Failure::TooLarge(1), Failure::Late(Duration::ZERO)];
        let answered = [200, 303, 400, 401, 404, 429, 500, 501].map(status);
        for attempt in lasting.into_iter().map(Err).chain(answered) {
            assert!(!may_be_repeated(&Method::GET, &attempt), "{attempt:?}");
        }
    }

    #[test]
    fn a_retry_waits_a_little_and_not_always_the_same() {
        let pauses: Vec<_> = (0..64).map(|_| pause()).collect();
        assert!(pauses.iter().all(|pause| (100..=200).contains(&pause.as_millis())));
        assert!(pauses.iter().any(|pause| Some(pause) != pauses.first()));
    }
}
