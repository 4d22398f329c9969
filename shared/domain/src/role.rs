use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// What an account may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// 申请人: asks for money.
    Applicant,
    /// 客户经理: works on orders for an institution.
    Officer,
    /// 机构管理员: runs an institution's products and people.
    Manager,
    /// 运营: runs the platform's content.
    Operator,
    /// 监管: watches over all of it.
    Regulator,
}

impl Role {
    /// Every role.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The word in the database and in answers.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        word.parse().ok()
    }
}
