//! Who sees which demands: an applicant the own ones, an institution the open ones and those it has taken,
//! supervision all.

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

#[cfg(test)]
mod tests {
    use super::*;

    fn session(role: Role, ids: [Option<u128>; 3]) -> Session {
        let [applicant, institution, officer] = ids.map(|id| id.map(Uuid::from_u128));
        let (account, signed_in_at) = (Uuid::nil(), Default::default());
        Session {
            account,
            login: String::new(),
            role,
            applicant,
            institution,
            officer,
            signed_in_at,
        }
    }

    fn seen_by(role: Role, ids: [Option<u128>; 3]) -> [Option<u128>; 3] {
        let Scope { applicant, officer, institution } = scope(&session(role, ids)).unwrap();
        [applicant, institution, officer].map(|id| id.map(|id| id.as_u128()))
    }

    #[test]
    fn each_role_looks_through_its_own_ids() {
        assert_eq!(seen_by(Role::Applicant, [Some(1), None, None]), [Some(1), None, None]);
        assert_eq!(seen_by(Role::Officer, [None, Some(2), Some(3)]), [None, Some(2), Some(3)]);
        assert_eq!(seen_by(Role::Manager, [None, Some(2), None]), [None, Some(2), None]);
        assert_eq!(seen_by(Role::Operator, [None; 3]), [None; 3]);
        assert_eq!(seen_by(Role::Regulator, [None; 3]), [None; 3]);
    }

    #[test]
    fn whoever_lacks_the_id_of_the_role_does_not_see_everything_instead() {
        for role in [Role::Applicant, Role::Officer, Role::Manager] {
            assert!(scope(&session(role, [None; 3])).is_err(), "{role:?}");
        }
    }
}
