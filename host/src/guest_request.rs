//! What of a request a component is given: Spin's headers and a full address.

use std::net::SocketAddr;

use anyhow::Context as _;
use http::header::{CONNECTION, HOST};
use http::request::Parts;
use http::uri::{Authority, PathAndQuery, Scheme};
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
    let path = parts.uri.path_and_query().cloned();
    let path = path.unwrap_or_else(|| PathAndQuery::from_static("/"));
    parts.uri = Uri::builder()
        .scheme(Scheme::HTTP)
        .authority(authority.clone())
        .path_and_query(path.clone())
        .build()?;
    let headers = &mut parts.headers;
    headers.remove(CONNECTION);
    names.give(headers);
    let route = found.headers();
    let url = HeaderValue::try_from(format!("http://{authority}{path}"))?;
    for (name, value) in [
        ("spin-path-info", HeaderValue::from_str(&found.trailing())?),
        ("spin-full-url", url),
        ("spin-matched-route", route.based.clone()),
        ("spin-base-path", HeaderValue::from_static("/")),
        ("spin-raw-component-route", route.raw.clone()),
        ("spin-component-route", route.prefix.clone()),
        ("spin-client-addr", HeaderValue::try_from(client.to_string())?),
    ] {
        headers.insert(HeaderName::from_static(name), value);
    }
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
