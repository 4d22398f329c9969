//! The headers by which Spin tells a component how it was reached.

use std::net::SocketAddr;

use http::uri::{Authority, Parts, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};

use crate::routes::Match;

const PATH_INFO: HeaderName = HeaderName::from_static("spin-path-info");
const FULL_URL: HeaderName = HeaderName::from_static("spin-full-url");
const MATCHED_ROUTE: HeaderName = HeaderName::from_static("spin-matched-route");
const BASE_PATH: HeaderName = HeaderName::from_static("spin-base-path");
const RAW_COMPONENT_ROUTE: HeaderName = HeaderName::from_static("spin-raw-component-route");
const COMPONENT_ROUTE: HeaderName = HeaderName::from_static("spin-component-route");
const CLIENT_ADDR: HeaderName = HeaderName::from_static("spin-client-addr");
const PATH_MATCH: &str = "spin-path-match-";

/// Sets the headers of a match. What a client sent under these names is replaced or removed.
pub(super) fn put(headers: &mut HeaderMap, uri: &Uri, found: &Match<'_>, client: SocketAddr) {
    let forged: Vec<_> =
        headers.keys().filter(|name| name.as_str().starts_with(PATH_MATCH)).cloned().collect();
    for name in forged {
        headers.remove(name);
    }
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        } else {
            headers.remove(name);
        }
    };
    set(PATH_INFO, &found.trailing());
    set(FULL_URL, &uri.to_string());
    set(MATCHED_ROUTE, found.based_route());
    set(BASE_PATH, "/");
    set(RAW_COMPONENT_ROUTE, found.raw_route());
    set(COMPONENT_ROUTE, found.prefix());
    set(CLIENT_ADDR, &client.to_string());
    for (name, value) in found.named() {
        let name = format!("{PATH_MATCH}{}", name.to_ascii_lowercase());
        if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
            set(name, value);
        }
    }
}

/// The whole address of a request; `None` if it names no host, or two.
pub(super) fn full_uri(uri: &Uri, headers: &HeaderMap) -> Option<Uri> {
    let named = match headers.get(header::HOST) {
        Some(host) => Some(host.to_str().ok()?.parse::<Authority>().ok()?),
        None => None,
    };
    let mut parts = Parts::from(uri.clone());
    let authority = match (named, parts.authority.take()) {
        (None, None) => return None,
        (Some(one), None) | (None, Some(one)) => one,
        (Some(one), Some(other)) => (one == other).then_some(one)?,
    };
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(authority);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::Routes;

    #[test]
    fn spin_headers_say_how_a_component_was_reached() {
        let (routes, _) = Routes::new([("/foo/:Id/...", "x")]).unwrap();
        let found = routes.find("/foo/42/bar").unwrap();
        let uri: Uri = "http://h:3000/foo/42/bar?key=1".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("spin-path-match-forged", HeaderValue::from_static("x"));
        headers.insert("spin-client-addr", HeaderValue::from_static("x"));
        put(&mut headers, &uri, &found, "127.0.0.1:8777".parse().unwrap());
        for (name, expected) in [
            ("spin-path-info", Some("/bar")),
            ("spin-full-url", Some("http://h:3000/foo/42/bar?key=1")),
            ("spin-matched-route", Some("/foo/:Id/...")),
            ("spin-base-path", Some("/")),
            ("spin-raw-component-route", Some("/foo/:Id/...")),
            ("spin-component-route", Some("/foo/:Id")),
            ("spin-client-addr", Some("127.0.0.1:8777")),
            ("spin-path-match-id", Some("42")),
            ("spin-path-match-forged", None),
        ] {
            let value = headers.get(name).map(|value| value.to_str().unwrap());
            assert_eq!(value, expected, "{name}");
        }
    }

    #[test]
    fn the_host_is_named_once() {
        let host = |host: &'static str| {
            HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))])
        };
        for (uri, headers, expected) in [
            ("/a?b", host("h:1"), Some("http://h:1/a?b")),
            ("http://h/a", HeaderMap::new(), Some("http://h/a")),
            ("http://h/a", host("h"), Some("http://h/a")),
            ("http://h/a", host("other"), None),
            ("/a", HeaderMap::new(), None),
            ("/a", host("a b"), None),
        ] {
            let full = full_uri(&uri.parse().unwrap(), &headers).map(|uri| uri.to_string());
            assert_eq!(full.as_deref(), expected, "{uri}");
        }
    }
}
