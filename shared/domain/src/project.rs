//! What a project is known by, so that one project financed twice is seen (B-13).

use crate::form::Invalid;
use crate::identity::refuse_identity;
use crate::text::{Name, plain_form};

/// A project's official number: 4 to 40 letters, digits and `-`; letters raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectNumber(String);

impl ProjectNumber {
    /// Takes a well-shaped number.
    ///
    /// # Errors
    /// `invalid_project_number` otherwise.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let number = plain_form(text.trim()).to_ascii_uppercase();
        let shaped = number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if shaped && (4..=40).contains(&number.len()) {
            Ok(Self(number))
        } else {
            Err(Invalid::new("invalid_project_number", "项目编号应为 4 至 40 位字母、数字或短横线"))
        }
    }

    /// The number itself.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Takes a project's name: one that names no person by its numbers.
///
/// # Errors
/// `invalid_text` when it is none, or what [`refuse_identity`] says.
pub fn parse_project_name(text: &str) -> Result<Name, Invalid> {
    let name = Name::parse(text)?;
    refuse_identity(name.as_str())?;
    Ok(name)
}

/// A project's name without what people write now so and now otherwise: blanks, punctuation, brackets, the case of
/// letters, full-width forms of Latin letters and digits.
pub fn project_key(name: &str) -> String {
    plain_form(name).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // B-13
    #[test]
    fn one_project_written_in_several_ways_has_one_key() {
        let key = project_key("颍州区粮食加工（二期）A3 项目");
        for name in [
            "颍州区粮食加工(二期)Ａ３项目",
            " 颍州区·粮食加工二期a3项目。",
            "颍州区粮食加工【二期】-A3-项目",
        ] {
            assert_eq!(project_key(name), key, "{name}");
        }
        assert_ne!(project_key("颍州区粮食加工（三期）A3 项目"), key);
        assert_eq!(project_key("（）—— 。"), "");
    }

    #[test]
    fn a_number_has_its_shape() {
        assert_eq!(
            ProjectNumber::parse(" 2604-341202-04 ").unwrap().into_string(),
            "2604-341202-04"
        );
        assert_eq!(ProjectNumber::parse("２６０４-ab").unwrap().into_string(), "2604-AB");
        for text in ["", "abc", "项目一号", "a b c d", &"1".repeat(41)] {
            assert!(ProjectNumber::parse(text).is_err(), "{text}");
        }
    }
}
