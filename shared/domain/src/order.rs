use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Where an order stands. The database holds the same steps in `order_transition` and refuses every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum OrderState {
    /// 待抢单: in the pool.
    Submitted,
    /// 已抢单: an officer has it.
    Grabbed,
    /// 初审通过: for a demand's order this is the pre-credit (预授信).
    FirstReviewPassed,
    /// 初审未通过.
    FirstReviewRefused,
    /// 已授信.
    CreditGranted,
    /// 授信未通过.
    CreditRefused,
    /// 已放款.
    Disbursed,
    /// 放款未通过.
    DisbursementRefused,
    /// 已结清.
    Settled,
    /// 已撤回 by the applicant.
    Withdrawn,
    /// 未选中: the applicant chose another institution for the demand.
    NotChosen,
}

/// What an order was made from; decides its first state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// An application for a product waits in the pool.
    Product,
    /// A slot of a demand is taken by an officer and so is grabbed at once.
    Demand,
}

impl OrderState {
    /// Every state.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The state in which an order begins.
    pub fn initial(source: Source) -> Self {
        match source {
            Source::Product => Self::Submitted,
            Source::Demand => Self::Grabbed,
        }
    }

    /// The states that may follow this one.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Submitted => &[Self::Grabbed, Self::Withdrawn],
            Self::Grabbed => &[
                Self::FirstReviewPassed,
                Self::FirstReviewRefused,
                Self::NotChosen,
                Self::Withdrawn,
            ],
            Self::FirstReviewPassed => {
                &[Self::CreditGranted, Self::CreditRefused, Self::NotChosen, Self::Withdrawn]
            }
            Self::CreditGranted => &[Self::Disbursed, Self::DisbursementRefused],
            Self::Disbursed => &[Self::Settled],
            Self::FirstReviewRefused
            | Self::CreditRefused
            | Self::DisbursementRefused
            | Self::Settled
            | Self::Withdrawn
            | Self::NotChosen => &[],
        }
    }

    /// Whether the step from this state to `to` may be taken.
    pub fn may_become(self, to: Self) -> bool {
        self.next().contains(&to)
    }

    /// The word in the database and in answers.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        word.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_states_agree() {
        for &state in OrderState::ALL {
            assert_eq!(OrderState::from_word(state.as_str()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        assert_eq!(OrderState::from_word("Submitted"), None);
    }

    #[test]
    fn money_is_paid_only_after_a_grab_a_review_and_a_credit() {
        let before = |state: OrderState| -> Vec<OrderState> {
            OrderState::ALL.iter().copied().filter(|from| from.may_become(state)).collect()
        };
        assert_eq!(before(OrderState::Disbursed), [OrderState::CreditGranted]);
        assert_eq!(before(OrderState::CreditGranted), [OrderState::FirstReviewPassed]);
        assert_eq!(before(OrderState::FirstReviewPassed), [OrderState::Grabbed]);
        assert_eq!(before(OrderState::Grabbed), [OrderState::Submitted]);
        assert!(before(OrderState::Submitted).is_empty());
    }

    #[test]
    fn an_applicant_withdraws_until_credit_is_granted() {
        assert!(OrderState::FirstReviewPassed.may_become(OrderState::Withdrawn));
        assert!(!OrderState::CreditGranted.may_become(OrderState::Withdrawn));
    }
}
