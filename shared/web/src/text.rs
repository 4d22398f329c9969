//! Texts that can be stored. JSON and addresses can spell the character NUL, Postgres keeps it in no text and no JSON.

use crate::fault::Fault;
use crate::problem::Problem;
use domain::{FieldErrors, Invalid};
use serde_json::Value;

/// What is refused, and what to do about it.
pub(crate) fn nul() -> Invalid {
    Invalid::new("invalid_text", "请去掉文字中的控制字符")
}

/// Refuses JSON that holds the character, under the place where it stands. JSON spells it in one way, so that all
/// other JSON is only looked through for that.
pub(crate) fn refuse_nul_in_json(json: &[u8]) -> Result<(), Problem> {
    if !json.windows(NUL.len()).any(|part| part == NUL) {
        return Ok(());
    }
    let value: Value = serde_json::from_slice(json).map_err(|_| Fault::BrokenJson)?;
    match place(&value) {
        None => Ok(()), // a backslash and the letters `u0000`
        Some(field) => Err(FieldErrors::one(&field, nul()).into()),
    }
}

const NUL: &[u8] = b"\\u0000";

/// Where the first text with the character stands: `a.b` or `a[0].b`, as other refusals name a field.
fn place(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => {
            let mut found =
                items.iter().enumerate().filter_map(|(at, item)| Some((at, place(item)?)));
            found.next().map(|(at, rest)| format!("[{at}]{}", dotted(&rest)))
        }
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            if name.contains('\0') {
                return Some(name.replace('\0', ""));
            }
            place(member).map(|rest| format!("{name}{}", dotted(&rest)))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn dotted(rest: &str) -> String {
    if rest.is_empty() || rest.starts_with('[') { rest.to_owned() } else { format!(".{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> Option<String> {
        let problem = refuse_nul_in_json(json.as_bytes()).err()?;
        Some(problem.fields().first().map_or_else(String::new, |error| error.field.clone()))
    }

    #[test]
    fn names_the_place_of_what_cannot_be_stored() {
        assert_eq!(refused(r#"{"a":"b"}"#), None);
        assert_eq!(refused(r#"{"a":"\\u0000"}"#), None, "a backslash and letters");
        assert_eq!(refused(r#"{"a":"\u0000"}"#).as_deref(), Some("a"));
        assert_eq!(refused(r#"{"a":"\\\u0000"}"#).as_deref(), Some("a"));
        assert_eq!(refused(r#"{"a":[{"b":["x","y\u0000"]}]}"#).as_deref(), Some("a[0].b[1]"));
        assert_eq!(refused(r#"{"a":{"b\u0000":1}}"#).as_deref(), Some("a.b"));
        assert_eq!(refused(r#"["\u0000"#).as_deref(), Some(""), "no JSON");
    }
}
