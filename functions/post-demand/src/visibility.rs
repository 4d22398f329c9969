//! Who sees which demands: an applicant the own ones, an institution the open ones and those it has taken, supervision all.

use domain::Role;
use uuid::Uuid;
use web::{Answer, Fault, Session};

/// The demands that a caller may see; all `None` means all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Scope {
    pub(crate) applicant: Option<Uuid>,
    pub(crate) officer: Option<Uuid>,
    pub(crate) institution: Option<Uuid>,
}

/// The scope of a session.
///
/// # Errors
/// 403 for an applicant's account that is not tied to an applicant yet.
pub(crate) fn scope(session: &Session) -> Answer<Scope> {
    let everything = Scope::default();
    Ok(match session.role {
        Role::Applicant => {
            let applicant = session.applicant.ok_or(Fault::ApplicantNotVerified)?;
            Scope { applicant: Some(applicant), ..everything }
        }
        Role::Officer | Role::Manager => {
            let institution = session.institution.ok_or(Fault::ForbiddenRole)?;
            Scope { officer: session.officer, institution: Some(institution), ..everything }
        }
        Role::Operator | Role::Regulator => everything,
    })
}
