use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Where a demand stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
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
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The word in the database and in answers.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        word.parse().ok()
    }
}
