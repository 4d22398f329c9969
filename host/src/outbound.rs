//! `allowed_outbound_hosts`: where a component may connect to, in Spin's forms.

use anyhow::{Context as _, bail, ensure};
use ipnet::IpNet;
use url::{Host, Url};

/// The resolved list of one component.
#[derive(Clone, Debug, Default)]
pub struct AllowedHosts {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    /// `None` is any.
    scheme: Option<String>,
    host: HostRule,
    ports: Ports,
}

#[derive(Clone, Debug)]
enum HostRule {
    Any,
    /// Starts with a dot.
    Below(String),
    /// The application itself.
    Own,
    One(Host),
    Net(IpNet),
}

#[derive(Clone, Copy, Debug)]
enum Ports {
    Any,
    /// Without the end.
    Range(u16, u16),
    One(u16),
}

impl AllowedHosts {
    /// Reads the entries, whose templates are filled. An entry that a template left empty counts
    /// as absent, as on Spin.
    ///
    /// # Errors
    /// The entry that is not of Spin's form `<scheme>://<host>[:<port>]`.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> anyhow::Result<Self> {
        let entries = texts
            .into_iter()
            .filter(|text| !matches!(*text, "" | "http://" | "https://"))
            .map(|text| Entry::parse(text.trim()).with_context(|| format!("allowed host `{text}`")))
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { entries })
    }

    /// Whether a component may connect to a URL; `scheme` is for one without.
    pub fn allow(&self, url: &str, scheme: &str) -> bool {
        let Some(url) = parse_url(url, scheme) else { return false };
        let Some(host) = url.host().map(|host| normal(host.to_owned())) else { return false };
        let port = url.port().or_else(|| known_port(url.scheme()));
        self.entries.iter().any(|entry| {
            entry.scheme.as_deref().is_none_or(|scheme| scheme == url.scheme())
                && entry.host.allows(&host)
                && entry.ports.allow(port)
        })
    }

    /// Whether a component may call the application itself without naming a host.
    pub fn allow_own(&self) -> bool {
        self.entries.iter().any(|entry| {
            entry.scheme.as_deref().is_none_or(|scheme| matches!(scheme, "http" | "https"))
                && matches!(entry.host, HostRule::Any | HostRule::Own)
        })
    }

    /// `host:port` of the entries with this scheme that name one server.
    pub fn servers(&self, scheme: &str) -> impl Iterator<Item = String> {
        self.entries.iter().filter_map(move |entry| {
            match (entry.scheme.as_deref() == Some(scheme), &entry.host, entry.ports) {
                (true, HostRule::One(host), Ports::One(port)) => Some(format!("{host}:{port}")),
                _ => None,
            }
        })
    }
}

impl Entry {
    fn parse(text: &str) -> anyhow::Result<Self> {
        ensure!(
            text != "insecure:allow-all",
            "is not allowed; `*://*:*` allows all outbound traffic"
        );
        let (scheme, rest) =
            text.split_once("://").context("must be in the form <scheme>://<host>[:<port>]")?;
        let (host, port) = split_port(rest)?;
        let ports = Ports::parse(port, scheme)?;
        let scheme = match scheme {
            "*" => None,
            word if !word.is_empty() && word.chars().all(char::is_alphabetic) => {
                Some(word.to_owned())
            }
            _ => bail!("the scheme `{scheme}` is not a word"),
        };
        Ok(Self { scheme, host: HostRule::parse(host)?, ports })
    }
}

/// Splits the port off, unless all of it is a host (`[::1]`, `10.0.0.0/8`).
fn split_port(rest: &str) -> anyhow::Result<(&str, &str)> {
    match rest.rsplit_once(':') {
        None => Ok((rest, "")),
        Some((host, "")) => Ok((host, "")),
        Some((host, tail)) => {
            if HostRule::parse(rest).is_ok() {
                return Ok((rest, ""));
            }
            let (port, path) = tail.split_once('/').unwrap_or((tail, ""));
            ensure!(path.is_empty(), "has a path");
            Ok((host, port))
        }
    }
}

impl HostRule {
    fn parse(host: &str) -> anyhow::Result<Self> {
        let host = host.trim();
        match host {
            "*" => return Ok(Self::Any),
            "self" | "self.alt" => return Ok(Self::Own),
            _ => {}
        }
        if let Ok(net) = host.parse::<IpNet>() {
            return Ok(Self::Net(net));
        }
        let host = host.strip_suffix('/').unwrap_or(host);
        ensure!(!host.contains('/'), "has a path");
        if let Some(domain) = host.strip_prefix("*.") {
            ensure!(!domain.contains('*'), "wildcards stand only at the start");
            let Host::Domain(domain) = Host::parse(domain)? else {
                bail!("what follows a wildcard must be a domain");
            };
            return Ok(Self::Below(format!(".{domain}")));
        }
        ensure!(!host.contains('*'), "wildcards stand only for whole subdomains");
        Ok(Self::One(Host::parse(host)?))
    }

