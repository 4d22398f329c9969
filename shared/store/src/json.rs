use crate::error::StoreError;
use spin_sdk::pg::ParameterValue;

/// A value of the type `jsonb`, written out. [`json`] makes it.
#[derive(Debug, Clone)]
pub struct Json(Vec<u8>);

/// Writes a value as JSON.
///
/// # Errors
/// When it cannot be written so.
pub fn json<T: serde::Serialize>(value: &T) -> Result<Json, StoreError> {
    serde_json::to_vec(value).map(Json).map_err(|error| StoreError::Defect(error.to_string()))
}

impl From<Json> for ParameterValue {
    fn from(Json(bytes): Json) -> Self {
        Self::Jsonb(bytes)
    }
}
