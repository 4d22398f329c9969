//! The portals, and the description of the interface: files that the build made and the manifest mounts.

mod file;
mod page;
mod serving;

use web::{Fault, Problem};

web::function! {
    "页面：门户页面与本接口描述";
    serving::openapi;
    any "/api" => unknown,
    any "/api/{*rest}" => unknown,
    get "/" => serving::page,
    get "/{*path}" => serving::page,
}

/// An operation that no function has.
async fn unknown() -> Problem {
    Fault::NotFound.into()
}
