use crate::form::Invalid;
use chrono::NaiveDate;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK: &[u8; 11] = b"10X98765432";

/// A resident identity number (GB 11643-1999): eighteen characters with a real birth date and a check character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentId(String);

impl ResidentId {
    /// Takes a number whose date exists and whose check character is right; `x` is raised to `X`.
    ///
    /// # Errors
    /// `invalid_resident_id` otherwise.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let number = text.trim().to_ascii_uppercase();
        let refused = || {
            Invalid::new("invalid_resident_id", "请核对身份证号码：应为 18 位，且日期与校验位正确")
        };
        let (body, check) = number.split_at_checked(17).ok_or_else(refused)?;
        let digits: Option<Vec<u32>> = body.chars().map(|c| c.to_digit(10)).collect();
        let digits = digits.ok_or_else(refused)?;
        let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        let expected = CHECK.get((sum % 11) as usize).copied().map(char::from);
        let born = body.get(6..14).and_then(|date| NaiveDate::parse_from_str(date, "%Y%m%d").ok());
        if born.is_some() && expected.is_some_and(|expected| check.chars().eq([expected])) {
            Ok(Self(number))
        } else {
            Err(refused())
        }
    }

    /// The eighteen characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_good_numbers_and_impossible_dates() {
        for number in
            ["341202199803071018", "341282198512310020", "341221202402290010", "34120219900307101x"]
        {
            assert!(ResidentId::parse(number).is_ok(), "{number}");
        }
        for number in ["341221190002290016", "341202199803071017", "", "34120219980307101"] {
            assert!(ResidentId::parse(number).is_err(), "{number}");
        }
    }
}
