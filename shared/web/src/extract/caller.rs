//! Who calls. The type of a handler's parameter is its authorisation: a handler that takes an [`Officer`] runs for
//! officers and answers everybody else 401 or 403 before it begins.

use crate::cookie::session_token;
use crate::fault::Fault;
use crate::platform::Platform;
use crate::problem::Problem;
use crate::roles;
use crate::session::{Session, Sessions};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Role;
use store::Scope;
use uuid::Uuid;

/// Who is signed in and has one of the roles of the set; every role unless the type names some.
#[derive(Debug, Clone)]
pub struct Caller<const ROLES: u8 = { roles::ALL }>(pub Session);

/// An account that acts for an applicant.
#[derive(Debug, Clone, Copy)]
pub struct Applicant {
    /// The account that acts.
    pub account: Uuid,
    /// The applicant it acts for.
    pub applicant: Uuid,
}

/// A loan officer of an institution.
#[derive(Debug, Clone, Copy)]
pub struct Officer {
    /// The account that acts.
    pub account: Uuid,
    /// The officer behind it.
    pub officer: Uuid,
    /// The officer's institution.
    pub institution: Uuid,
}

/// Who runs an institution.
#[derive(Debug, Clone, Copy)]
pub struct Manager {
    /// The account that acts.
    pub account: Uuid,
    /// The institution it runs.
    pub institution: Uuid,
}

/// An operator or a regulator.
#[derive(Debug, Clone, Copy)]
pub struct Staff {
    /// The account that acts.
    pub account: Uuid,
    /// Which of the two it is.
    pub role: Role,
}

/// Who runs the platform and sets what it offers.
#[derive(Debug, Clone, Copy)]
pub struct Operator {
    /// The account that acts.
    pub account: Uuid,
}

/// Who supervises the market; what an operator sets is not the regulator's, nor the other way round.
#[derive(Debug, Clone, Copy)]
pub struct Regulator {
    /// The account that acts.
    pub account: Uuid,
}

impl Officer {
    /// The rows that the officer handles.
    pub fn scope(&self) -> Scope {
        Scope::Officer { officer: self.officer, institution: self.institution }
    }
}

impl<S: Send + Sync, const ROLES: u8> FromRequestParts<S> for Caller<ROLES> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(platform) = Platform::from_request_parts(parts, state).await;
        let token = session_token(&platform, &parts.headers).await?.ok_or(Fault::NotSignedIn)?;
        let sessions = Sessions::new(platform.redis().await?);
        let session = sessions.confirmed(&token, &platform).await?;
        let session = session.ok_or(Fault::NotSignedIn)?;
        let admitted = ROLES & roles::of(session.role) != 0;
        if admitted { Ok(Self(session)) } else { Err(Fault::ForbiddenRole.into()) }
    }
}

macro_rules! caller_as {
    ($kind:ident, $from:expr) => {
        impl<S: Send + Sync> FromRequestParts<S> for $kind {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
                let Caller(session): Caller = Caller::from_request_parts(parts, state).await?;
                let from: fn(&Session) -> Result<$kind, Fault> = $from;
                Ok(from(&session)?)
            }
        }
    };
}

caller_as!(Applicant, |session| match (session.role, session.applicant) {
    (Role::Applicant, Some(applicant)) => Ok(Applicant { account: session.account, applicant }),
    (Role::Applicant, None) => Err(Fault::ApplicantNotVerified),
    _ => Err(Fault::ForbiddenRole),
});

caller_as!(Officer, |session| match (session.role, session.officer, session.institution) {
    (Role::Officer, Some(officer), Some(institution)) => {
        Ok(Officer { account: session.account, officer, institution })
    }
    _ => Err(Fault::ForbiddenRole),
});

caller_as!(Manager, |session| match (session.role, session.institution) {
    (Role::Manager, Some(institution)) => Ok(Manager { account: session.account, institution }),
    _ => Err(Fault::ForbiddenRole),
});

caller_as!(Staff, |session| match session.role {
    role @ (Role::Operator | Role::Regulator) => Ok(Staff { account: session.account, role }),
    _ => Err(Fault::ForbiddenRole),
});

caller_as!(Operator, |session| match session.role {
    Role::Operator => Ok(Operator { account: session.account }),
    _ => Err(Fault::ForbiddenRole),
});

caller_as!(Regulator, |session| match session.role {
    Role::Regulator => Ok(Regulator { account: session.account }),
    _ => Err(Fault::ForbiddenRole),
});
