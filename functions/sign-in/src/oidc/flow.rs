use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crypto::sha256;
use domain::Invalid;
use percent_encoding::{CONTROLS, utf8_percent_encode};
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
    /// A fresh flow that ends on a local path.
    pub(super) fn begin(return_to: String) -> (Self, Secrets) {
        let secret = || URL_SAFE_NO_PAD.encode(ambient::random_bytes::<32>());
        let secrets = Secrets { state: secret(), browser: secret() };
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

/// A path of this platform that no browser takes for another site: one leading slash, no backslash, nothing that
/// browsers drop before they read an address.
pub(super) fn local_path(text: String) -> Result<String, Invalid> {
    let local = text.starts_with('/')
        && !text.starts_with("//")
        && text.len() <= 512
        && !text.contains('\\')
        && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    if !local {
        let sentence = "请填写以一个 / 开头的站内路径，不超过 512 字节";
        return Err(Invalid::new("invalid_path", sentence));
    }
    // A header is ASCII: what is not goes percent-encoded.
    Ok(utf8_percent_encode(&text, CONTROLS).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_returned_to() {
        let path = |text: &str| local_path(text.to_owned()).ok();
        assert_eq!(path("/").as_deref(), Some("/"));
        assert_eq!(path("/a?b=c#d").as_deref(), Some("/a?b=c#d"));
        assert_eq!(path("/订").as_deref(), Some("/%E8%AE%A2"));
        let foreign = [
            "",
            "a",
            "//evil.cn",
            "/\\evil.cn",
            "https://evil.cn",
            "/\t/evil.cn",
            "/\r\nset-cookie: a",
            "/a b",
            "javascript:alert(1)",
        ];
        for text in foreign {
            assert_eq!(path(text), None, "{text:?}");
        }
        assert_eq!(path(&format!("/{}", "a".repeat(512))), None);
    }

    #[test]
    fn a_flow_belongs_to_one_browser() {
        let (flow, secrets) = Flow::begin("/".into());
        assert!(flow.belongs_to(Some(&secrets.browser)));
        assert!(!flow.belongs_to(Some(&secrets.state)));
        assert!(!flow.belongs_to(None));
        assert!(!key(&secrets.state).contains(&secrets.state));
    }
}
