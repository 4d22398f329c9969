use crate::ambient;
use crate::problem::Problem;
use chrono::{DateTime, TimeDelta, Utc};
use crypto::Token;
use domain::Role;
use serde::{Deserialize, Serialize};
use spin_sdk::redis::{Connection, RedisParameter, RedisResult};
use uuid::Uuid;

/// A session ends after this long without a request, seconds.
const IDLE_SECONDS: i64 = 30 * 60;
/// A session ends this long after the sign-in whatever happens.
const ABSOLUTE: TimeDelta = TimeDelta::hours(12);

/// Who is signed in, as kept in Redis. A session that Redis loses is signed in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The account.
    pub account: Uuid,
    /// Its name, shown back to its owner.
    pub login: String,
    /// What it may be.
    pub role: Role,
    /// The applicant that an applicant's account speaks for, once verified.
    pub applicant: Option<Uuid>,
    /// The institution of an officer or a manager.
    pub institution: Option<Uuid>,
    /// The officer behind an officer's account.
    pub officer: Option<Uuid>,
    /// When the account signed in.
    pub signed_in_at: DateTime<Utc>,
}

/// The sessions, under the SHA-256 of their tokens, so that who reads Redis cannot sign in.
pub struct Sessions(Connection);

impl Sessions {
    /// Sessions in `redis`.
    pub fn new(redis: Connection) -> Self {
        Self(redis)
    }

    /// Starts a session and gives the token that its holder keeps.
    ///
    /// # Errors
    /// 503 when Redis does not answer.
    pub async fn start(&self, session: &Session) -> Result<Token, Problem> {
        let token = Token::from_random(ambient::random_bytes());
        let value = serde_json::to_vec(session)
            .map_err(|error| Problem::caused(crate::Fault::Internal, error))?;
        let arguments = [
            RedisParameter::Binary(key(&token).into_bytes()),
            RedisParameter::Int64(IDLE_SECONDS),
            RedisParameter::Binary(value),
        ];
        self.0.execute("SETEX", arguments).await?;
        Ok(token)
    }

    /// The session of a token, kept alive by the look.
    ///
    /// # Errors
    /// 503 when Redis does not answer.
    pub async fn find(&self, token: &Token) -> Result<Option<Session>, Problem> {
        let arguments = [
            RedisParameter::Binary(key(token).into_bytes()),
            RedisParameter::Binary(b"EX".to_vec()),
            RedisParameter::Int64(IDLE_SECONDS),
        ];
        let answer = self.0.execute("GETEX", arguments).await?;
        let Some(RedisResult::Binary(value)) = answer.first() else {
            return Ok(None);
        };
        let session: Option<Session> = serde_json::from_slice(value).ok();
        Ok(session.filter(|session| ambient::now() < session.signed_in_at + ABSOLUTE))
    }

    /// Ends the session of a token, if there is one.
    ///
    /// # Errors
    /// 503 when Redis does not answer.
    pub async fn end(&self, token: &Token) -> Result<(), Problem> {
        self.0.del([key(token)]).await?;
        Ok(())
    }
}

fn key(token: &Token) -> String {
    format!("session:{}", token.digest())
}
