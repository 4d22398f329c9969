//! The variables of the component, as the manifest names them.

use crate::fault::Fault;
use crate::problem::Problem;
use spin_sdk::variables;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What this instance has asked for. The variables are the component's and not a caller's, and an instance lives for
/// some hundred requests: a change of one arrives with the next instance.
static KNOWN: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

/// The value of a variable that the manifest gives to this component.
///
/// # Errors
/// 500 when it does not: a defect of the manifest, named in the log.
pub(crate) async fn get(name: &str) -> Result<String, Problem> {
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
    if let Some(value) = known {
        return Ok(value);
    }
    let value = variables::get(name)
        .await
        .map_err(|error| Problem::caused(Fault::Internal, format!("variable {name}: {error}")))?;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.insert(name.to_owned(), value.clone());
    Ok(value)
}
