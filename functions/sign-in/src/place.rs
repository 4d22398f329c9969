use crate::session::set_cookie;
use axum::http::HeaderValue;
use axum::http::header::HeaderMap;
use crypto::{Keyring, Token, field};
use web::{Answer, ClientNetwork, Platform, ambient, cookie, cookie_name};

/// By this cookie a browser is known again in which a name was proven: failures elsewhere do not lock it out.
const DEVICE_COOKIE: &str = "rongtong_device";
/// How long it is known, seconds; 90 days, as in `conclude.sql`.
const SECONDS: u32 = 90 * 24 * 3600;

/// Where a name is tried from, as blind indexes: the database learns no address.
pub(crate) struct Place {
    pub(crate) network: Vec<u8>,
    pub(crate) device: Vec<u8>,
    token: Token,
}

impl Place {
    /// The network of the request, and the browser, a fresh one where it brings no cookie.
    pub(crate) async fn of(
        platform: &Platform,
        keyring: &Keyring,
        network: &ClientNetwork,
        headers: &HeaderMap,
    ) -> Answer<Self> {
        let name = cookie_name(platform, DEVICE_COOKIE).await?;
        let token = cookie(headers, &name).and_then(Token::from_text);
        let token = token.unwrap_or_else(|| Token::from_random(ambient::random_bytes()));
        let index = |text: &str| keyring.blind_index(field::SIGN_IN_PLACE, text);
        let device = index(&format!("device {}", token.digest()));
        Ok(Self { network: index(&format!("network {}", network.0)), device, token })
    }

    /// The header by which the browser is known again.
    pub(crate) async fn cookie(&self, platform: &Platform) -> Answer<HeaderValue> {
        set_cookie(platform, DEVICE_COOKIE, self.token.text(), Some(SECONDS)).await
    }
}
