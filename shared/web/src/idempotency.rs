//! The same request under the same key gets the same answer. A creating statement claims the key and creates the
//! object at once; a request that finds the key taken reads the stored answer here.

use crate::ambient;
use crate::fault::Fault;
use crate::platform::Platform;
use crate::problem::{Existing, Problem};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Invalid;
use serde::de::DeserializeOwned;
use store::{row, statement};
use uuid::Uuid;

statement! {
    FindAnswer("idempotency/find") -> Kept
}
const HEADER: &str = "idempotency-key";

/// The `Idempotency-Key` of a creating request.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(Option<String>);

impl IdempotencyKey {
    /// The key that the operation insists on.
    ///
    /// # Errors
    /// 422 naming the header when it was not sent.
    pub fn required(self) -> Result<String, Problem> {
        let sentence = "请在请求头 Idempotency-Key 中填写本次申请的唯一编号，以免重复提交";
        self.0.ok_or_else(|| Problem::field("Idempotency-Key", Invalid::new("required", sentence)))
    }

    /// The key, or a fresh one that no other request repeats.
    pub fn or_fresh(self) -> String {
        self.0.unwrap_or_else(|| ambient::new_id().to_string())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(HEADER) else {
            return Ok(Self(None));
        };
        let key = value.to_str().ok().map(str::trim).filter(|key| (1..=100).contains(&key.len()));
        let sentence = "Idempotency-Key 应为 1 至 100 个可见的 ASCII 字符";
        key.map(|key| Self(Some(key.to_owned())))
            .ok_or_else(|| Problem::field("Idempotency-Key", Invalid::new("invalid_key", sentence)))
    }
}

row! {
    struct Kept { operation: String, request_hash: Vec<u8>, response: serde_json::Value }
}

impl Kept {
    fn existing(self) -> Existing {
        let text = |name: &str| self.response.get(name)?.as_str().map(str::to_owned);
        Existing { id: text("id"), number: text("number"), operation: self.operation }
    }
}

/// The answer kept under a key.
#[derive(Debug)]
pub struct Stored;

impl Stored {
    /// The answer that `account` got before under `key`; `None` when the key is free.
    ///
    /// # Errors
    /// 422 when the key stands for another request; it names what came of that one.
    pub async fn find<T: DeserializeOwned>(
        platform: &Platform,
        account: Uuid,
        key: &str,
        operation: &str,
        digest: &[u8],
    ) -> Result<Option<T>, Problem> {
        let store = platform.store().await?;
        let find = FindAnswer { account_id: account, key: key.to_owned() };
        let kept = store.optional(find).await?;
        let Some(kept) = kept else {
            return Ok(None);
        };
        if kept.operation != operation || kept.request_hash != digest {
            return Err(Problem::reused(kept.existing()));
        }
        serde_json::from_value(kept.response)
            .map(Some)
            .map_err(|error| Problem::caused(Fault::Internal, error))
    }
}
