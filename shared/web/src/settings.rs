//! The variables of the component, as the manifest names them.

use crate::fault::Fault;
use crate::problem::Problem;
use spin_sdk::variables;

/// The value of a variable that the manifest gives to this component.
///
/// # Errors
/// 500 when it does not: a defect of the manifest, named in the log.
pub(crate) async fn get(name: &str) -> Result<String, Problem> {
    variables::get(name)
        .await
        .map_err(|error| Problem::caused(Fault::Internal, format!("variable {name}: {error}")))
}
