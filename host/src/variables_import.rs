//! The import `spin:variables`.

use std::collections::BTreeMap;
use std::sync::Arc;

use wasmtime::component::{Accessor, HasData};

use crate::bindings::spin::variables::variables as import;
use crate::variables::check_name;
use import::Error;

/// A component's variables by name.
pub type Values = Arc<BTreeMap<String, String>>;

/// Names [`Values`] where wasmtime asks for it.
pub struct HasVariables;

impl HasData for HasVariables {
    type Data<'a> = VariablesView<'a>;
}

/// What this import needs of an instance's state.
pub struct VariablesView<'a>(pub &'a Values);

impl import::Host for VariablesView<'_> {}

impl<T: Send> import::HostWithStore<T> for HasVariables {
    async fn get(
        accessor: &Accessor<T, Self>,
        name: String,
    ) -> wasmtime::Result<Result<String, Error>> {
        let values = accessor.with(|mut access| Arc::clone(access.get().0));
        if let Err(error) = check_name(&name) {
            return Ok(Err(Error::InvalidName(error.to_string())));
        }
        Ok(values.get(&name).cloned().ok_or_else(|| {
            Error::Undefined(format!("the manifest gives this component no variable `{name}`"))
        }))
    }
}
