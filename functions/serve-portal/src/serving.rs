use crate::file::{self, File};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH,
    REFERRER_POLICY,
};
use axum::http::{HeaderName, Uri};
use std::path::Path;
use web::{Answer, Fault, IntoResponse, Response, StatusCode};

/// Where the manifest mounts the folder `static`.
const ROOT: &str = "/static";

/// Every page is made of files of this platform alone, and no other site may frame it.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
                      img-src 'self' data:; object-src 'none'";
const SECURITY: [(HeaderName, &str); 3] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// 接口描述: this document.
#[utoipa::path(
    get, path = "/api/openapi.json", tag = "serve-portal",
    responses(
        (status = 200, description = "OpenAPI 3.1 文档", body = Object),
        (status = 304, description = "与 If-None-Match 所示版本相同")
    ),
    extensions(("x-roles" = json!([])))
)]
pub(crate) async fn openapi(headers: HeaderMap) -> Answer<Response> {
    answer("/openapi.json", &headers)
}

/// A page, or a file that a page is made of.
pub(crate) async fn page(uri: Uri, headers: HeaderMap) -> Answer<Response> {
    answer(uri.path(), &headers)
}

fn answer(path: &str, headers: &HeaderMap) -> Answer<Response> {
    let file = file::open(Path::new(ROOT), path).ok_or(Fault::NotFound)?;
    let digest = hex::encode(crypto::sha256(&file.bytes));
    let tag = format!("\"{}\"", digest.get(..32).unwrap_or(&digest));
    let File { bytes, content_type, is_hashed } = file;
    let lifetime = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let validators = [(ETAG, tag.clone()), (CACHE_CONTROL, lifetime.to_owned())];
    if is_known(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, SECURITY, validators).into_response());
    }
    Ok((SECURITY, validators, [(CONTENT_TYPE, content_type)], bytes).into_response())
}

/// Whether the caller has this version already (RFC 9110, section 13.1.2).
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
