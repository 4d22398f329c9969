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
    /// Where to call that officer.
    pub(crate) officer_phone: bool,
    /// What the applicant wrote in its own words.
    pub(crate) own_words: bool,
    /// The institution's own notes.
    pub(crate) internal_notes: bool,
    /// Why the institution went on although the rules advised to refuse.
    pub(crate) overrides: bool,
    /// What rules and models say of the applicant.
    pub(crate) decision: bool,
}

/// How far the institution has an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Nobody has taken it.
    Waiting,
    /// An officer works on it, or its loan is outstanding.
    InHand,
    /// It has ended without a loan, or the loan is settled.
    Over,
}

impl Hold {
    /// Of an order in this state.
    pub(crate) fn of(state: &str, grabbed: bool) -> Self {
        match state {
            "grabbed" | "first_review_passed" | "credit_granted" | "disbursed" => Self::InHand,
            _ if grabbed => Self::Over,
            _ => Self::Waiting,
        }
    }
}

/// What `role` sees of an order in its scope.
pub(crate) fn sight(role: Role, hold: Hold) -> Sight {
    let (owner, institution, supervision) = match role {
        Role::Applicant => (true, false, false),
        Role::Officer | Role::Manager => (false, true, false),
        Role::Operator | Role::Regulator => (false, false, true),
    };
    let grabbed = hold != Hold::Waiting;
    let working = owner || (institution && grabbed);
    Sight {
        person_name: working,
        credit_code: working,
        // Whom nobody has to call any more, nobody has to know.
        contact: owner || (institution && hold == Hold::InHand),
        officer_name: !supervision,
        officer_phone: owner,
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
            let sight = sight(role, Hold::InHand);
            assert!(!sight.person_name && !sight.credit_code && !sight.contact);
            assert!(!sight.internal_notes && !sight.own_words && sight.overrides);
        }
    }

    // B-04, U-15
    #[test]
    fn an_institution_sees_the_contact_after_the_grab_and_the_applicant_never_its_notes() {
        use Hold::{InHand, Over, Waiting};
        assert!(!sight(Role::Manager, Waiting).contact);
        assert!(sight(Role::Manager, InHand).contact);
        assert!(!sight(Role::Manager, Waiting).own_words && sight(Role::Manager, InHand).own_words);
        assert!(sight(Role::Officer, InHand).internal_notes);
        assert!(sight(Role::Applicant, InHand).contact);
        assert!(!sight(Role::Applicant, InHand).internal_notes);
        assert!(
            !sight(Role::Applicant, InHand).overrides && sight(Role::Manager, InHand).overrides
        );
        assert!(sight(Role::Officer, InHand).decision);
        assert!(!sight(Role::Officer, Waiting).decision);
        assert!(!sight(Role::Applicant, InHand).decision);
        let after = sight(Role::Officer, Over);
        assert!(!after.contact && after.credit_code && after.internal_notes);
        assert!(sight(Role::Applicant, Over).contact && sight(Role::Applicant, Over).officer_phone);
        assert!(!sight(Role::Manager, InHand).officer_phone);
    }

    #[test]
    fn an_order_is_in_hand_until_it_ends_or_its_loan_is_settled() {
        assert_eq!(Hold::of("submitted", false), Hold::Waiting);
        assert_eq!(Hold::of("withdrawn", false), Hold::Waiting);
        for state in ["grabbed", "first_review_passed", "credit_granted", "disbursed"] {
            assert_eq!(Hold::of(state, true), Hold::InHand);
        }
        for state in ["credit_refused", "not_chosen", "withdrawn", "settled"] {
            assert_eq!(Hold::of(state, true), Hold::Over);
        }
    }
}
