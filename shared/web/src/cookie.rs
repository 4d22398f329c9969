use crate::platform::Platform;
use crate::problem::Problem;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use crypto::Token;

/// The cookie that carries the session token, behind TLS under a prefix; [`cookie_name`] knows.
pub const SESSION_COOKIE: &str = "rongtong_session";

/// The value of a cookie (RFC 6265, section 5.4), the first of that name. What other cookies hold does not matter: they
/// are of other programs, and need not be text at all.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| {
            let end = pair.iter().position(|byte| *byte == b'=')?;
            let (key, value) = pair.split_at_checked(end)?;
            Some((key.trim_ascii(), value.get(1..)?.trim_ascii()))
        })
        .filter(|(key, _)| *key == name.as_bytes())
        .find_map(|(_, value)| std::str::from_utf8(value).ok())
}

/// The name of one of the platform's cookies. Behind TLS its prefix makes browsers refuse it from other hosts of the
/// same domain and from pages without TLS.
///
/// # Errors
/// 500 when the manifest does not give `public_origin` to this component.
pub async fn cookie_name(platform: &Platform, name: &str) -> Result<String, Problem> {
    Ok(if platform.has_tls().await? { format!("__Host-{name}") } else { name.to_owned() })
}

/// The token of the session that a browser sends along.
///
/// # Errors
/// As [`cookie_name`].
pub async fn session_token(
    platform: &Platform,
    headers: &HeaderMap,
) -> Result<Option<Token>, Problem> {
    let name = cookie_name(platform, SESSION_COOKIE).await?;
    Ok(cookie(headers, &name).and_then(Token::from_text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn found(text: &[u8], name: &str) -> Option<String> {
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_bytes(text).unwrap())]);
        cookie(&headers, name).map(str::to_owned)
    }

    #[test]
    fn finds_a_cookie_among_others() {
        let several = b"a=1; rongtong_session=abc; b=2; rongtong_session=later";
        assert_eq!(found(several, SESSION_COOKIE).as_deref(), Some("abc"));
        assert_eq!(found(several, "rongtong"), None);
        assert_eq!(found(b";;=; nonsense;b=2", "b").as_deref(), Some("2"));
        assert_eq!(found(b"path=/; httponly", "path").as_deref(), Some("/"));
        assert_eq!(found(b"", SESSION_COOKIE), None);
    }

    #[test]
    fn a_cookie_of_somebody_else_need_not_be_text() {
        for other in ["lang=中文".as_bytes(), b"x=\xff\xfe", b"\x80"] {
            let text = [other, b"; rongtong_session=abc; ", other].concat();
            assert_eq!(found(&text, SESSION_COOKIE).as_deref(), Some("abc"), "{other:?}");
        }
        assert_eq!(found(b"rongtong_session=\xff", SESSION_COOKIE), None);
    }
}
