use super::flow::Flow;
use super::jws::{self, Jwk, JwsError};
use super::refused;
use axum::http::Request;
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use crypto::{sha256, sha256_base64url};
use form_urlencoded::Serializer;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use spin_sdk::redis::{Connection, RedisParameter};
use std::time::Duration;
use web::{Answer, Fault, Outbound, Platform, Problem};

/// How long a document of the provider is believed, seconds.
const CACHE_SECONDS: i64 = 600;

/// Key sets are the largest of its answers, some ten kilobytes.
const OUTBOUND: Outbound =
    Outbound { system: "OpenID provider", deadline: Duration::from_secs(5), bytes_max: 256 * 1024 };
const JSON: &str = "application/json";

/// The OpenID provider that the variables name.
pub(super) struct Provider {
    client: String,
    secret: String,
    redirect_uri: String,
    redis: Connection,
    metadata: Metadata,
}

/// The part of the discovery document that matters here (OpenID Connect Discovery 1.0, section 3).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default = "basic")]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// What a provider supports that does not say.
fn basic() -> Vec<String> {
    vec!["client_secret_basic".into()]
}

/// A key that does not read as one is nobody's: the others of the set serve (RFC 7517, section 5).
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

impl KeySet {
    fn keys(self) -> Vec<Jwk> {
        self.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect()
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: String,
}

impl Provider {
    /// The provider that the variables name; 404 where they name none.
    pub(super) async fn configured(platform: &Platform) -> Answer<Self> {
        let issuer = platform.setting("oidc_issuer").await?;
        if issuer.is_empty() {
            return Err(Fault::NotFound.into());
        }
        let origin = platform.setting("public_origin").await?;
        let redis = platform.redis().await?;
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let metadata: Metadata = cached(&redis, &address, true).await?;
        if metadata.issuer != issuer {
            return Err(OUTBOUND.unavailable("the discovery document is another issuer's"));
        }
        Ok(Self {
            client: platform.setting("oidc_client_id").await?,
            secret: platform.setting("oidc_client_secret").await?,
            redirect_uri: format!("{origin}/api/sign-in/oidc/callback"),
            redis,
            metadata,
        })
    }

    pub(super) fn issuer(&self) -> &str {
        &self.metadata.issuer
    }

    pub(super) fn client(&self) -> &str {
        &self.client
    }

    /// Whether an answer that names its issuer so is this provider's (RFC 9207).
    pub(super) fn is_issuer(&self, named: Option<&str>) -> bool {
        match named {
            Some(issuer) => issuer == self.metadata.issuer,
            None => !self.metadata.authorization_response_iss_parameter_supported,
        }
    }

    /// Where the browser goes to sign in.
    pub(super) fn authorization_url(&self, state: &str, flow: &Flow) -> String {
        let query = Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", "openid")
            .append_pair("state", state)
            .append_pair("nonce", &flow.nonce)
            .append_pair("code_challenge", &sha256_base64url(&flow.verifier))
            .append_pair("code_challenge_method", "S256")
            .finish();
        let endpoint = &self.metadata.authorization_endpoint;
        let separator = if endpoint.contains('?') { '&' } else { '?' };
        format!("{endpoint}{separator}{query}")
    }

    /// Trades a code for an ID token.
    pub(super) async fn exchange(&self, code: &str, verifier: &str) -> Answer<String> {
        let request = self.exchange_request(code, verifier)?;
        let answer = OUTBOUND.send(request).await?;
        let status = answer.status();
        if status.is_server_error() {
            return Err(OUTBOUND.unavailable(format_args!("token endpoint, status {status}")));
        }
        if !status.is_success() {
            return Err(refused(format!("token endpoint, status {status}")));
        }
        let answer: TokenAnswer = serde_json::from_slice(answer.body())
            .map_err(|_| refused("no ID token in the answer"))?;
        Ok(answer.id_token)
    }

    /// Checks the signature of an ID token and gives its payload. A key that is not known may be new, and where a token
    /// does not name its key, so may be the one that signed it: the key set is fetched again, once.
    pub(super) async fn verify(&self, id_token: &str) -> Answer<Vec<u8>> {
        let address = &self.metadata.jwks_uri;
        let known: KeySet = cached(&self.redis, address, true).await?;
        let payload = match jws::verify(id_token, &known.keys()) {
            Err(JwsError::UnknownKey | JwsError::Signature) => {
                let fresh: KeySet = cached(&self.redis, address, false).await?;
                jws::verify(id_token, &fresh.keys())
            }
            outcome => outcome,
        };
        payload.map_err(refused)
    }

    /// The client's secret goes into the header where the provider takes it there, else into the form.
    fn exchange_request(&self, code: &str, verifier: &str) -> Answer<Request<Bytes>> {
        let methods = &self.metadata.token_endpoint_auth_methods_supported;
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("code_verifier", verifier);
        let mut request = Request::post(&self.metadata.token_endpoint)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, JSON);
        if methods.iter().any(|method| method == "client_secret_basic") {
            request = request.header(AUTHORIZATION, self.basic_credentials());
        } else {
            form.append_pair("client_id", &self.client).append_pair("client_secret", &self.secret);
        }
        request.body(form.finish().into()).map_err(|error| Problem::caused(Fault::Internal, error))
    }

    /// RFC 6749, section 2.3.1: both parts form-encoded before they are joined.
    fn basic_credentials(&self) -> String {
        let encode =
            |text: &str| -> String { form_urlencoded::byte_serialize(text.as_bytes()).collect() };
        let pair = format!("{}:{}", encode(&self.client), encode(&self.secret));
        format!("Basic {}", STANDARD.encode(pair))
    }
}

/// A document of the provider: from the cache where `believe` allows it, else fetched and kept if it reads well.
async fn cached<T: DeserializeOwned>(
    redis: &Connection,
    address: &str,
    believe: bool,
) -> Answer<T> {
    let digest = URL_SAFE_NO_PAD.encode(sha256(address.as_bytes()));
    let key = format!("oidc:document:{digest}");
    if believe
        && let Some(kept) = redis.get(&key).await?
        && let Ok(document) = serde_json::from_slice(&kept)
    {
        return Ok(document);
    }
    let fetched = OUTBOUND.get(address, JSON).await?;
    let document = serde_json::from_slice(&fetched)
        .map_err(|_| OUTBOUND.unavailable("a document does not read"))?;
    let arguments = [
        RedisParameter::Binary(key.into_bytes()),
        RedisParameter::Int64(CACHE_SECONDS),
        RedisParameter::Binary(fetched.to_vec()),
    ];
    redis.execute("SETEX", arguments).await?;
    Ok(document)
}
