//! What the host offers to components, and the check that one asks for no more.

use anyhow::Context as _;
use wasmtime::Engine;
use wasmtime::component::{Component, InstancePre, Linker};
use wasmtime_wasi_http::handler::ProxyPre;
use wasmtime_wasi_http::{p2, p3};

use crate::bindings::spin;
use crate::engine::plain;
use crate::postgres::HasPostgres;
use crate::redis::HasRedis;
use crate::state::Guest;
use crate::variables_import::HasVariables;

/// All imports that a component may have.
///
/// # Errors
/// None that a manifest could cause.
pub fn linker(engine: &Engine) -> anyhow::Result<Linker<Guest>> {
    let mut linker = Linker::new(engine);
    link(&mut linker).map_err(plain)?;
    Ok(linker)
}

fn link(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    wasmtime_wasi::p2::add_to_linker_async(linker)?;
    wasmtime_wasi::p3::add_to_linker(linker)?;
    p2::add_only_http_to_linker_async(linker)?;
    p3::add_to_linker(linker)?;
    spin::postgres::postgres::add_to_linker::<_, HasPostgres>(linker, Guest::postgres)?;
    spin::redis::redis::add_to_linker::<_, HasRedis>(linker, Guest::redis)?;
    spin::variables::variables::add_to_linker::<_, HasVariables>(linker, Guest::variables)?;
    Ok(())
}

/// Joins a component to what it imports.
///
/// # Errors
/// An import that this host does not offer, by name; a component that answers no HTTP.
pub fn prepare(linker: &Linker<Guest>, component: &Component) -> anyhow::Result<ProxyPre<Guest>> {
    let pre = linker
        .instantiate_pre(component)
        .map_err(plain)
        .context("imports what this host does not offer")?;
    proxy(&pre).context("exports no wasi:http handler")
}

fn proxy(pre: &InstancePre<Guest>) -> anyhow::Result<ProxyPre<Guest>> {
    match p3::bindings::ServicePre::new(pre.clone()) {
        Ok(service) => Ok(ProxyPre::P3(service)),
        Err(_) => Ok(ProxyPre::P2(p2::bindings::ProxyPre::new(pre.clone()).map_err(plain)?)),
    }
}
