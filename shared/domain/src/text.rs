//! What people write in their own words, bounded and free of control characters.

use crate::form::Invalid;

/// Free text of at most `MAX` characters (not bytes), trimmed, without control characters but the line feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

/// A name of one to sixty characters.
pub type Name = Text<1, 60>;
/// A remark or a reason of at most five hundred characters; may be empty.
pub type Remark = Text<0, 500>;

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// Trims and takes the text.
    ///
    /// # Errors
    /// `invalid_text` when it is too short, too long or holds control characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let length = text.chars().count();
        if length < MIN || length > MAX {
            return Err(Invalid::new("invalid_text", format!("请填写 {MIN} 至 {MAX} 个字")));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Invalid::new("invalid_text", "请去掉文字中的控制字符"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text itself.
    pub fn into_string(self) -> String {
        self.0
    }

    /// The `ilike` pattern that finds this text anywhere; `%`, `_` and `\` in it mean themselves.
    pub fn as_pattern(&self) -> String {
        let mut pattern = String::from("%");
        for character in self.0.chars() {
            if matches!(character, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(character);
        }
        pattern.push('%');
        pattern
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_and_refuses_controls() {
        assert_eq!(Name::parse(" 颍州 ").unwrap().as_str(), "颍州");
        assert!(Name::parse(&"字".repeat(60)).is_ok());
        assert!(Name::parse(&"字".repeat(61)).is_err());
        assert!(Name::parse("  ").is_err());
        assert!(Name::parse("a\0b").is_err());
        assert!(Remark::parse("").is_ok());
        assert!(Remark::parse("一\n二").is_ok());
    }
    #[test]
    fn a_pattern_finds_what_was_written() {
        assert_eq!(Name::parse(r" 5%_\贷 ").unwrap().as_pattern(), r"%5\%\_\\贷%");
        assert_eq!(Remark::parse(" ").unwrap().as_pattern(), "%%");
    }
}
