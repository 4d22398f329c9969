//! The channel by which a consent was given, as the platform saw it. What a client says of itself in its body is not
//! asked: a consent is evidence.

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use std::convert::Infallible;

/// What kind of page sent the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A browser on a desk, or what does not say.
    Web,
    /// A browser on a phone.
    Phone,
    /// The browser inside WeChat.
    WeChat,
}

impl Channel {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Phone => "phone",
            Self::WeChat => "wechat",
        }
    }

    /// What the browser calls itself.
    fn of(user_agent: &[u8]) -> Self {
        let says = |word: &[u8]| user_agent.windows(word.len()).any(|part| part == word);
        if says(b"MicroMessenger") {
            Self::WeChat
        } else if says(b"Mobile") || says(b"Android") {
            Self::Phone
        } else {
            Self::Web
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Channel {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let user_agent = parts.headers.get(USER_AGENT);
        Ok(user_agent.map_or(Self::Web, |value| Self::of(value.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // U-28
    #[test]
    fn a_browser_says_where_it_runs() {
        for (user_agent, channel) in [
            ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", Channel::Web),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148",
                Channel::Phone,
            ),
            ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0", Channel::Phone),
            ("Mozilla/5.0 (Linux; Android 15) Mobile MicroMessenger/8.0.50", Channel::WeChat),
            ("", Channel::Web),
        ] {
            assert_eq!(Channel::of(user_agent.as_bytes()), channel, "{user_agent}");
        }
        assert_eq!(Channel::of(b"\xffMobile"), Channel::Phone);
    }
}
