//! Who sees what of an order. A field that a role may not see is absent from the answer.

use domain::Role;

/// What a caller may know about an order that is in the caller's scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sight {
    /// The name of a natural person who applies. An organisation's name is no secret.
    pub(crate) person_name: bool,
    /// The unified social credit code.
    pub(crate) credit_code: bool,
    /// Whom to call.
    pub(crate) contact: bool,
    /// Which officer has the order.
    pub(crate) officer_name: bool,
    /// What the applicant wrote in its own words.
    pub(crate) own_words: bool,
    /// The institution's own notes.
    pub(crate) internal_notes: bool,
    /// Why the institution went on although the rules advised to refuse.
    pub(crate) overrides: bool,
    /// What rules and models say of the applicant.
    pub(crate) decision: bool,
}

/// What `role` sees of an order in its scope, `grabbed` or not yet.
pub(crate) fn sight(role: Role, grabbed: bool) -> Sight {
    let (owner, institution, supervision) = match role {
        Role::Applicant => (true, false, false),
        Role::Officer | Role::Manager => (false, true, false),
        Role::Operator | Role::Regulator => (false, false, true),
    };
    let working = owner || (institution && grabbed);
    Sight {
        person_name: working,
        credit_code: working,
        contact: working,
        officer_name: !supervision,
        own_words: working,
        internal_notes: institution,
        overrides: institution || supervision,
        decision: institution && grabbed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Q8, G-18
    #[test]
    fn supervision_sees_no_person() {
        for role in [Role::Operator, Role::Regulator] {
            let sight = sight(role, true);
            assert!(!sight.person_name && !sight.credit_code && !sight.contact);
            assert!(!sight.internal_notes && !sight.own_words && sight.overrides);
        }
    }

    // B-04, U-15
    #[test]
    fn an_institution_sees_the_contact_after_the_grab_and_the_applicant_never_its_notes() {
        assert!(!sight(Role::Manager, false).contact);
        assert!(sight(Role::Manager, true).contact);
        assert!(!sight(Role::Manager, false).own_words && sight(Role::Manager, true).own_words);
        assert!(sight(Role::Officer, true).internal_notes);
        assert!(sight(Role::Applicant, true).contact);
        assert!(!sight(Role::Applicant, true).internal_notes);
        assert!(!sight(Role::Applicant, true).overrides && sight(Role::Manager, true).overrides);
        assert!(sight(Role::Officer, true).decision);
        assert!(!sight(Role::Officer, false).decision && !sight(Role::Applicant, true).decision);
    }
}
