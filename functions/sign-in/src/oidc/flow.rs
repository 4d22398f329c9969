use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crypto::{Token, sha256};
use serde::{Deserialize, Serialize};
use spin_sdk::redis::{Connection, RedisParameter, RedisResult};
use web::{Answer, Fault, Problem, ambient};

/// How long a person may take at the provider, seconds.
const SECONDS_MAX: i64 = 600;

/// What is kept while the browser is at the provider.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Flow {
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) return_to: String,
    /// Digest of the secret in the browser's cookie.
    browser_digest: Vec<u8>,
}

/// What leaves the platform and is known again by its digest only.
pub(super) struct Secrets {
    pub(super) state: String,
    pub(super) browser: String,
}

impl Flow {
    /// A fresh flow that ends on a local path. A browser that has one under way keeps its secret, so that both end.
    pub(super) fn begin(return_to: String, browser: Option<Token>) -> (Self, Secrets) {
        let secret = || URL_SAFE_NO_PAD.encode(ambient::random_bytes::<32>());
        let browser = browser.map_or_else(secret, |token| token.text().to_owned());
        let secrets = Secrets { state: secret(), browser };
        let flow = Self {
            nonce: secret(),
            verifier: secret(),
            return_to,
            browser_digest: sha256(secrets.browser.as_bytes()),
        };
        (flow, secrets)
    }

    /// Keeps the flow for its ten minutes.
    pub(super) async fn keep(&self, redis: &Connection, state: &str) -> Answer<()> {
        let value =
            serde_json::to_vec(self).map_err(|error| Problem::caused(Fault::Internal, error))?;
        let arguments = [
            RedisParameter::Binary(key(state).into_bytes()),
            RedisParameter::Int64(SECONDS_MAX),
            RedisParameter::Binary(value),
        ];
        redis.execute("SETEX", arguments).await?;
        Ok(())
    }

    /// Takes the flow of a state away, so that the state serves once.
    pub(super) async fn take(redis: &Connection, state: &str) -> Answer<Option<Self>> {
        let arguments = [RedisParameter::Binary(key(state).into_bytes())];
        let answer = redis.execute("GETDEL", arguments).await?;
        Ok(match answer.first() {
            Some(RedisResult::Binary(value)) => serde_json::from_slice(value).ok(),
            _ => None,
        })
    }

    /// Whether the browser with this cookie began the flow.
    pub(super) fn belongs_to(&self, cookie: Option<&str>) -> bool {
        cookie.is_some_and(|secret| sha256(secret.as_bytes()) == self.browser_digest)
    }
}

fn key(state: &str) -> String {
    let digest = URL_SAFE_NO_PAD.encode(sha256(state.as_bytes()));
    format!("oidc:flow:{digest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_belongs_to_one_browser() {
        let (flow, secrets) = Flow::begin("/".into(), None);
        assert!(flow.belongs_to(Some(&secrets.browser)));
        let known = Token::from_text(&secrets.browser);
        assert!(known.is_some());
        let (second, again) = Flow::begin("/".into(), known);
        assert!(second.belongs_to(Some(&secrets.browser)) && again.state != secrets.state);
        assert!(!flow.belongs_to(Some(&secrets.state)));
        assert!(!flow.belongs_to(None));
        assert!(!key(&secrets.state).contains(&secrets.state));
    }
}
