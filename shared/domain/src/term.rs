use crate::form::Invalid;
use serde::Serialize;

/// The length of a loan in months: 1 to 360.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TermMonths(i32);

impl TermMonths {
    /// Takes 1 to 360 months.
    ///
    /// # Errors
    /// `invalid_term` outside of that.
    pub fn new(months: i64) -> Result<Self, Invalid> {
        i32::try_from(months)
            .ok()
            .filter(|months| (1..=360).contains(months))
            .map(Self)
            .ok_or_else(|| Invalid::new("invalid_term", "请填写 1 至 360 个月的整数期限"))
    }

    /// The number of months.
    pub fn months(self) -> i32 {
        self.0
    }
}
