//! Codes that stand for entries of the dictionary. Their shape is checked here, their being known by the database.

use crate::form::Invalid;

/// A dictionary word, `working_capital`: a lower-case letter, then letters, digits and underscores; 2 to 40 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word(String);

impl Word {
    /// Takes a well-shaped word.
    ///
    /// # Errors
    /// `unknown_code` when no dictionary entry can have this shape.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut bytes = text.bytes();
        let shaped = (2..=40).contains(&text.len())
            && bytes.next().is_some_and(|b| b.is_ascii_lowercase())
            && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if shaped { Ok(Self(text.to_owned())) } else { Err(Self::unknown()) }
    }

    /// The refusal of a word that the dictionary does not hold.
    pub fn unknown() -> Invalid {
        Invalid::new("unknown_code", "请从数据字典列出的选项中选择")
    }

    /// The word itself.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A region code of GB/T 2260: six digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionCode(String);

impl RegionCode {
    /// Takes six digits.
    ///
    /// # Errors
    /// `unknown_region` otherwise.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Self::unknown())
        }
    }

    /// The refusal of a region that the platform does not serve.
    pub fn unknown() -> Invalid {
        Invalid::new("unknown_region", "请填写阜阳市或所辖区县的六位行政区划代码，例如 341202")
    }

    /// The code itself.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A section of GB/T 4754: one letter from A to T.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndustrySection(String);

impl IndustrySection {
    /// Takes one letter from A to T.
    ///
    /// # Errors
    /// `unknown_industry` otherwise.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.as_bytes() {
            [b'A'..=b'T'] => Ok(Self(text.to_owned())),
            _ => Err(Invalid::new("unknown_industry", "请填写行业门类代码 A 至 T")),
        }
    }

    /// The letter itself.
    pub fn into_string(self) -> String {
        self.0
    }
}
