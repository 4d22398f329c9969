//! What a client sends to the token endpoint, read to the letter: RFC 6749, sections 2.3.1, 3.2, 3.3, 4.4 and 5.2.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use headers::HeaderMapExt as _;
use headers::authorization::{Authorization, Basic};
use percent_encoding::percent_decode_str;
use web::{IntoResponse, Json, Response, StatusCode, is_declared_as};

const BYTES_MAX: usize = 4096;
/// No answer of the endpoint is kept by anybody on its way.
pub(crate) const UNCACHED: [(HeaderName, &str); 2] =
    [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];

/// A request for a token by a client's credentials.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) id: String,
    pub(crate) secret: String,
    scope: Option<String>,
}

/// Why there is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The request is no form.
    NoForm,
    /// The form is longer than any that makes sense.
    TooLong,
    /// A parameter stands there twice.
    Repeated,
    /// No kind of grant is named.
    NoGrant,
    /// A kind of grant that is not given.
    Grant,
    /// The client authenticates itself in more than one way.
    TwoWays,
    /// Nobody, an unknown client, or a wrong secret.
    Client,
    /// A scope that the client may not have.
    Scope,
    /// Too many requests.
    TooMany,
}

impl Refusal {
    fn parts(self) -> (StatusCode, &'static str, &'static str) {
        let bad = StatusCode::BAD_REQUEST;
        match self {
            Self::NoForm => {
                (bad, "invalid_request", "the body must be application/x-www-form-urlencoded")
            }
            Self::TooLong => (bad, "invalid_request", "the form is too long"),
            Self::Repeated => (bad, "invalid_request", "a parameter is repeated"),
            Self::NoGrant => (bad, "invalid_request", "grant_type is missing"),
            Self::Grant => (bad, "unsupported_grant_type", "grant_type must be client_credentials"),
            Self::TwoWays => (bad, "invalid_request", "more than one way of authentication"),
            Self::Client => {
                (StatusCode::UNAUTHORIZED, "invalid_client", "unknown client or wrong secret")
            }
            Self::Scope => (bad, "invalid_scope", "the client may not have this scope"),
            Self::TooMany => {
                let sentence = "too many requests, see Retry-After";
                (StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", sentence)
            }
        }
    }

    /// The answer, with these headers besides.
    pub(crate) fn response(self, more: HeaderMap) -> Response {
        let (status, error, description) = self.parts();
        let body = serde_json::json!({ "error": error, "error_description": description });
        let mut response = (status, UNCACHED, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.extend(more);
        if self == Self::Client {
            let challenge = HeaderValue::from_static("Basic realm=\"rongtong\", charset=\"UTF-8\"");
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

impl Asked {
    /// Reads a request.
    pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Refusal> {
        if !is_declared_as(headers, b"application/x-www-form-urlencoded") {
            return Err(Refusal::NoForm);
        }
        let bytes = axum::body::to_bytes(body, BYTES_MAX).await.map_err(|_| Refusal::TooLong)?;
        Self::parse(headers, &bytes)
    }

    fn parse(headers: &HeaderMap, form: &[u8]) -> Result<Self, Refusal> {
        let form = Form::parse(form)?;
        match form.grant_type.as_deref() {
            Some("client_credentials") => {}
            Some(_) => return Err(Refusal::Grant),
            None => return Err(Refusal::NoGrant),
        }
        let (id, secret) = form.credentials(headers)?;
        // What no client id can be is none: it never reaches the cache or the database.
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_id = (4..=40).contains(&id.len()) && id.bytes().all(letter);
        if is_id { Ok(Self { id, secret, scope: form.scope }) } else { Err(Refusal::Client) }
    }

    /// The scopes of the token, of those that the client may have: all where it asks for none; `None` where it asks for
    /// another.
    pub(crate) fn scopes(&self, allowed: Vec<String>) -> Option<Vec<String>> {
        let Some(wanted) = &self.scope else { return Some(allowed) };
        let mut scopes: Vec<String> = Vec::new();
        for word in wanted.split(' ') {
            if !allowed.iter().any(|one| one == word) {
                return None;
            }
            if !scopes.iter().any(|one| one == word) {
                scopes.push(word.to_owned());
            }
        }
        Some(scopes)
    }
}

#[derive(Default)]
struct Form {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    scope: Option<String>,
}

impl Form {
    /// A parameter without a value counts as left out, one that is not known is passed over.
    fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut form = Self::default();
        let mut seen = Vec::new();
        for (name, value) in form_urlencoded::parse(bytes) {
            let field = match name.as_ref() {
                "grant_type" => &mut form.grant_type,
                "client_id" => &mut form.client_id,
                "client_secret" => &mut form.client_secret,
                "scope" => &mut form.scope,
                _ => continue,
            };
            if seen.contains(&name) {
                return Err(Refusal::Repeated);
            }
            *field = Some(value.into_owned()).filter(|value| !value.is_empty());
            seen.push(name);
        }
        Ok(form)
    }

    /// By HTTP Basic, or in the form; not by both.
    fn credentials(&self, headers: &HeaderMap) -> Result<(String, String), Refusal> {
        match headers.get_all(AUTHORIZATION).iter().count() {
            0 => {
                let both = self.client_id.clone().zip(self.client_secret.clone());
                both.ok_or(Refusal::Client)
            }
            1 if self.client_secret.is_none() => {
                let basic = headers.typed_get::<Authorization<Basic>>().ok_or(Refusal::Client)?;
                let id = decode(basic.username())?;
                // The name alone is no way of authentication; another one would be.
                if self.client_id.as_ref().is_some_and(|other| *other != id) {
                    return Err(Refusal::TwoWays);
                }
                Ok((id, decode(basic.password())?))
            }
            _ => Err(Refusal::TwoWays),
        }
    }
}

/// Name and secret are form-encoded before they are joined (RFC 6749, section 2.3.1).
fn decode(text: &str) -> Result<String, Refusal> {
    let text = text.replace('+', " ");
    let text = percent_decode_str(&text).decode_utf8().map_err(|_| Refusal::Client)?;
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a-partner:a secret: with + and %`, form-encoded, joined, and in base64.
    const BASIC: &str = "YS1wYXJ0bmVyOmErc2VjcmV0JTNBK3dpdGgrJTJCK2FuZCslMjU=";
    const GRANT: &str = "grant_type=client_credentials";

    fn asked(authorization: &[&str], form: &str) -> Result<(String, String), Refusal> {
        let mut headers = HeaderMap::new();
        for value in authorization {
            headers.append(AUTHORIZATION, value.parse().unwrap());
        }
        Asked::parse(&headers, form.as_bytes()).map(|asked| (asked.id, asked.secret))
    }

    #[test]
    fn credentials_come_by_one_way() {
        let taken = Ok(("a-partner".to_owned(), "a secret: with + and %".to_owned()));
        for scheme in ["Basic", "basic", "BASIC"] {
            assert_eq!(asked(&[&format!("{scheme} {BASIC}")], GRANT), taken, "{scheme}");
        }
        let form = format!(
            "{GRANT}&client_id=a-partner&client_secret=a+secret%3A+with+%2B+and+%25&other=1&other=2"
        );
        assert_eq!(asked(&[], &form), taken);
        let basic = format!("Basic {BASIC}");
        let with = |more: &str| asked(&[&basic], &format!("{GRANT}&{more}"));
        assert_eq!(with("client_id=a-partner"), taken);
        assert_eq!(with("client_id=&client_secret="), taken);
        assert_eq!(with("client_id=b-partner"), Err(Refusal::TwoWays));
        assert_eq!(with("client_secret=x"), Err(Refusal::TwoWays));
        assert_eq!(asked(&[&basic, &basic], GRANT), Err(Refusal::TwoWays));
        for other in ["Bearer abc", "Basic", "Basic !", "Basic YQ==", ""] {
            assert_eq!(asked(&[other], GRANT), Err(Refusal::Client), "{other}");
        }
        assert_eq!(asked(&[], GRANT), Err(Refusal::Client));
        let hostile = format!("{GRANT}&client_id=NO%00SUCH&client_secret=x");
        assert_eq!(asked(&[], &hostile), Err(Refusal::Client));
    }

    #[test]
    fn a_form_says_each_thing_once() {
        let refused = |form: &str| asked(&[&format!("Basic {BASIC}")], form).err();
        assert_eq!(refused(""), Some(Refusal::NoGrant));
        assert_eq!(refused("grant_type="), Some(Refusal::NoGrant));
        assert_eq!(refused("grant_type=password"), Some(Refusal::Grant));
        assert_eq!(refused(&format!("{GRANT}&{GRANT}")), Some(Refusal::Repeated));
        assert_eq!(refused(&format!("{GRANT}&scope=a&scope=a")), Some(Refusal::Repeated));
        assert_eq!(refused(&format!("{GRANT}&client_id=&client_id=")), Some(Refusal::Repeated));
    }

    #[test]
    fn a_token_has_what_was_asked_for_and_may_be_given() {
        let scopes = |scope: Option<&str>| {
            let (id, secret) = (String::new(), String::new());
            let asked = Asked { id, secret, scope: scope.map(str::to_owned) };
            asked.scopes(vec!["scores".to_owned(), "reports".to_owned()])
        };
        let words = |words: &[&str]| Some(words.iter().map(|&word| word.to_owned()).collect());
        assert_eq!(scopes(None), words(&["scores", "reports"]));
        assert_eq!(scopes(Some("reports")), words(&["reports"]));
        assert_eq!(scopes(Some("reports reports scores")), words(&["reports", "scores"]));
        for unknown in ["other", "scores other", "scores  reports", "SCORES"] {
            assert_eq!(scopes(Some(unknown)), None, "{unknown}");
        }
    }
}
