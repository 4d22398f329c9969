use super::city::City;
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

/// The password of every demo account with a login.
pub(crate) const PASSWORD: &str = "Rongtong-demo-2026";
/// The accounts named in the README. Each has a salt of its own; the rest share one, which saves
/// seconds.
pub(crate) const ANNOUNCED: [&str; 8] = [
    "applicant01",
    "applicant02",
    "officer01",
    "officer02",
    "officer11",
    "manager01",
    "operator01",
    "regulator01",
];
/// Firms without a login come from an identity provider that does not exist, so no one can sign in
/// as them.
const ISSUER: &str = "https://identity.invalid/demo";

#[derive(Serialize, Default)]
pub(crate) struct AccountRow {
    pub(crate) id: Uuid,
    pub(crate) login: Option<String>,
    pub(crate) password_hash: Option<String>,
    pub(crate) oidc_issuer: Option<&'static str>,
    pub(crate) oidc_subject: Option<String>,
    pub(crate) role: &'static str,
    pub(crate) applicant_id: Option<Uuid>,
    pub(crate) institution_id: Option<Uuid>,
    pub(crate) officer_id: Option<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
}

/// Makes accounts.
pub(crate) struct Accounts {
    shared_hash: String,
    pub(crate) rows: Vec<AccountRow>,
}

impl Accounts {
    pub(crate) fn new(city: &mut City) -> Result<Self> {
        Ok(Self { shared_hash: hash(city)?, rows: Vec::new() })
    }

    /// An account that signs in with the demo password. The caller fills in whose it is.
    pub(crate) fn with_login(
        &mut self,
        city: &mut City,
        login: String,
        row: AccountRow,
    ) -> Result<Uuid> {
        let announced = ANNOUNCED.contains(&login.as_str());
        let hash = if announced { hash(city)? } else { self.shared_hash.clone() };
        let id = city.chance.id(row.created_at);
        self.rows.push(AccountRow { id, login: Some(login), password_hash: Some(hash), ..row });
        Ok(id)
    }

    /// An account that comes from the identity provider.
    pub(crate) fn with_subject(
        &mut self,
        city: &mut City,
        subject: String,
        row: AccountRow,
    ) -> Uuid {
        let id = city.chance.id(row.created_at);
        let oidc_subject = Some(subject);
        self.rows.push(AccountRow { id, oidc_issuer: Some(ISSUER), oidc_subject, ..row });
        id
    }
}

fn hash(city: &mut City) -> Result<String> {
    crypto::password::hash(PASSWORD, city.chance.bytes()).context("the password cannot be hashed")
}
