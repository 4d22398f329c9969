//! The names of a request: its id, and its place in a trace (W3C `traceparent`).

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::ambient::random_bytes;

/// Names a request in logs, answers and towards components.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// The names of a request.
#[derive(Clone, Debug)]
pub struct Ids {
    /// 8 to 64 letters, digits and hyphens.
    pub request: String,
    /// 32 hexadecimal digits.
    pub trace: String,
    span: String,
    flags: String,
}

impl Ids {
    /// Takes over what the client sent if it is well-formed, else makes its own.
    pub fn of(headers: &HeaderMap) -> Self {
        let request = headers
            .get(REQUEST_ID)
            .and_then(|value| value.to_str().ok())
            .filter(|id| is_request_id(id))
            .map_or_else(|| hex(&random_bytes::<16>()), str::to_owned);
        let span = hex(&random_bytes::<8>());
        let traceparent = headers.get(TRACEPARENT).and_then(|value| value.to_str().ok());
        match traceparent.and_then(parse_traceparent) {
            Some((trace, flags)) => {
                Self { request, trace: trace.to_owned(), span, flags: flags.to_owned() }
            }
            None => {
                Self { request, trace: hex(&random_bytes::<16>()), span, flags: "01".to_owned() }
            }
        }
    }

    /// Sets the headers for a component.
    pub(crate) fn put(&self, headers: &mut HeaderMap) {
        let parent = format!("00-{}-{}-{}", self.trace, self.span, self.flags);
        if let (Ok(id), Ok(parent)) =
            (HeaderValue::from_str(&self.request), HeaderValue::from_str(&parent))
        {
            headers.insert(REQUEST_ID, id);
            if headers.insert(TRACEPARENT, parent).is_none() {
                headers.remove(TRACESTATE);
            }
        }
    }
}

fn is_request_id(id: &str) -> bool {
    (8..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Trace id and flags of version 00.
fn parse_traceparent(text: &str) -> Option<(&str, &str)> {
    let mut parts = text.split('-');
    let (version, trace, span, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |text: &str, length: usize| {
        text.len() == length
            && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let not_zero = |text: &str| text.bytes().any(|byte| byte != b'0');
    let fits = version == "00"
        && parts.next().is_none()
        && is_hex(trace, 32)
        && not_zero(trace)
        && is_hex(span, 16)
        && not_zero(span)
        && is_hex(flags, 2);
    fits.then_some((trace, flags))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value & 15)).map_or('0', |&d| char::from(d));
    bytes.iter().flat_map(|&byte| [digit(byte >> 4), digit(byte)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(headers: &[(&'static str, &str)]) -> Ids {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
            })
            .collect();
        Ids::of(&headers)
    }

    #[test]
    fn well_formed_ids_are_kept() {
        for (sent, kept) in [
            ("abcdefgh", true),
            ("ABC-123-xyz", true),
            ("short", false),
            ("with space in it", false),
            ("quote\"quote", false),
        ] {
            assert_eq!(ids(&[("x-request-id", sent)]).request == sent, kept, "{sent}");
        }
        assert!(is_request_id(&ids(&[]).request));
        assert!(!is_request_id(&"a".repeat(65)));
    }

    #[test]
    fn traces_are_taken_over() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let sent = format!("00-{trace}-00f067aa0ba902b7-00");
        let taken = ids(&[("traceparent", &sent)]);
        assert_eq!(taken.trace, trace);
        let mut headers = HeaderMap::new();
        taken.put(&mut headers);
        let passed = headers[TRACEPARENT].to_str().unwrap();
        assert!(passed.starts_with(&format!("00-{trace}-")) && passed.ends_with("-00"));
        assert_ne!(passed, sent);
        for wrong in ["00-1-2-3", &sent.replace("00-4", "ff-4"), &sent.replace('4', "G")] {
            assert_ne!(ids(&[("traceparent", wrong)]).trace, trace, "{wrong}");
        }
    }
}
