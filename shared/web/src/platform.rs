use crate::problem::Problem;
use crate::settings;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use crypto::Keyring;
use spin_sdk::redis;
use std::convert::Infallible;
use std::sync::Arc;
use store::Store;

/// The surroundings of one request: its id, and the way to the database, the cache and the keys. What is opened
/// belongs to this request alone.
#[derive(Clone, Debug)]
pub struct Platform {
    request_id: Arc<str>,
}

impl Platform {
    pub(crate) fn new(request_id: String) -> Self {
        Self { request_id: request_id.into() }
    }

    /// The id of this request in the logs and in the audit trail.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The database.
    ///
    /// # Errors
    /// 503 when it does not answer.
    pub async fn store(&self) -> Result<Store, Problem> {
        Ok(Store::open(&settings::get("database_url").await?).await?)
    }

    /// The cache.
    ///
    /// # Errors
    /// 503 when it does not answer.
    pub async fn redis(&self) -> Result<redis::Connection, Problem> {
        Ok(redis::Connection::open(settings::get("redis_url").await?).await?)
    }

    /// The keys of the encrypted columns.
    ///
    /// # Errors
    /// 500 when the variables hold no such keys.
    pub async fn keyring(&self) -> Result<Keyring, Problem> {
        let data_keys = settings::get("data_keys").await?;
        let index_key = settings::get("index_key").await?;
        Keyring::parse(&data_keys, &index_key)
            .map_err(|error| Problem::caused(crate::Fault::Internal, error))
    }

    /// Whether browsers reach the platform by TLS.
    ///
    /// # Errors
    /// 500 when the manifest does not give `public_origin` to this component.
    pub async fn has_tls(&self) -> Result<bool, Problem> {
        Ok(settings::get("public_origin").await?.starts_with("https://"))
    }

    /// A variable that the manifest gives to this component.
    ///
    /// # Errors
    /// 500 when it does not.
    pub async fn setting(&self, name: &str) -> Result<String, Problem> {
        settings::get(name).await
    }
}

impl<S: Sync> FromRequestParts<S> for Platform {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let platform = parts.extensions.get::<Self>().cloned();
        Ok(platform.unwrap_or_else(|| Self::new(String::new())))
    }
}
