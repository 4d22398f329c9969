use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Role;
use uuid::Uuid;
use web::{Fault, Problem, Staff};

/// Who runs the platform; a regulator looks, but sets nothing.
pub(crate) struct Operator {
    /// The account that acts.
    pub(crate) account: Uuid,
}

impl<S: Send + Sync> FromRequestParts<S> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Staff { account, role } = Staff::from_request_parts(parts, state).await?;
        if role == Role::Operator { Ok(Self { account }) } else { Err(Fault::ForbiddenRole.into()) }
    }
}
