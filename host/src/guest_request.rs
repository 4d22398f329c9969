//! What of a request a component is given: Spin's headers and a full address.

use std::net::SocketAddr;

use anyhow::Context as _;
use http::header::{CONNECTION, HOST};
use http::request::Parts;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderName, HeaderValue, Request, Uri, Version};

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

/// Checks that a request says once for which host it is meant (RFC 9112, section 3.2). A client of HTTP/1.0 need not.
///
/// # Errors
/// No `Host`, more than one, or one that is none.
pub fn one_host<B>(request: &Request<B>) -> anyhow::Result<()> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let Some(host) = hosts.next() else {
        anyhow::ensure!(request.version() < Version::HTTP_11, "no Host");
        return Ok(());
    };
    anyhow::ensure!(hosts.next().is_none(), "more than one Host");
    host.to_str()?.parse::<Authority>().context("Host")?;
    Ok(())
}

/// An address that names its host goes before the header (RFC 9112, section 3.2.2).
fn authority(parts: &Parts) -> anyhow::Result<Authority> {
    if let Some(authority) = parts.uri.authority() {
        return Ok(authority.clone());
    }
    match parts.headers.get(HOST) {
        Some(host) => host.to_str()?.parse().context("Host"),
        None => Ok(Authority::from_static("localhost")),
    }
}
