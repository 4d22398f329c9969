//! The texts that people agree to are named by an id: a word, a dot, a number.

use crate::form::Invalid;
use crate::word::Word;

/// Takes a well-shaped id, `loan_application.1`.
///
/// # Errors
/// `unknown_consent_text` when no text can have it.
pub fn consent_text_id(text: &str) -> Result<String, Invalid> {
    let (word, number) = text.split_once('.').ok_or_else(unknown_consent_text)?;
    let numbered = number.len() <= 4 && number.parse::<u16>().is_ok_and(|number| number > 0);
    if numbered && Word::parse(word).is_ok() {
        Ok(text.to_owned())
    } else {
        Err(unknown_consent_text())
    }
}

/// The refusal of a text that is not there, not current, or for another receiver.
pub fn unknown_consent_text() -> Invalid {
    Invalid::new("unknown_consent_text", "授权书不存在或已更新，请刷新后阅读最新的授权书")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_its_shape() {
        assert!(consent_text_id("loan_application.1").is_ok());
        for text in [
            "",
            "loan_application",
            "loan_application.",
            "loan_application.0",
            "x.1",
            "授权.1",
            "a.b.c",
        ] {
            assert!(consent_text_id(text).is_err(), "{text}");
        }
    }
}
