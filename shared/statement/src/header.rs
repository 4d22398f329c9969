//! The comment at the head of a file.

use crate::{Kind, Malformed, Parameter};

const PARAMETERS: &str = "Parameters:";
const ROWS: &str = "Rows:";

pub(crate) struct Header {
    pub(crate) purpose: String,
    pub(crate) rows: String,
    pub(crate) parameters: Vec<Parameter>,
}

/// The comment lines at the head, joined, and the SQL after them.
pub(crate) fn split(file: &str) -> (String, &str) {
    let mut rest = file;
    let mut lines = Vec::new();
    while let Some(line) = rest.strip_prefix("--") {
        let (line, after) = line.split_once('\n').unwrap_or((line, ""));
        lines.push(line.trim());
        rest = after;
    }
    (lines.join(" "), rest)
}

impl Header {
    pub(crate) fn parse(comment: &str) -> Result<Self, Malformed> {
        let (before, rows) = comment.split_once(ROWS).ok_or(Malformed::Missing(ROWS))?;
        let (purpose, declared) =
            before.split_once(PARAMETERS).ok_or(Malformed::Missing(PARAMETERS))?;
        let declared = declared.trim().trim_end_matches('.');
        let parameters = match declared {
            "none" => Vec::new(),
            declared => parameters(declared)?,
        };
        let (purpose, rows) = (purpose.trim().to_owned(), rows.trim().to_owned());
        Ok(Self { purpose, rows, parameters })
    }
}

fn parameters(declared: &str) -> Result<Vec<Parameter>, Malformed> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for text in items(&without_remarks(declared)) {
        let parameter = parameter(text)?;
        if parameters.iter().any(|other| other.name == parameter.name) {
            return Err(Malformed::Twice(parameter.name));
        }
        parameters.push(parameter);
    }
    Ok(parameters)
}

fn items(declared: &str) -> impl Iterator<Item = &str> {
    declared.split([',', ';']).map(str::trim)
}

/// The text without what stands in brackets.
fn without_remarks(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            letter if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    kept
}

fn parameter(text: &str) -> Result<Parameter, Malformed> {
    let mut words = text.split_ascii_whitespace();
    let (Some(name), Some(kind), None) = (words.next(), words.next(), words.next()) else {
        return Err(Malformed::Parameter(text.to_owned()));
    };
    let is_name = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if !is_name || name.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Err(Malformed::Parameter(text.to_owned()));
    }
    let (word, is_nullable) = match kind.strip_suffix('?') {
        Some(word) => (word, true),
        None => (kind, false),
    };
    let unknown = || Malformed::Type { name: name.to_owned(), kind: kind.to_owned() };
    let kind = Kind::from_word(word).ok_or_else(unknown)?;
    Ok(Parameter { name: name.to_owned(), kind, is_nullable })
}
