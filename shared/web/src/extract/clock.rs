use crate::fault::Fault;
use crate::platform::Platform;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

/// The scheduler, known by the bearer token `schedule_token`. A handler that takes it runs on schedule only.
#[derive(Debug, Clone, Copy)]
pub struct Clock;

impl<S: Send + Sync> FromRequestParts<S> for Clock {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(platform) = Platform::from_request_parts(parts, state).await;
        let wanted = platform.setting("schedule_token").await?;
        let given = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        // Digests are compared, so that the time it takes reveals nothing about the secret.
        let same = crypto::sha256(given.as_bytes()) == crypto::sha256(wanted.as_bytes());
        if same && !wanted.is_empty() { Ok(Self) } else { Err(Fault::NotSignedIn.into()) }
    }
}
