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

/// The smallest and the largest sum that something takes, both set for the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmountBounds {
    least: Amount,
    most: Amount,
}

impl AmountBounds {
    /// Reads both ends, in yuan.
    ///
    /// # Errors
    /// `invalid_amount` when one is no sum, `range_crossed` when the smallest is greater than the largest.
    pub fn parse(least: &str, most: &str) -> Result<Self, Invalid> {
        let (least, most) = (Amount::parse(least)?, Amount::parse(most)?);
        let crossed = || Invalid::new("range_crossed", "上限不能低于下限，请核对");
        if least <= most { Ok(Self { least, most }) } else { Err(crossed()) }
    }

    /// Both ends.
    pub fn ends(&self) -> (Amount, Amount) {
        (self.least, self.most)
    }

    /// The sum of a row, if it is within.
    ///
    /// # Errors
    /// `out_of_bounds`, which names both ends.
    pub fn admit_yuan(&self, yuan: Decimal) -> Result<Amount, Invalid> {
        self.admit(Amount(yuan))
    }

    /// The sum, if it is within.
    ///
    /// # Errors
    /// `out_of_bounds`, which names both ends.
    pub fn admit(&self, amount: Amount) -> Result<Amount, Invalid> {
        if (self.least..=self.most).contains(&amount) {
            return Ok(amount);
        }
        let (least, most) = (spoken_yuan(self.least.0), spoken_yuan(self.most.0));
        Err(Invalid::new("out_of_bounds", format!("金额应为 {least} 至 {most}，请核对单位")))
    }
}

/// A sum of yuan as people say it: `8,000 元`, `50 万元`, `1.2 亿元`. Nothing is rounded, so that a limit said in a
/// sentence is the limit that is held; whether a field counts in yuan or in ten thousands, the sentence fits it.
pub fn spoken_yuan(yuan: Decimal) -> String {
    let (divisor, unit) = match yuan.abs() {
        size if size >= Decimal::from(100_000_000) => (100_000_000, "亿元"),
        size if size >= Decimal::from(10_000) => (10_000, "万元"),
        _ => (1, "元"),
    };
    let count = (yuan / Decimal::from(divisor)).normalize().to_string();
    let (whole, fraction) = count.split_once('.').map_or((count.as_str(), ""), |parts| parts);
    let mut said = String::new();
    for (position, digit) in whole.chars().enumerate() {
        let follow = whole.len() - position;
        if position > 0 && follow % 3 == 0 && !said.ends_with('-') {
            said.push(',');
        }
        said.push(digit);
    }
    if !fraction.is_empty() {
        said.push('.');
        said.push_str(fraction);
    }
    format!("{said} {unit}")
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
    fn bounds_admit_their_ends_and_say_them() {
        let bounds = AmountBounds::parse("10000", "100000000").unwrap();
        let admit = |text| bounds.admit(Amount::parse(text).unwrap());
        assert!(admit("10000.00").is_ok() && admit("100000000").is_ok());
        for text in ["0.01", "9999.99", "100000000.01", "5000000000"] {
            let sentence = admit(text).unwrap_err().message;
            assert!(sentence.contains("1 万元 至 1 亿元"), "{sentence}");
        }
        assert_eq!(AmountBounds::parse("2", "1").unwrap_err().code, "range_crossed");
        assert!(AmountBounds::parse("", "1").is_err());
    }

    #[test]
    fn a_sum_is_said_in_the_largest_unit_that_fits() {
        for (yuan, said) in [
            ("0.01", "0.01 元"),
            ("9999.99", "9,999.99 元"),
            ("10000", "1 万元"),
            ("500000.00", "50 万元"),
            ("12345678.90", "1,234.56789 万元"),
            ("100000000", "1 亿元"),
            ("10000000000.00", "100 亿元"),
        ] {
            assert_eq!(spoken_yuan(Decimal::from_str(yuan).unwrap()), said);
        }
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
