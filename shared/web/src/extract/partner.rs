//! Partner systems: a client id and a secret get an access token (OAuth 2.0, RFC 6749, section 4.4), the token is
//! sent with each request (RFC 6750).

use crate::ambient;
use crate::fault::Fault;
use crate::platform::Platform;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use crypto::Token;
use headers::HeaderMapExt as _;
use headers::authorization::{Authorization, Bearer};
use serde::{Deserialize, Serialize};
use spin_sdk::redis::{Connection, RedisParameter};
use store::{row, statement};
use uuid::Uuid;

statement! {
    FindPartnerStanding("session/find_partner") -> Standing
}

/// How long an access token serves, seconds.
pub const TOKEN_SECONDS: i64 = 3600;

const NO_TOKEN: &str = "Bearer realm=\"rongtong\"";
const INVALID_TOKEN: &str = "Bearer realm=\"rongtong\", error=\"invalid_token\"";

/// A partner system that calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// The partner.
    pub partner: Uuid,
    /// What it may do.
    pub scopes: Vec<String>,
    /// How often a minute it may call.
    pub requests_per_minute: i64,
}

row! {
    struct Standing { scopes: Vec<String>, requests_per_minute: i32 }
}

impl Partner {
    /// Gives the partner an access token. What Redis keeps is its digest; a token that Redis loses is asked for again.
    ///
    /// # Errors
    /// 503 when Redis does not answer.
    pub async fn token(&self, redis: &Connection) -> Result<Token, Problem> {
        let token = Token::from_random(ambient::random_bytes());
        let value =
            serde_json::to_vec(self).map_err(|error| Problem::caused(Fault::Internal, error))?;
        let arguments = [
            RedisParameter::Binary(key(&token).into_bytes()),
            RedisParameter::Int64(TOKEN_SECONDS),
            RedisParameter::Binary(value),
        ];
        redis.execute("SETEX", arguments).await?;
        Ok(token)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Partner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(platform) = Platform::from_request_parts(parts, state).await;
        let is_one = parts.headers.get_all(AUTHORIZATION).iter().count() == 1;
        let given = parts.headers.typed_get::<Authorization<Bearer>>().filter(|_| is_one);
        let token = given.and_then(|bearer| Token::from_text(bearer.token()));
        // Who brought no token is not told that one was bad (RFC 6750, section 3.1).
        let challenge =
            if parts.headers.contains_key(AUTHORIZATION) { INVALID_TOKEN } else { NO_TOKEN };
        let refused = || Problem::from(Fault::TokenRefused).challenging(challenge);
        let token = token.ok_or_else(refused)?;
        let redis = platform.redis().await?;
        let value = redis.get(key(&token)).await?.ok_or_else(refused)?;
        let kept: Self = serde_json::from_slice(&value).map_err(|_| refused())?;
        // A token outlives what its partner may do, and may have been asked for less.
        let find_standing = FindPartnerStanding { partner_id: kept.partner };
        let standing = platform.store().await?.optional(find_standing).await?;
        let Standing { scopes: allowed, requests_per_minute } = standing.ok_or_else(refused)?;
        let scopes = kept.scopes.into_iter().filter(|scope| allowed.contains(scope)).collect();
        let requests_per_minute = i64::from(requests_per_minute);
        let partner = Self { partner: kept.partner, scopes, requests_per_minute };
        let subject = partner.partner.to_string();
        crate::limit(&redis, "partner", &subject, partner.requests_per_minute).await?;
        Ok(partner)
    }
}

fn key(token: &Token) -> String {
    format!("partner:{}", token.digest())
}
