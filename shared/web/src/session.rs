use crate::ambient;
use crate::fault::Fault;
use crate::problem::Problem;
use chrono::{DateTime, TimeDelta, Utc};
use crypto::Token;
use domain::Role;
use serde::{Deserialize, Serialize};
use spin_sdk::redis::{Connection, RedisParameter, RedisResult};
use store::Scope;
use uuid::Uuid;

/// A session ends after this long without a request, seconds.
const IDLE_SECONDS: i64 = 30 * 60;
/// A session ends this long after the sign-in, used or not.
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
    /// The applicant that an applicant's account acts for, once verified.
    pub applicant: Option<Uuid>,
    /// The institution of an officer or a manager.
    pub institution: Option<Uuid>,
    /// The officer behind an officer's account.
    pub officer: Option<Uuid>,
    /// When the account signed in.
    pub signed_in_at: DateTime<Utc>,
}

impl Session {
    /// Whose rows the account may see.
    ///
    /// # Errors
    /// 403 for an applicant's account that is not tied to an applicant yet, and for one that lacks the id of its role:
    /// it sees nothing, not everything.
    pub fn scope(&self) -> Result<Scope, Fault> {
        let institution = || self.institution.ok_or(Fault::ForbiddenRole);
        match self.role {
            Role::Applicant => {
                self.applicant.map(Scope::Applicant).ok_or(Fault::ApplicantNotVerified)
            }
            Role::Officer => {
                let officer = self.officer.ok_or(Fault::ForbiddenRole)?;
                Ok(Scope::Officer { officer, institution: institution()? })
            }
            Role::Manager => institution().map(Scope::Institution),
            Role::Operator | Role::Regulator => Ok(Scope::All),
        }
    }
}

/// The sessions, under the SHA-256 of their tokens, so that reading Redis does not allow a sign-in.
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
        let value =
            serde_json::to_vec(session).map_err(|error| Problem::caused(Fault::Internal, error))?;
        let arguments = [
            RedisParameter::Binary(key(&token).into_bytes()),
            RedisParameter::Int64(IDLE_SECONDS),
            RedisParameter::Binary(value),
        ];
        self.0.execute("SETEX", arguments).await?;
        Ok(token)
    }

    /// The session of a token; reading it extends its idle time.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn session(role: Role, ids: [Option<u128>; 3]) -> Session {
        let [applicant, institution, officer] = ids.map(|id| id.map(Uuid::from_u128));
        let (account, signed_in_at) = (Uuid::nil(), Default::default());
        Session {
            account,
            login: String::new(),
            role,
            applicant,
            institution,
            officer,
            signed_in_at,
        }
    }

    // S-02
    #[test]
    fn each_role_looks_through_its_own_ids() {
        let id = Uuid::from_u128;
        let seen = |role, ids| session(role, ids).scope().unwrap();
        let officer = Scope::Officer { officer: id(3), institution: id(2) };
        assert_eq!(seen(Role::Applicant, [Some(1), None, None]), Scope::Applicant(id(1)));
        assert_eq!(seen(Role::Officer, [None, Some(2), Some(3)]), officer);
        assert_eq!(seen(Role::Manager, [None, Some(2), None]), Scope::Institution(id(2)));
        assert_eq!(seen(Role::Operator, [None; 3]), Scope::All);
        assert_eq!(seen(Role::Regulator, [None; 3]), Scope::All);
    }

    // S-02
    #[test]
    fn whoever_lacks_the_id_of_the_role_sees_nothing() {
        for role in [Role::Applicant, Role::Officer, Role::Manager] {
            assert!(session(role, [None; 3]).scope().is_err(), "{role:?}");
        }
        assert!(session(Role::Officer, [None, Some(2), None]).scope().is_err());
    }
}
