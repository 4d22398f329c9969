//! What people write in their own words, bounded and free of what a reader cannot see.

use crate::form::Invalid;
use unicode_normalization::UnicodeNormalization as _;

/// Free text of at most `MAX` characters (not bytes), trimmed, in several lines. Line ends of every system become line
/// feeds, tabs stay, other control characters and those that turn the direction of reading are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

/// Text of one line in which every character is seen: no control or format characters, no line ends, no tabs. Two of
/// them that look alike because of characters without a shape cannot exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<const MIN: usize, const MAX: usize>(String);

/// A name of one to sixty characters.
pub type Name = Line<1, 60>;
/// A remark or a reason of at most five hundred characters; may be empty.
pub type Remark = Text<0, 500>;

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// Trims and takes the text.
    ///
    /// # Errors
    /// `invalid_text` when it is too short, too long or holds control characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
        bounded(&text, MIN, MAX)?;
        let refused = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || reorders(c);
        if text.chars().any(refused) {
            return Err(Invalid::new("invalid_text", "请去掉文字中的控制字符"));
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text itself.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MIN: usize, const MAX: usize> Line<MIN, MAX> {
    /// Trims and takes the line.
    ///
    /// # Errors
    /// `invalid_text` when it is too short, too long or holds a character that nobody sees.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        bounded(text, MIN, MAX)?;
        if text.chars().any(|c| c.is_control() || is_invisible(c)) {
            let sentence = "请写在一行内，并去掉看不见的字符（如零宽字符、换行、制表符）";
            return Err(Invalid::new("invalid_text", sentence));
        }
        Ok(Self(text.to_owned()))
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The line itself.
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

/// Text as it is compared and read by programs: full-width letters and digits, and other forms that only look
/// different, become the usual ones (NFKC).
pub fn plain_form(text: &str) -> String {
    text.nfkc().collect()
}

fn bounded(text: &str, least: usize, most: usize) -> Result<(), Invalid> {
    let length = text.chars().count();
    if (least..=most).contains(&length) {
        Ok(())
    } else if least == 0 {
        Err(Invalid::new("invalid_text", format!("请填写不超过 {most} 个字")))
    } else {
        Err(Invalid::new("invalid_text", format!("请填写 {least} 至 {most} 个字")))
    }
}

/// Characters that turn the direction in which others are read.
fn reorders(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a shape of their own: Unicode's `Default_Ignorable_Code_Point`, the annotation and tag
/// characters, the separators of lines and paragraphs, and the blank of Braille, which looks like nothing.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
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
        assert!(Remark::parse("一\0二").is_err());
    }

    #[test]
    fn a_name_has_no_character_that_nobody_sees() {
        for hidden in [
            '\u{200b}',
            '\u{200d}',
            '\u{ad}',
            '\u{3164}',
            '\u{ffa0}',
            '\u{115f}',
            '\u{202e}',
            '\u{2066}',
            '\u{200f}',
            '\u{feff}',
            '\u{2028}',
            '\n',
            '\r',
            '\t',
            '\u{85}',
            '\u{e0020}',
            '\u{fe0f}',
            '\u{2060}',
            '\u{34f}',
        ] {
            let code = u32::from(hidden);
            assert!(Name::parse(&format!("张{hidden}三")).is_err(), "U+{code:04X}");
        }
        for name in ["龘王䶮㛃·𠮷田𬭚贷二", "Ｏ’Brien 李", "阿卜杜拉·买买提", "Straße（二期）"]
        {
            assert!(Name::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn longer_text_takes_the_line_ends_and_tabs_of_every_system() {
        let taken = |text| Remark::parse(text).unwrap().into_string();
        assert_eq!(taken("一\r\n二\t三\r四\n五"), "一\n二\t三\n四\n五");
        assert!(Remark::parse("甲\u{202e}乙").is_err());
        assert!(Remark::parse(&"\r\n字".repeat(250)).is_ok(), "two characters each, not three");
    }

    #[test]
    fn a_pattern_finds_what_was_written() {
        assert_eq!(Name::parse(r" 5%_\贷 ").unwrap().as_pattern(), r"%5\%\_\\贷%");
    }

    #[test]
    fn what_looks_the_same_has_one_plain_form() {
        assert_eq!(plain_form("ＡＢＣ１２３（二）㈱"), "ABC123(二)(株)");
    }
}
