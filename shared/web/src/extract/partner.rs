//! Partner systems: a client id and a secret get an access token (OAuth 2.0, RFC 6749, section 4.4), the token is
//! sent with each request (RFC 6750).

use crate::ambient;
use crate::fault::Fault;
use crate::platform::Platform;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use chrono::{DateTime, TimeDelta, Utc};
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

/// How long a token's partner is believed to stand as it did before the database is asked again.
const BELIEVED: TimeDelta = TimeDelta::milliseconds(500);

const NO_TOKEN: &str = "Bearer realm=\"rongtong\"";
const INVALID_TOKEN: &str = "Bearer realm=\"rongtong\", error=\"invalid_token\"";

/// A partner system that calls.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// What Redis keeps of a token: what was asked for, and how its partner stood when the database was last asked.
#[derive(Serialize, Deserialize)]
struct Kept {
    partner: Uuid,
    asked: Vec<String>,
    allowed: Vec<String>,
    requests_per_minute: i64,
    confirmed_at: DateTime<Utc>,
}

impl Kept {
    /// A moment ahead of this clock was read from another one, and says nothing.
    fn is_believed(&self, now: DateTime<Utc>) -> bool {
        (TimeDelta::zero()..BELIEVED).contains(&(now - self.confirmed_at))
    }

    /// As the database says now; `None` when the partner may do nothing any more.
    async fn confirmed(self, platform: &Platform) -> Result<Option<Self>, Problem> {
        let find_standing = FindPartnerStanding { partner_id: self.partner };
        let standing = platform.store().await?.optional(find_standing).await?;
        Ok(standing.map(|Standing { scopes, requests_per_minute }| Self {
            allowed: scopes,
            requests_per_minute: i64::from(requests_per_minute),
            confirmed_at: ambient::now(),
            ..self
        }))
    }

    /// Keeps it under the token's digest; `lifetime` is that of a new token, or that which an old one still has.
    async fn keep(
        &self,
        redis: &Connection,
        token: &Token,
        lifetime: impl IntoIterator<Item = RedisParameter>,
    ) -> Result<(), Problem> {
        let value =
            serde_json::to_vec(self).map_err(|error| Problem::caused(Fault::Internal, error))?;
        let mut arguments =
            vec![RedisParameter::Binary(key(token).into_bytes()), RedisParameter::Binary(value)];
        arguments.extend(lifetime);
        redis.execute("SET", arguments).await?;
        Ok(())
    }
}

impl From<Kept> for Partner {
    /// A token outlives what its partner may do, and may have been asked for less.
    fn from(kept: Kept) -> Self {
        let Kept { partner, asked, allowed, requests_per_minute, .. } = kept;
        let scopes = asked.into_iter().filter(|scope| allowed.contains(scope)).collect();
        Self { partner, scopes, requests_per_minute }
    }
}

impl Partner {
    /// Gives the partner an access token. What Redis keeps is its digest; a token that Redis loses is asked for again.
    ///
    /// # Errors
    /// 503 when Redis does not answer.
    pub async fn token(&self, redis: &Connection) -> Result<Token, Problem> {
        let token = Token::from_random(ambient::random_bytes());
        let kept = Kept {
            partner: self.partner,
            asked: self.scopes.clone(),
            allowed: self.scopes.clone(),
            requests_per_minute: self.requests_per_minute,
            confirmed_at: ambient::now(),
        };
        let lifetime =
            [RedisParameter::Binary(b"EX".to_vec()), RedisParameter::Int64(TOKEN_SECONDS)];
        kept.keep(redis, &token, lifetime).await?;
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
        let mut kept: Kept = serde_json::from_slice(&value).map_err(|_| refused())?;
        if !kept.is_believed(ambient::now()) {
            kept = kept.confirmed(&platform).await?.ok_or_else(refused)?;
            let lifetime = [b"KEEPTTL".to_vec(), b"XX".to_vec()].map(RedisParameter::Binary);
            kept.keep(&redis, &token, lifetime).await?;
        }
        let partner = Self::from(kept);
        let subject = partner.partner.to_string();
        crate::limit(&redis, "partner", &subject, partner.requests_per_minute).await?;
        Ok(partner)
    }
}

fn key(token: &Token) -> String {
    format!("partner:{}", token.digest())
}
