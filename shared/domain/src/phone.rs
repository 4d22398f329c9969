use crate::form::Invalid;

/// A telephone number of mainland China: a mobile number (eleven digits from 1) or an area code with a landline number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Takes digits; blanks and hyphens between them are dropped.
    ///
    /// # Errors
    /// `invalid_phone` when it is neither a mobile nor a landline number.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
        let mobile = digits.len() == 11
            && digits.starts_with('1')
            && digits.as_bytes().get(1).is_some_and(|b| (b'3'..=b'9').contains(b));
        let landline = (10..=12).contains(&digits.len()) && digits.starts_with('0');
        if text.len() <= 20 && all_digits && (mobile || landline) {
            Ok(Self(digits))
        } else {
            Err(Invalid::new(
                "invalid_phone",
                "请填写 11 位手机号，或带区号的固定电话，例如 0558-1234567",
            ))
        }
    }

    /// Digits only.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_mobile_and_landline() {
        assert_eq!(Phone::parse("170 0000-0001").unwrap().as_str(), "17000000001");
        assert!(Phone::parse("0558-1234567").is_ok());
        for text in ["", "12000000001", "1700000000", "170000000012", "abc", "１７０００００００01"]
        {
            assert!(Phone::parse(text).is_err(), "{text}");
        }
    }
}
