use serde::Deserialize;

/// How far the clocks of platform and provider may be apart, seconds.
const LEEWAY: i64 = 60;

/// What an ID token must say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
    /// Seconds since 1970.
    pub(super) now: i64,
}

/// Why the claims of an ID token were refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ClaimError {
    #[error("the ID token lacks a claim or has one of the wrong type")]
    Malformed,
    #[error("the ID token is another issuer's")]
    Issuer,
    #[error("the ID token is for another client")]
    Audience,
    #[error("the ID token has expired")]
    Expired,
    #[error("the ID token is from the future")]
    Future,
    #[error("the ID token answers another request")]
    Nonce,
    #[error("the ID token names no usable subject")]
    Subject,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: f64,
    iat: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Checks the claims of an ID token whose signature holds (OpenID Connect Core 1.0, section 3.1.3.7) and gives the
/// subject.
pub(super) fn subject(payload: &[u8], expected: &Expected<'_>) -> Result<String, ClaimError> {
    let claims: Claims = serde_json::from_slice(payload).map_err(|_| ClaimError::Malformed)?;
    if claims.iss != expected.issuer {
        return Err(ClaimError::Issuer);
    }
    let audience = match claims.aud {
        Audience::One(one) => vec![one],
        Audience::Many(many) => many,
    };
    let authorised = match claims.azp {
        Some(azp) => azp == expected.client,
        None => audience.len() == 1,
    };
    if !authorised || !audience.iter().any(|client| client == expected.client) {
        return Err(ClaimError::Audience);
    }
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit a double exactly")]
    let (now, leeway) = (expected.now as f64, LEEWAY as f64);
    if claims.exp <= now - leeway {
        return Err(ClaimError::Expired);
    }
    if claims.iat > now + leeway || claims.nbf.is_some_and(|nbf| nbf > now + leeway) {
        return Err(ClaimError::Future);
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(ClaimError::Nonce);
    }
    let usable = (1..=255).contains(&claims.sub.len()) && !claims.sub.contains(char::is_control);
    usable.then_some(claims.sub).ok_or(ClaimError::Subject)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const EXPECTED: Expected<'_> =
        Expected { issuer: "https://id.example", client: "rongtong", nonce: "n", now: 1_000_000 };

    fn with(changes: Value) -> Result<String, ClaimError> {
        let mut claims = json!({
            "iss": "https://id.example", "sub": "s", "aud": "rongtong",
            "exp": 1_000_060, "iat": 999_990, "nonce": "n",
        });
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value.clone();
            }
        }
        subject(claims.to_string().as_bytes(), &EXPECTED)
    }

    #[test]
    fn takes_what_the_provider_may_write() {
        assert_eq!(with(json!({})), Ok("s".into()));
        assert_eq!(with(json!({ "aud": ["rongtong"] })), Ok("s".into()));
        assert_eq!(with(json!({ "aud": ["a", "rongtong"], "azp": "rongtong" })), Ok("s".into()));
        assert_eq!(with(json!({ "exp": 999_941 })), Ok("s".into()), "within the leeway");
        assert_eq!(with(json!({ "exp": 1_000_060.5 })), Ok("s".into()));
    }

    #[test]
    fn refuses_each_wrong_claim() {
        let cases = [
            (json!({ "iss": "https://id.example/" }), ClaimError::Issuer),
            (json!({ "aud": "other" }), ClaimError::Audience),
            (json!({ "aud": [] }), ClaimError::Audience),
            (json!({ "aud": ["a", "rongtong"] }), ClaimError::Audience),
            (json!({ "azp": "other" }), ClaimError::Audience),
            (json!({ "exp": 999_940 }), ClaimError::Expired),
            (json!({ "iat": 1_000_061 }), ClaimError::Future),
            (json!({ "nbf": 1_000_061 }), ClaimError::Future),
            (json!({ "nonce": "other" }), ClaimError::Nonce),
            (json!({ "nonce": null }), ClaimError::Nonce),
            (json!({ "sub": "" }), ClaimError::Subject),
            (json!({ "sub": "a\u{0}b" }), ClaimError::Subject),
            (json!({ "sub": "a".repeat(256) }), ClaimError::Subject),
            (json!({ "exp": null }), ClaimError::Malformed),
            (json!({ "iat": null }), ClaimError::Malformed),
            (json!({ "exp": "soon" }), ClaimError::Malformed),
        ];
        for (changes, error) in cases {
            assert_eq!(with(changes.clone()), Err(error), "{changes}");
        }
    }
}
