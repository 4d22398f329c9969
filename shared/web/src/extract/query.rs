use crate::problem::Problem;
use crate::text;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{FieldErrors, Invalid};
use serde::de::DeserializeOwned;

/// The query string. Its struct holds only `Option<String>` fields, so that each is checked with a field error.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name.contains('\0') || value.contains('\0') {
                return Err(FieldErrors::one(&name.replace('\0', ""), text::nul()).into());
            }
        }
        axum::extract::Query::<T>::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|_| {
                let sentence = "请检查查询参数：每个参数只能出现一次";
                Problem::field("query", Invalid::new("invalid_query", sentence))
            })
    }
}
