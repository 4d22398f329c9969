use crate::fault::Fault;
use crate::platform::Platform;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use headers::HeaderMapExt as _;
use headers::authorization::{Authorization, Bearer};

/// The scheduler, known by the bearer token `schedule_token`. A handler that takes it runs on schedule only.
#[derive(Debug, Clone, Copy)]
pub struct Clock;

impl<S: Send + Sync> FromRequestParts<S> for Clock {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(platform) = Platform::from_request_parts(parts, state).await;
        let wanted = platform.setting("schedule_token").await?;
        let given = parts.headers.typed_get::<Authorization<Bearer>>();
        let given = given.as_ref().map_or("", Authorization::token);
        // Digests are compared, so that the time it takes reveals nothing about the secret.
        let same = crypto::sha256(given.as_bytes()) == crypto::sha256(wanted.as_bytes());
        if same && !wanted.is_empty() {
            return Ok(Self);
        }
        Err(Problem::from(Fault::NotSignedIn).challenging("Bearer realm=\"rongtong\""))
    }
}
