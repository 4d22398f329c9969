use axum::http::HeaderMap;
use crypto::{Token, field};
use domain::Role;
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Platform, Problem, Session, Sessions, ambient, session_token};

statement! {
    FindHolder("sign-in/find_holder") -> Holder
}

row! {
    /// Who stands behind an account.
    pub(crate) struct Holder {
        id: Uuid,
        login: Option<String>,
        role: String,
        applicant_id: Option<Uuid>,
        institution_id: Option<Uuid>,
        officer_id: Option<Uuid>,
        institution_name: Option<String>,
        organisation_name: Option<String>,
        person_name_cipher: Option<Vec<u8>>,
    }
}

/// An institution or an applicant, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Party {
    id: Uuid,
    name: String,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedIn {
    /// The account's name.
    account: String,
    /// `applicant`, `officer`, `manager`, `operator` or `regulator`.
    role: String,
    /// The institution of an officer or a manager.
    #[schema(required)]
    institution: Option<Party>,
    /// The applicant that an applicant's account acts for; null until it is verified.
    #[schema(required)]
    applicant: Option<Party>,
}

impl Holder {
    /// The holder of an account; `None` when the account may not sign in any more.
    pub(crate) async fn find(platform: &Platform, account: Uuid) -> Answer<Option<Self>> {
        let store = platform.store().await?;
        Ok(store.optional(FindHolder { account_id: account }).await?)
    }

    /// Ends the session whose token was sent, against session fixation, and starts a fresh one.
    pub(crate) async fn start_session(
        &self,
        platform: &Platform,
        headers: &HeaderMap,
    ) -> Answer<Token> {
        let sessions = Sessions::new(platform.redis().await?);
        if let Some(token) = session_token(platform, headers).await? {
            sessions.end(&token).await?;
        }
        let unknown = || Problem::caused(Fault::Internal, "an account has an unknown role");
        let session = Session {
            account: self.id,
            login: self.name(),
            role: Role::from_word(&self.role).ok_or_else(unknown)?,
            applicant: self.applicant_id,
            institution: self.institution_id,
            officer: self.officer_id,
            signed_in_at: ambient::now(),
        };
        sessions.start(&session).await
    }

    /// What the answer says of the holder.
    pub(crate) async fn signed_in(self, platform: &Platform) -> Answer<SignedIn> {
        let account = self.name();
        let applicant = match self.applicant_id {
            None => None,
            Some(id) => Some(Party {
                id,
                name: match (self.organisation_name, self.person_name_cipher) {
                    (Some(name), _) => name,
                    (None, sealed) => platform
                        .keyring()
                        .await?
                        .open(field::APPLICANT_PERSON_NAME, id, &sealed.unwrap_or_default())
                        .map_err(|error| Problem::caused(Fault::Internal, error))?,
                },
            }),
        };
        let institution =
            self.institution_id.zip(self.institution_name).map(|(id, name)| Party { id, name });
        Ok(SignedIn { account, role: self.role, institution, applicant })
    }

    /// The name to sign in with; an account of the OpenID provider has none and is called by its number.
    fn name(&self) -> String {
        let number = || format!("oidc-{:012x}", self.id.as_u128() & 0xffff_ffff_ffff);
        self.login.clone().unwrap_or_else(number)
    }
}
