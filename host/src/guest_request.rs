//! What of a request a component is given: Spin's headers and a full address.

use std::net::SocketAddr;

use anyhow::Context as _;
use http::header::{CONNECTION, HOST};
use http::request::Parts;
use http::uri::{Authority, Scheme};
use http::{HeaderName, HeaderValue, Uri};

use crate::routes::Match;
use crate::trace::Names;

/// Rewrites the head of a request for the component that its path led to.
///
/// # Errors
/// A `Host` that is none, a path that no header can hold.
pub fn prepare(
    parts: &mut Parts,
    found: &Match<'_>,
    client: SocketAddr,
    names: &Names,
) -> anyhow::Result<()> {
    let authority = authority(parts)?;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    parts.uri = Uri::builder()
        .scheme(Scheme::HTTP)
        .authority(authority.clone())
        .path_and_query(path.as_str())
        .build()?;
    let headers = &mut parts.headers;
    headers.remove(CONNECTION);
    names.give(headers);
    let mut set = |name: &'static str, value: &str| -> anyhow::Result<()> {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value)?);
        Ok(())
    };
    set("spin-path-info", &found.trailing())?;
    set("spin-full-url", &format!("http://{authority}{path}"))?;
    set("spin-matched-route", found.based_route())?;
    set("spin-base-path", "/")?;
    set("spin-raw-component-route", found.raw_route())?;
    set("spin-component-route", found.prefix())?;
    set("spin-client-addr", &client.to_string())?;
    for (name, value) in found.named() {
        let name = format!("spin-path-match-{}", name.to_ascii_lowercase().replace('_', "-"));
        headers.insert(HeaderName::from_bytes(name.as_bytes())?, HeaderValue::from_str(value)?);
    }
    Ok(())
}

fn authority(parts: &Parts) -> anyhow::Result<Authority> {
    let from_host = match parts.headers.get(HOST) {
        Some(host) => Some(host.to_str()?.parse::<Authority>().context("Host")?),
        None => None,
    };
    match (from_host, parts.uri.authority().cloned()) {
        (Some(host), Some(other)) => {
            anyhow::ensure!(host == other, "Host and the address differ");
            Ok(host)
        }
        (Some(authority), None) | (None, Some(authority)) => Ok(authority),
        (None, None) => Ok(Authority::from_static("localhost")),
    }
}
