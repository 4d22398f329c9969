use crate::form::Invalid;
use rust_decimal::Decimal;
use serde::Serialize;
use std::str::FromStr;

/// A yearly interest rate as a fraction: 4.35 % is `0.0435`. From 0 to 0.36, at most six decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AnnualRate(Decimal);

impl AnnualRate {
    /// Reads a decimal fraction such as `0.0435`.
    ///
    /// # Errors
    /// `invalid_rate` when it is not one, or above 0.36 (which most often means that a percentage was written).
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refused = || {
            Invalid::new("invalid_rate", "请用小数填写年利率，范围 0 至 0.36，例如 4.35% 填 0.0435")
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() != 1
            || !(1..=6).contains(&fraction.len())
            || !digits(whole)
            || !digits(fraction)
        {
            return Err(refused());
        }
        let mut value = Decimal::from_str(text).map_err(|_| refused())?;
        value.rescale(6);
        if value > Decimal::new(36, 2) { Err(refused()) } else { Ok(Self(value)) }
    }

    /// The fraction, 0 to 0.36.
    pub fn fraction(self) -> Decimal {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_fractions_and_refuses_percentages() {
        assert_eq!(AnnualRate::parse("0.0435").unwrap().fraction().to_string(), "0.043500");
        assert_eq!(AnnualRate::parse("0").unwrap().fraction(), Decimal::ZERO);
        for text in ["4.35", "0.361", "-0.01", "", "0.0000001", "1e-2", ".05", "0,05"] {
            assert!(AnnualRate::parse(text).is_err(), "{text}");
        }
    }
}
