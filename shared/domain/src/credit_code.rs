use crate::form::Invalid;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A unified social credit code (GB 32100-2015): eighteen characters, the last a check character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditCode(String);

impl CreditCode {
    /// Takes a code whose check character is right; lower case is raised.
    ///
    /// # Errors
    /// `invalid_credit_code` otherwise.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let code = text.trim().to_ascii_uppercase();
        let (body, check) = code.split_at_checked(17).ok_or_else(Self::refused)?;
        let expected = Self::check_character(body).ok_or_else(Self::refused)?;
        if check.chars().eq([expected]) { Ok(Self(code)) } else { Err(Self::refused()) }
    }

    /// Takes a code of the right shape whose check character may be off: some old codes were given out so. Who takes
    /// one must find it in the registration data, and refuse it otherwise by [`CreditCode::refused`].
    ///
    /// # Errors
    /// `invalid_credit_code` when it has not eighteen characters of the alphabet.
    pub fn parse_given(text: &str) -> Result<Self, Invalid> {
        let code = text.trim().to_ascii_uppercase();
        let shaped = code.len() == 18 && code.bytes().all(|byte| ALPHABET.contains(&byte));
        if shaped { Ok(Self(code)) } else { Err(Self::refused()) }
    }

    /// Whether the check character is right.
    pub fn is_checked(&self) -> bool {
        Self::parse(&self.0).is_ok()
    }

    /// The refusal of what is no code.
    pub fn refused() -> Invalid {
        Invalid::new("invalid_credit_code", "请核对统一社会信用代码：应为 18 位，且校验位正确")
    }

    /// The check character of the first seventeen: weights 3^i mod 31, and 31 less the sum, mod 31 once more, since
    /// the printed formula would give 31 where the standard means 0. `None` when a character is not of the alphabet.
    pub fn check_character(body: &str) -> Option<char> {
        if body.len() != 17 {
            return None;
        }
        let mut weight = 1;
        let mut sum = 0;
        for byte in body.bytes() {
            sum += ALPHABET.iter().position(|&letter| letter == byte)? * weight;
            weight = weight * 3 % 31;
        }
        ALPHABET.get((31 - sum % 31) % 31).map(|&byte| char::from(byte))
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
    fn knows_the_published_vectors() {
        for code in [
            "91350100M000100Y43",
            "91110000600037341L",
            "92341204MA2RABC22Y",
            "93341221MA2WXYJ389",
            "91350100m000100y43",
        ] {
            assert!(CreditCode::parse(code).is_ok(), "{code}");
        }
        for code in
            ["91350100M000100Y4Z", "", "91350100M000100Y4", "9135010OM000100Y43", "颍州颍州颍州"]
        {
            assert!(CreditCode::parse(code).is_err(), "{code}");
        }
    }

    #[test]
    fn an_old_code_has_the_shape_and_another_check_character() {
        let old = CreditCode::parse_given("91350100M000100Y44").unwrap();
        assert!(!old.is_checked());
        assert!(CreditCode::parse_given("91350100M000100Y43").unwrap().is_checked());
        for text in ["", "91350100M000100Y4Z", "9135010OM000100Y43", "颍州颍州颍州"] {
            assert!(CreditCode::parse_given(text).is_err(), "{text}");
        }
    }
}
