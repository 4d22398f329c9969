use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// The cookie that carries the session token.
pub const SESSION_COOKIE: &str = "rongtong_session";

/// The value of a cookie (RFC 6265, section 5.4), the first of that name.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_cookie_among_others() {
        let found = |text: &'static str, name: &str| {
            let headers = HeaderMap::from_iter([(COOKIE, text.parse().unwrap())]);
            cookie(&headers, name).map(str::to_owned)
        };
        let several = "a=1; rongtong_session=abc; b=2; rongtong_session=later";
        assert_eq!(found(several, SESSION_COOKIE).as_deref(), Some("abc"));
        assert_eq!(found(several, "rongtong"), None);
        assert_eq!(found(";;=; nonsense;b=2", "b").as_deref(), Some("2"));
        assert_eq!(found("path=/; httponly", "path").as_deref(), Some("/"));
        assert_eq!(found("", SESSION_COOKIE), None);
    }
}
