//! Which site a browser's write comes from (RFC 6454).

use crate::fault::Fault;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};

/// Scheme, host and port. The port that a scheme has by default is the same site whether it is written or not.
#[derive(Debug, PartialEq, Eq)]
struct Site {
    is_tls: bool,
    host: String,
    port: u16,
}

impl Site {
    fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let is_tls = match uri.scheme_str()? {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
        let port = authority.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        Some(Self { is_tls, host: authority.host().to_ascii_lowercase(), port })
    }
}

/// Refuses a write that a browser sends from another site than `public`, where browsers see the platform. Without TLS
/// the name by which it was called counts as well, as on a developer's machine. Browsers send the origin with every
/// write; a client without it is no browser and has no cookies of another site.
pub(crate) fn same(uri: &Uri, headers: &HeaderMap, public: &str) -> Result<(), Fault> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else {
        return Ok(());
    };
    let origin = origin.to_str().ok().filter(|_| origins.next().is_none());
    let origin = origin.and_then(Site::parse).ok_or(Fault::ForeignOrigin)?;
    let public = Site::parse(public);
    if public.as_ref() == Some(&origin) {
        return Ok(());
    }
    let called = || {
        // wasi:http removes the header `Host` and passes it as the authority of the URL.
        let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
        let host = uri.authority().map(Authority::as_str).or(host)?;
        Site::parse(&format!("http://{host}"))
    };
    let has_tls = public.is_some_and(|public| public.is_tls);
    if !has_tls && called().as_ref() == Some(&origin) { Ok(()) } else { Err(Fault::ForeignOrigin) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(public: &str, host: &str, origin: &str) -> Result<(), Fault> {
        let headers = [(header::HOST, host), (header::ORIGIN, origin)];
        let headers = headers.map(|(name, value)| (name, value.parse().unwrap()));
        let by_header = same(&Uri::from_static("/"), &HeaderMap::from_iter(headers), public);
        let uri = Uri::builder().scheme("http").authority(host).path_and_query("/").build();
        let headers = HeaderMap::from_iter([(header::ORIGIN, origin.parse().unwrap())]);
        assert_eq!(same(&uri.unwrap(), &headers, public), by_header, "{host} {origin}");
        by_header
    }

    #[test]
    fn behind_a_proxy_the_public_origin_decides() {
        let public = "https://rz.example.cn";
        for host in ["rz.example.cn", "rz.example.cn:443", "upstream:3000", "10.0.0.1"] {
            assert_eq!(write(public, host, "https://rz.example.cn"), Ok(()), "{host}");
            assert_eq!(write(public, host, "https://RZ.example.cn:443"), Ok(()), "{host}");
        }
        let foreign = [
            "http://rz.example.cn",
            "https://rz.example.cn:8443",
            "https://rz.example.cn.evil.cn",
            "https://evil@rz.example.cn",
            "http://upstream:3000",
            "null",
            "file://rz.example.cn",
        ];
        for origin in foreign {
            let answer = write(public, "upstream:3000", origin);
            assert_eq!(answer, Err(Fault::ForeignOrigin), "{origin}");
        }
    }

    #[test]
    fn without_tls_the_name_counts_by_which_it_was_called() {
        let public = "http://127.0.0.1:3000";
        assert_eq!(write(public, "a.cn:80", "http://a.cn"), Ok(()));
        assert_eq!(write(public, "a.cn", "http://a.cn:80"), Ok(()));
        assert_eq!(write(public, "127.0.0.1:3999", "http://127.0.0.1:3999"), Ok(()));
        for origin in ["https://a.cn", "http://a.cn:81", "http://b.cn", "null"] {
            assert_eq!(write(public, "a.cn", origin), Err(Fault::ForeignOrigin), "{origin}");
        }
    }

    #[test]
    fn who_is_no_browser_says_no_origin() {
        assert_eq!(same(&Uri::from_static("/"), &HeaderMap::new(), ""), Ok(()));
        let origin = |value: &'static [u8]| {
            (header::ORIGIN, axum::http::HeaderValue::from_bytes(value).unwrap())
        };
        let refused = Err(Fault::ForeignOrigin);
        let odd = HeaderMap::from_iter([origin(b"http://a.cn\xff")]);
        assert_eq!(same(&Uri::from_static("http://a.cn/"), &odd, ""), refused);
        let mut two = HeaderMap::from_iter([origin(b"http://a.cn")]);
        two.append(header::ORIGIN, "http://b.cn".parse().unwrap());
        assert_eq!(same(&Uri::from_static("http://a.cn/"), &two, ""), refused);
    }
}
