use axum::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};
use web::{Answer, Platform, limit};

/// How many sign-ins an address may try in a minute; a whole office can sit behind one.
const PER_MINUTE: i64 = 600;

/// Refuses an address that signs in too often, before anything costly is done for it.
pub(crate) async fn limit_address(platform: &Platform, headers: &HeaderMap) -> Answer<()> {
    let told = headers.get("spin-client-addr").and_then(|value| value.to_str().ok());
    let redis = platform.redis().await?;
    limit(&redis, "sign-in", &network(told), PER_MINUTE).await
}

/// The address without its port; of IPv6 the first 64 bits, for the rest is the client's own to choose.
fn network(told: Option<&str>) -> String {
    let address = told.and_then(|text| {
        let socket = text.parse::<SocketAddr>().map(|socket| socket.ip());
        socket.or_else(|_| text.parse::<IpAddr>()).ok()
    });
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => format!("{:016x}", address.to_bits() >> 64),
        None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_and_interface_bits_do_not_make_another_client() {
        assert_eq!(network(Some("10.1.2.3:4567")), "10.1.2.3");
        assert_eq!(network(Some("10.1.2.3")), "10.1.2.3");
        assert_eq!(network(Some("[::ffff:10.1.2.3]:80")), "10.1.2.3");
        assert_eq!(
            network(Some("[2001:db8:1:2::3]:80")),
            network(Some("[2001:db8:1:2:ffff::]:81"))
        );
        assert_eq!(network(Some("nonsense")), "unknown");
        assert_eq!(network(None), "unknown");
    }
}
