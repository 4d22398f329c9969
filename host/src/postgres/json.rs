//! JSON as Spin hands it over: checked on the way in, without needless spaces on the way out.

use super::wire::Malformed;

/// Refuses a parameter that is not JSON, in Spin's words.
pub(super) fn check(bytes: &[u8]) -> Result<(), Malformed> {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes)
        .map(|_| ())
        .map_err(|error| format!("invalid JSON {}: {error}", String::from_utf8_lossy(bytes)))
}

/// Removes the spaces that Postgres puts after every colon and comma.
///
/// Spin parses and prints again, which also drops them. Doing only this keeps every digit of a
/// number (Spin squeezes them through a double) and costs one pass without a tree.
pub(super) fn compact(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut in_string = false;
    let mut escaped = false;
    for &byte in bytes {
        if in_string {
            out.push(byte);
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
        } else if !byte.is_ascii_whitespace() {
            in_string = byte == b'"';
            out.push(byte);
        }
    }
    out
}
