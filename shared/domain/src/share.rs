use crate::form::Invalid;
use rust_decimal::Decimal;

/// A share of a whole as a fraction: 40 % is `0.4`. Above 0, at most 1, at most six decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(Decimal);

impl Share {
    /// The whole.
    pub const WHOLE: Self = Self(Decimal::ONE);

    /// Reads a decimal fraction such as `0.4`.
    ///
    /// # Errors
    /// `invalid_share` when it is not one.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let share = Decimal::from_str_exact(text).ok().map(|share| share.normalize());
        let fits = |share: &Decimal| {
            share.scale() <= 6 && *share > Decimal::ZERO && *share <= Decimal::ONE
        };
        let sentence = "请填写大于 0、不超过 1 的小数，最多六位，例如 0.4 表示 40%";
        share.filter(fits).map(Self).ok_or_else(|| Invalid::new("invalid_share", sentence))
    }

    /// The fraction, above 0, at most 1.
    pub fn fraction(self) -> Decimal {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_more_than_nothing_and_at_most_the_whole() {
        for (text, fraction) in
            [("0.4", "0.4"), ("1", "1"), ("1.000", "1"), ("0.000001", "0.000001")]
        {
            assert_eq!(Share::parse(text).unwrap().fraction().to_string(), fraction, "{text}");
        }
        for wrong in ["0", "0.0000001", "1.000001", "-0.4", "4e-1", "NaN", "", " 1", "四成"] {
            assert_eq!(Share::parse(wrong).unwrap_err().code, "invalid_share", "{wrong}");
        }
    }
}
