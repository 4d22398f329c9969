use super::Path;
use crate::fault::Fault;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use uuid::Uuid;

/// The `{id}` of the path. What is no id names nothing: 404.
#[derive(Debug, Clone, Copy)]
pub struct Id(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state).await?;
        let id = Uuid::try_parse(&text).map_err(|_| Fault::NotFound)?;
        Ok(Self(id))
    }
}
