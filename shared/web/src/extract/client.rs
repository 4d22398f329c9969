//! Where a request comes from, as far as that can be known.

use crate::fault::Fault;
use crate::platform::Platform;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// How a host says who is at the other end of the connection.
const PEER: &str = "spin-client-addr";
/// How a proxy says whom it forwards.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The network of the client, by which its requests are counted: an IPv4 address, or the first 64 bits of an IPv6
/// address, since the rest is the client's own to choose. A forwarded address counts only where the connection comes
/// from one of the variable `trusted_proxies`, and only as far as such proxies reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientNetwork(pub String);

impl<S: Send + Sync> FromRequestParts<S> for ClientNetwork {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(platform) = Platform::from_request_parts(parts, state).await;
        let trusted = trusted(&platform.setting("trusted_proxies").await?)?;
        Ok(Self(network(client(&parts.headers, &trusted))))
    }
}

/// Addresses and networks in CIDR notation, with commas or blanks between them.
fn trusted(text: &str) -> Result<Vec<IpNet>, Problem> {
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    let nets = words.map(|word| word.parse().or_else(|_| word.parse::<IpAddr>().map(IpNet::from)));
    nets.collect::<Result<_, _>>()
        .map_err(|_| Problem::caused(Fault::Internal, "trusted_proxies names no address"))
}

/// The nearest address that is no trusted proxy, read from the connection backwards. Each proxy appends the address
/// that it sees, so that what a client wrote itself stands before.
fn client(headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let text = |value: &[u8]| address(std::str::from_utf8(value).ok()?);
    // A host may append its own to what the client sent: the last one is the host's.
    let peer = headers.get_all(PEER).iter().next_back()?;
    let mut nearest = text(peer.as_bytes())?;
    let forwarded: Vec<_> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .collect();
    let mut further = forwarded.into_iter().rev();
    while trusted.iter().any(|net| net.contains(&nearest)) {
        let Some(next) = further.next().and_then(text) else { break };
        nearest = next;
    }
    Some(nearest)
}

/// An address, which may have a port behind it.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let socket = text.parse::<SocketAddr>().map(|socket| socket.ip());
    let bare = || text.trim_matches(['[', ']']).parse::<IpAddr>();
    socket.or_else(|_| bare()).ok().map(|address| address.to_canonical())
}

fn network(address: Option<IpAddr>) -> String {
    match address {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => format!("{:016x}", address.to_bits() >> 64),
        None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;

    fn seen(peers: &[&str], forwarded: &[&str], proxies: &str) -> String {
        let named = |name: &'static str, values: &[&str]| -> Vec<_> {
            let name = HeaderName::from_static(name);
            values.iter().map(|value| (name.clone(), value.parse().unwrap())).collect()
        };
        let pairs = [named(PEER, peers), named(FORWARDED_FOR, forwarded)].concat();
        network(client(&pairs.into_iter().collect(), &trusted(proxies).unwrap()))
    }

    #[test]
    fn ports_and_interface_bits_do_not_make_another_client() {
        let peer = |text: &str| seen(&[text], &[], "");
        assert_eq!(peer("10.1.2.3:4567"), "10.1.2.3");
        assert_eq!(peer("10.1.2.3"), "10.1.2.3");
        assert_eq!(peer("[::ffff:10.1.2.3]:80"), "10.1.2.3");
        assert_eq!(peer("[2001:db8:1:2::3]:80"), peer("[2001:db8:1:2:ffff::]:81"));
        assert_eq!(peer("nonsense"), "unknown");
        assert_eq!(seen(&[], &[], ""), "unknown");
    }

    #[test]
    fn a_client_does_not_say_itself_where_it_is() {
        assert_eq!(seen(&["10.9.9.9", "192.0.2.1:5"], &[], ""), "192.0.2.1", "the host's is last");
        assert_eq!(seen(&["192.0.2.1:5"], &["10.9.9.9"], ""), "192.0.2.1");
        assert_eq!(seen(&["192.0.2.1:5"], &["10.9.9.9"], "10.0.0.0/8"), "192.0.2.1");
    }

    #[test]
    fn trusted_proxies_are_believed_from_the_nearest_on() {
        let proxies = "10.0.0.0/8, 2001:db8::7";
        assert_eq!(seen(&["10.0.0.1:5"], &["192.0.2.1"], proxies), "192.0.2.1");
        assert_eq!(seen(&["10.0.0.1:5"], &["192.0.2.9, 192.0.2.1"], proxies), "192.0.2.1");
        assert_eq!(seen(&["10.0.0.1"], &["192.0.2.1,10.0.0.2", "10.0.0.3"], proxies), "192.0.2.1");
        assert_eq!(seen(&["[2001:db8::7]:5"], &["192.0.2.1:80"], proxies), "192.0.2.1");
        assert_eq!(seen(&["10.0.0.1:5"], &["evil"], proxies), "10.0.0.1");
        assert_eq!(seen(&["10.0.0.1:5"], &[], proxies), "10.0.0.1");
        assert!(trusted("10.0.0.0/8,nonsense").is_err());
    }
}
