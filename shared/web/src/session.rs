use crate::ambient;
use crate::fault::Fault;
use crate::platform::Platform;
use crate::problem::Problem;
use chrono::{DateTime, TimeDelta, Utc};
use crypto::Token;
use domain::Role;
use serde::{Deserialize, Serialize};
use spin_sdk::redis::{Connection, RedisParameter, RedisResult};
use store::{Scope, row, statement};
use uuid::Uuid;

statement! {
    FindStanding("session/find_standing") -> Standing
}
/// A session ends after this long without a request, seconds.
const IDLE_SECONDS: i64 = 30 * 60;
/// A session ends this long after the sign-in, used or not.
const ABSOLUTE: TimeDelta = TimeDelta::hours(12);
/// How long a session is believed before the database is asked whether its account may still be what it says. Whoever
/// is disabled, moved or suspended is out within a second.
const BELIEVED: TimeDelta = TimeDelta::milliseconds(500);

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

/// A session with the moment at which the database last said that it holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    session: Session,
    #[serde(default)]
    confirmed_at: DateTime<Utc>,
}

impl Kept {
    /// A moment ahead of this clock was read from another one, and says nothing.
    fn is_believed(&self, now: DateTime<Utc>) -> bool {
        (TimeDelta::zero()..BELIEVED).contains(&(now - self.confirmed_at))
    }
}

row! {
    struct Standing {
        role: String,
        applicant_id: Option<Uuid>,
        institution_id: Option<Uuid>,
        officer_id: Option<Uuid>,
    }
}

impl Standing {
    /// The session as the account stands now. Another role is another session: its holder signs in again.
    fn renew(self, session: Session) -> Option<Session> {
        (Role::from_word(&self.role) == Some(session.role)).then_some(Session {
            applicant: self.applicant_id,
            institution: self.institution_id,
            officer: self.officer_id,
            ..session
        })
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
        self.keep(&token, session.clone(), ambient::now(), "NX").await?;
        Ok(token)
    }

    /// Keeps a session that is new (`NX`) or still there (`XX`): one that was ended in the meantime stays ended.
    async fn keep(
        &self,
        token: &Token,
        session: Session,
        confirmed_at: DateTime<Utc>,
        condition: &str,
    ) -> Result<(), Problem> {
        let value = serde_json::to_vec(&Kept { session, confirmed_at })
            .map_err(|error| Problem::caused(Fault::Internal, error))?;
        let arguments = [
            RedisParameter::Binary(key(token).into_bytes()),
            RedisParameter::Binary(value),
            RedisParameter::Binary(b"EX".to_vec()),
            RedisParameter::Int64(IDLE_SECONDS),
            RedisParameter::Binary(condition.as_bytes().to_vec()),
        ];
        self.0.execute("SET", arguments).await?;
        Ok(())
    }

    /// The session of a token as its account stands now; one whose account may not act any more is ended.
    ///
    /// # Errors
    /// 503 when Redis or the database does not answer.
    pub async fn confirmed(
        &self,
        token: &Token,
        platform: &Platform,
    ) -> Result<Option<Session>, Problem> {
        let Some(kept) = self.kept(token).await? else {
            return Ok(None);
        };
        // The moment before the database is asked: what changes while it answers is seen the next time.
        let now = ambient::now();
        if kept.is_believed(now) {
            return Ok(Some(kept.session));
        }
        let find_standing = FindStanding { account_id: kept.session.account };
        let standing = platform.store().await?.optional(find_standing).await?;
        let Some(session) = standing.and_then(|standing| standing.renew(kept.session)) else {
            self.end(token).await?;
            return Ok(None);
        };
        self.keep(token, session.clone(), now, "XX").await?;
        Ok(Some(session))
    }

    /// The session of a token as it was kept, whatever has become of its account since.
    ///
    /// # Errors
    /// 503 when Redis does not answer.
    pub async fn find(&self, token: &Token) -> Result<Option<Session>, Problem> {
        Ok(self.kept(token).await?.map(|kept| kept.session))
    }

    /// Reading a session extends its idle time.
    async fn kept(&self, token: &Token) -> Result<Option<Kept>, Problem> {
        let arguments = [
            RedisParameter::Binary(key(token).into_bytes()),
            RedisParameter::Binary(b"EX".to_vec()),
            RedisParameter::Int64(IDLE_SECONDS),
        ];
        let answer = self.0.execute("GETEX", arguments).await?;
        let Some(RedisResult::Binary(value)) = answer.first() else {
            return Ok(None);
        };
        let kept: Option<Kept> = serde_json::from_slice(value).ok();
        Ok(kept.filter(|kept| ambient::now() < kept.session.signed_in_at + ABSOLUTE))
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
    fn a_session_follows_its_account_and_ends_with_its_role() {
        let id = Uuid::from_u128;
        let standing = |role: &str| Standing {
            role: role.to_owned(),
            applicant_id: None,
            institution_id: Some(id(7)),
            officer_id: Some(id(3)),
        };
        let kept = session(Role::Officer, [None, Some(2), Some(3)]);
        let moved = standing("officer").renew(kept.clone()).unwrap();
        assert_eq!((moved.institution, moved.officer), (Some(id(7)), Some(id(3))));
        assert_eq!(standing("manager").renew(kept.clone()), None);
        assert_eq!(standing("no_such_role").renew(kept), None);
    }

    // S-02
    #[test]
    fn what_was_confirmed_is_believed_for_less_than_a_second() {
        let session = session(Role::Operator, [None; 3]);
        let kept = Kept { session, confirmed_at: DateTime::default() };
        let after = |milliseconds| kept.confirmed_at + TimeDelta::milliseconds(milliseconds);
        assert!(kept.is_believed(after(0)) && kept.is_believed(after(499)));
        assert!(!kept.is_believed(after(500)) && !kept.is_believed(after(-1)));
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
