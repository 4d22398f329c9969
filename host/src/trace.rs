//! The names of a request: `x-request-id` and W3C `traceparent`.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::ambient;

/// The header that names a request to people.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The header that names it to tracing systems.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Both names of one request.
#[derive(Clone, Debug)]
pub struct Names {
    /// Our own: the component's, once it has answered, else one of the host's making.
    pub request_id: HeaderValue,
    /// The client's own, for the log alone; empty if it has none that is well formed.
    pub client_request_id: String,
    /// 32 hexadecimal digits, the client's if it is being traced.
    pub trace_id: String,
    /// 16 hexadecimal digits, of this host's part.
    pub span_id: String,
    flags: String,
}

impl Names {
    /// Reads them from a request, or makes them.
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(REQUEST_ID).filter(|value| is_request_id(value.as_bytes()));
        let given = given.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let parent = headers.get(TRACEPARENT).and_then(|value| value.to_str().ok());
        let (trace_id, flags) = match parent.and_then(parse_parent) {
            Some((trace_id, flags)) => (trace_id.to_owned(), flags.to_owned()),
            None => (random_hex::<16>(), "00".to_owned()),
        };
        let request_id = HeaderValue::from_str(&random_hex::<16>())
            .unwrap_or_else(|_| HeaderValue::from_static("unknown"));
        let client_request_id = given.to_owned();
        Self { request_id, client_request_id, trace_id, span_id: random_hex::<8>(), flags }
    }

    /// The request's id as text.
    pub fn request_id(&self) -> &str {
        self.request_id.to_str().unwrap_or("unknown")
    }

    /// Gives the trace to a component, whose calls then belong to this host's part. Its request ids it makes itself, as
    /// Spin gives it none, and the client's would pass for one of ours.
    pub fn give(&self, headers: &mut HeaderMap) {
        headers.remove(REQUEST_ID);
        let parent = format!("00-{}-{}-{}", self.trace_id, self.span_id, self.flags);
        if let Ok(parent) = HeaderValue::from_str(&parent) {
            headers.insert(TRACEPARENT, parent);
        }
    }
}

fn is_request_id(text: &[u8]) -> bool {
    (8..=64).contains(&text.len())
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// The trace id and the flags of a `traceparent` of version 00.
fn parse_parent(text: &str) -> Option<(&str, &str)> {
    let is_hex = |text: &str, len: usize| {
        text.len() == len
            && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let mut parts = text.split('-');
    let (version, trace) = (parts.next()?, parts.next()?);
    let (span, flags) = (parts.next()?, parts.next()?);
    let is_zero = |text: &str| text.bytes().all(|byte| byte == b'0');
    let fits = version == "00"
        && is_hex(trace, 32)
        && !is_zero(trace)
        && is_hex(span, 16)
        && !is_zero(span)
        && is_hex(flags, 2)
        && parts.next().is_none();
    fits.then_some((trace, flags))
}

fn random_hex<const N: usize>() -> String {
    let halves = ambient::random_bytes::<N>().into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(u32::from(half), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(id: &'static str, parent: &'static str) -> Names {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_static(id));
        headers.insert(TRACEPARENT, HeaderValue::from_static(parent));
        Names::of(&headers)
    }

    #[test]
    fn ours_and_the_clients_are_two() {
        let good = names("abc-1234", "");
        assert_eq!(good.client_request_id, "abc-1234");
        for bad in ["short", "with space", "under_score", ""] {
            assert_eq!(names(bad, "").client_request_id, "", "{bad}");
        }
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        for ours in [good, names("", parent)] {
            assert_eq!(ours.request_id().len(), 32);
            assert_ne!(ours.request_id(), ours.trace_id, "a trace may be the client's");
        }
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_static("abc-1234"));
        names("abc-1234", "").give(&mut headers);
        assert!(!headers.contains_key(REQUEST_ID));
    }

    #[test]
    fn a_trace_goes_on() {
        let trace = "0af7651916cd43dd8448eb211c80319c";
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let names = names("", parent);
        assert_eq!(names.trace_id, trace);
        let mut headers = HeaderMap::new();
        names.give(&mut headers);
        let given = headers.get(TRACEPARENT).unwrap().to_str().unwrap();
        assert_eq!(given, format!("00-{trace}-{}-01", names.span_id));
        assert_ne!(names.span_id, "b7ad6b7169203331");
    }

    #[test]
    fn a_wrong_parent_starts_a_new_trace() {
        for parent in [
            "",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ] {
            let names = names("", parent);
            assert!(!parent.contains(&names.trace_id), "{parent}");
        }
    }
}