    fn allows(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Any, _) => true,
            (Self::Below(suffix), Host::Domain(domain)) => domain.ends_with(suffix.as_str()),
            (Self::One(one), host) => one == host,
            (Self::Net(net), Host::Ipv4(address)) => net.contains(&std::net::IpAddr::V4(*address)),
            (Self::Net(net), Host::Ipv6(address)) => net.contains(&std::net::IpAddr::V6(*address)),
            _ => false,
        }
    }
}

impl Ports {
    fn parse(text: &str, scheme: &str) -> anyhow::Result<Self> {
        let number = |text: &str| {
            text.parse::<u16>().with_context(|| format!("the port `{text}` is not a number"))
        };
        match text {
            "" => known_port(scheme)
                .map(Self::One)
                .with_context(|| format!("has no port, and `{scheme}` has no usual one")),
            "*" => Ok(Self::Any),
            text => match text.split_once("..") {
                Some((start, end)) => Ok(Self::Range(number(start)?, number(end)?)),
                None => Ok(Self::One(number(text)?)),
            },
        }
    }

    fn allow(self, port: Option<u16>) -> bool {
        match (self, port) {
            (Self::Any, _) => true,
            (Self::Range(start, end), Some(port)) => (start..end).contains(&port),
            (Self::One(one), Some(port)) => one == port,
            (_, None) => false,
        }
    }
}

/// A URL, or what becomes one behind a scheme. The libraries that connect read it in the same way,
/// so that they go where the check looked.
fn parse_url(text: &str, scheme: &str) -> Option<Url> {
    match Url::parse(text) {
        Ok(url) if url.has_host() => Some(url),
        _ => Url::parse(&format!("{scheme}://{text}")).ok().filter(Url::has_host),
    }
}

/// Hosts of schemes that the URL standard does not know come as text.
fn normal(host: Host) -> Host {
    match host {
        Host::Domain(domain) => Host::parse(&domain).unwrap_or(Host::Domain(domain)),
        other => other,
    }
}

fn known_port(scheme: &str) -> Option<u16> {
    match scheme {
        "postgres" => Some(5432),
        "mysql" => Some(3306),
        "redis" => Some(6379),
        "mqtt" => Some(1883),
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_allow_what_spin_allows() {
        for (entry, url, scheme, expected) in [
            ("postgres://127.0.0.1:5432", "127.0.0.1:5432", "postgres", true),
            ("postgres://127.0.0.1:5432", "postgres://u:p@127.0.0.1/db", "", true),
            ("postgres://127.0.0.1:5432", "127.0.0.1:5433", "postgres", false),
            ("postgres://127.0.0.1:5432", "localhost:5432", "postgres", false),
            ("postgres://localhost", "postgres://localhost:5432/x?y=z", "", true),
            ("redis://127.0.0.1:6379", "redis://:p%40ss@127.0.0.1:6379/0", "redis", true),
            ("redis://127.0.0.1:6379", "redis://x:6379#@127.0.0.1:7000", "redis", false),
            ("https://*.example.com", "https://a.example.com/x", "", true),
            ("https://*.example.com", "https://a.b.example.com/x", "", true),
            ("https://*.example.com", "https://example.com", "", false),
            ("https://*.example.com", "http://a.example.com", "", false),
            ("http://*:*", "http://anything:99/", "", true),
            ("*://*:*", "ftp://x:1", "", true),
            ("http://10.0.0.0/8:80", "http://10.1.2.3/", "", true),
            ("http://10.0.0.0/8:*", "http://11.1.2.3/", "", false),
            ("http://[::1]:8080", "http://[::1]:8080/", "", true),
            ("http://h:8000..8010", "http://h:8009", "", true),
            ("http://h:8000..8010", "http://h:8010", "", false),
            ("http://EXAMPLE.com", "http://example.COM:80/", "", true),
            ("http://self", "http://self/", "", false),
        ] {
            let hosts = AllowedHosts::parse([entry]).unwrap();
            assert_eq!(hosts.allow(url, scheme), expected, "{entry} {url}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for entry in [
            "*",
            ":",
            "example.com",
            "http://h/path",
            "http://h:80/path",
            "http://*.*.com",
            "http://a.*.com",
            "ssh://h",
            "http://h:x",
            "h4x://h:1",
            "insecure:allow-all",
            "{http,https}://h",
        ] {
            AllowedHosts::parse([entry]).expect_err(entry);
        }
    }

    #[test]
    fn the_application_itself_and_empty_entries() {
        assert!(AllowedHosts::parse(["http://self"]).unwrap().allow_own());
        assert!(AllowedHosts::parse(["*://*:*"]).unwrap().allow_own());
        assert!(!AllowedHosts::parse(["", "https://"]).unwrap().allow_own());
    }

    #[test]
    fn servers_are_listed() {
        let hosts = ["postgres://db:5433", "redis://127.0.0.1", "postgres://*:*"];
        let hosts = AllowedHosts::parse(hosts).unwrap();
        assert_eq!(hosts.servers("postgres").collect::<Vec<_>>(), ["db:5433"]);
        assert_eq!(hosts.servers("redis").collect::<Vec<_>>(), ["127.0.0.1:6379"]);
    }
}
