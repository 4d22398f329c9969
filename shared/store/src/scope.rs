use uuid::Uuid;

/// Whose rows a caller may see: the one way in which that enters a statement. Nothing stands for all rows but
/// [`Scope::All`], and a kind that a statement does not know sees none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The rows of one applicant.
    Applicant(Uuid),
    /// The rows that one officer handles.
    Officer {
        /// The officer.
        officer: Uuid,
        /// The officer's institution.
        institution: Uuid,
    },
    /// The rows of one institution.
    Institution(Uuid),
    /// Every row: supervision and operation of the platform.
    All,
}

impl Scope {
    /// The word by which a statement knows the kind: `applicant`, `officer`, `institution` or `all`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Applicant(_) => "applicant",
            Self::Officer { .. } => "officer",
            Self::Institution(_) => "institution",
            Self::All => "all",
        }
    }

    /// The applicant, officer or institution; `None` for all.
    pub fn id(self) -> Option<Uuid> {
        match self {
            Self::Applicant(id) | Self::Institution(id) | Self::Officer { officer: id, .. } => {
                Some(id)
            }
            Self::All => None,
        }
    }

    /// The institution that looks, itself or by its officer.
    pub fn institution_id(self) -> Option<Uuid> {
        match self {
            Self::Institution(institution) | Self::Officer { institution, .. } => Some(institution),
            Self::Applicant(_) | Self::All => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_has_no_id() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let officer = Scope::Officer { officer: one, institution: other };
        let seen = |scope: Scope| (scope.kind(), scope.id(), scope.institution_id());
        assert_eq!(seen(Scope::Applicant(one)), ("applicant", Some(one), None));
        assert_eq!(seen(officer), ("officer", Some(one), Some(other)));
        assert_eq!(seen(Scope::Institution(other)), ("institution", Some(other), Some(other)));
        assert_eq!(seen(Scope::All), ("all", None, None));
    }
}
