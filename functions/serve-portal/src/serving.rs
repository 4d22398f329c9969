use crate::file::{self, File};
use crate::page;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, REFERRER_POLICY, VARY,
};
use axum::http::{HeaderName, Uri};
use std::path::Path;
use web::{Answer, Fault, IntoResponse, Response, StatusCode};

/// Where the manifest mounts what the build of the portals made.
const ROOT: &str = "/static";

/// Every page is made of files of this platform alone, and no other site may frame it. Charts set the style of single
/// elements in their tooltips, and the icons of the phone pages are a font in their style sheet; style sheets and
/// programs come as files, never inline.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
                      font-src 'self' data:; img-src 'self' data:; object-src 'none'; style-src-attr 'unsafe-inline'";
const SECURITY: [(HeaderName, &str); 4] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// 接口描述: this document.
#[utoipa::path(
    get, path = "/api/openapi.json", tag = "serve-portal",
    responses(
        (status = 200, description = "OpenAPI 3.1 文档", body = Object),
        (status = 304, description = "与 If-None-Match 所示版本相同")
    )
)]
pub(crate) async fn openapi(headers: HeaderMap) -> Answer<Response> {
    answer(open("/openapi.json", &headers).ok_or(Fault::NotFound)?, StatusCode::OK, &headers)
}

/// A file that a page is made of, the page of a portal for the paths below it, or the page that says there is none.
pub(crate) async fn page(uri: Uri, headers: HeaderMap) -> Answer<Response> {
    let path = uri.path();
    if let Some(file) = open(path, &headers).or_else(|| open(&page::of(path)?, &headers)) {
        return answer(file, StatusCode::OK, &headers);
    }
    let wants_page = list(&headers, ACCEPT).any(|kind| kind.starts_with("text/html"));
    let missing = wants_page.then(|| open("/404.html", &headers)).flatten();
    answer(missing.ok_or(Fault::NotFound)?, StatusCode::NOT_FOUND, &headers)
}

fn open(path: &str, headers: &HeaderMap) -> Option<File> {
    file::open(Path::new(ROOT), path, |encoding| accepts(headers, encoding))
}

fn answer(file: File, status: StatusCode, headers: &HeaderMap) -> Answer<Response> {
    let digest = hex::encode(crypto::sha256(&file.bytes));
    let tag = format!("\"{}\"", digest.get(..32).unwrap_or(&digest));
    let File { bytes, content_type, encoding, is_hashed } = file;
    let lifetime = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let validators = [
        (ETAG, tag.clone()),
        (CACHE_CONTROL, lifetime.to_owned()),
        (VARY, "accept-encoding".to_owned()),
    ];
    if status == StatusCode::OK && is_known(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, SECURITY, validators).into_response());
    }
    let coding = encoding.map(|encoding| [(CONTENT_ENCODING, encoding)]);
    let body = ([(CONTENT_TYPE, content_type)], bytes);
    Ok(match coding {
        Some(coding) => (status, SECURITY, validators, coding, body).into_response(),
        None => (status, SECURITY, validators, body).into_response(),
    })
}

/// The members of a header that is a list. One that is no text is left out, not those beside it.
fn list(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values: Vec<&[u8]> = headers.get_all(name).iter().map(|value| value.as_bytes()).collect();
    let members = values.into_iter().flat_map(|value| value.split(|byte| *byte == b','));
    members.filter_map(|member| std::str::from_utf8(member).ok()).map(str::trim)
}

/// Whether the caller takes a coding (RFC 9110, section 12.5.3): named, and not by a weight of zero.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    list(headers, ACCEPT_ENCODING).any(|member| {
        let (name, weight) = member.split_once(';').unwrap_or((member, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight.is_some_and(|weight| weight > 0.0)
    })
}

/// Whether the caller has this version already (RFC 9110, section 13.1.2).
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    list(headers, IF_NONE_MATCH).any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_version_is_known_by_its_tag() {
        let known = |value: &'static str| {
            let headers = HeaderMap::from_iter([(IF_NONE_MATCH, value.parse().unwrap())]);
            is_known(&headers, "\"a\"")
        };
        assert!(known("\"a\""));
        assert!(known("\"b\", W/\"a\""));
        assert!(known("*"));
        assert!(!known("\"b\""));
        assert!(!known("a"));
        assert!(!is_known(&HeaderMap::new(), "\"a\""));
    }

    #[test]
    fn a_coding_is_taken_when_named_with_some_weight() {
        let takes = |value: &'static str| {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, value.parse().unwrap())]);
            accepts(&headers, "br")
        };
        assert!(takes("gzip, deflate, br"));
        assert!(takes("gzip;q=0.5, BR;q=0.1"));
        let odd = HeaderValue::from_bytes(b"\xff, br").unwrap();
        assert!(accepts(&HeaderMap::from_iter([(ACCEPT_ENCODING, odd)]), "br"));
        assert!(!takes("br;q=0, gzip"));
        assert!(!takes("gzip, brotli"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }
}
