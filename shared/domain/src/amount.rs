use crate::form::Invalid;
use rust_decimal::Decimal;
use serde::Serialize;
use std::str::FromStr;

/// A sum of money in yuan: more than zero, at most ten billion, two decimals. Written as a string, `"1250000.00"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Amount(Decimal);

impl Amount {
    /// The largest sum that a form takes, in yuan.
    pub const MAX_YUAN: i64 = 10_000_000_000;

    /// Reads digits with at most two decimals; no sign, no blank, no exponent, no separator.
    ///
    /// # Errors
    /// `invalid_amount` when it is not such a number or out of bounds.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refused = || {
            Invalid::new("invalid_amount", "请填写大于零的金额（元），最多两位小数，例如 500000.00")
        };
        let (whole, cents) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let shaped = (1..=11).contains(&whole.len())
            && (1..=2).contains(&cents.len())
            && digits(whole)
            && digits(cents);
        if !shaped {
            return Err(refused());
        }
        let mut value = Decimal::from_str(text).map_err(|_| refused())?;
        value.rescale(2);
        if value <= Decimal::ZERO || value > Decimal::from(Self::MAX_YUAN) {
            return Err(refused());
        }
        Ok(Self(value))
    }

    /// The number of yuan.
    pub fn yuan(self) -> Decimal {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_yuan_and_cents() {
        let yuan = |text| Amount::parse(text).unwrap().yuan().to_string();
        assert_eq!(yuan("1"), "1.00");
        assert_eq!(yuan("1250000.5"), "1250000.50");
        assert_eq!(yuan("10000000000.00"), "10000000000.00");
    }

    #[test]
    fn refuses_what_is_not_a_sum() {
        for text in [
            "",
            "0",
            "0.00",
            "-1",
            "+1",
            "1.",
            ".5",
            "1.234",
            "1e9",
            "1,000",
            " 1",
            "１",
            "NaN",
            "10000000000.01",
            "999999999999",
        ] {
            assert!(Amount::parse(text).is_err(), "{text}");
        }
    }
}
