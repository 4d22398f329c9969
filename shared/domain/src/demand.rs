use serde::{Deserialize, Serialize};

/// Where a demand stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemandState {
    /// 征集中: institutions may take a slot.
    Open,
    /// 已选定: the applicant has chosen one pre-credit.
    Chosen,
    /// 已满足: the chosen order is paid.
    Satisfied,
    /// 未达成: ended without money; may be posted again.
    Failed,
}

impl DemandState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Chosen, Self::Satisfied, Self::Failed];

    /// The word in the database and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Chosen => "chosen",
            Self::Satisfied => "satisfied",
            Self::Failed => "failed",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}
