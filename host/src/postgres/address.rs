//! Addresses of databases: `postgres://user:secret@host:5432/name?key=value`, `host=... user=...`.

use std::time::Duration;

use percent_encoding::percent_decode_str;
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// Used when an address names no port.
const PORT_DEFAULT: u16 = 5432;

/// How far an address insists on TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tls {
    Disable,
    /// TLS when the server offers it.
    #[default]
    Prefer,
    /// TLS with a certificate that checks out.
    Require,
}

/// A parsed address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Address {
    hosts: Vec<String>,
    ports: Vec<u16>,
    user: Option<String>,
    password: Option<String>,
    database: Option<String>,
    application_name: Option<String>,
    options: Option<String>,
    tls: Tls,
    connect_timeout: Option<Duration>,
}

impl Address {
    /// Parses both forms.
    ///
    /// # Errors
    /// Says in words what is wrong. The text never holds the password.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let rest = ["postgres://", "postgresql://"].iter().find_map(|s| text.strip_prefix(s));
        let parsed = match rest {
            Some(rest) => Self::parse_url(rest),
            None => Self::parse_pairs(text),
        };
        parsed.map_err(|cause| format!("invalid connection string: {cause}"))
    }

    fn parse_url(rest: &str) -> Result<Self, String> {
        let mut address = Self::default();
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (credentials, hosts) = match authority.rsplit_once('@') {
            Some((credentials, hosts)) => (Some(credentials), hosts),
            None => (None, authority),
        };
        if let Some(credentials) = credentials {
            let (user, password) = match credentials.split_once(':') {
                Some((user, password)) => (user, Some(password)),
                None => (credentials, None),
            };
            address.user = Some(decode(user)?);
            address.password = password.map(decode).transpose()?;
        }
        for part in hosts.split(',').filter(|part| !part.is_empty()) {
            let (host, port) = split_port(part)?;
            address.hosts.push(decode(host)?);
            address.ports.push(port.unwrap_or(PORT_DEFAULT));
        }
        if !database.is_empty() {
            address.database = Some(decode(database)?);
        }
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or("a parameter without a value")?;
            address.set(&decode(key)?, decode(value)?)?;
        }
        Ok(address)
    }

    fn parse_pairs(text: &str) -> Result<Self, String> {
        let mut address = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (key, after) = rest.split_once('=').ok_or("unexpected EOF")?;
            let (value, after) = take_value(after.trim_start())?;
            address.set(key.trim(), value)?;
            rest = after.trim_start();
        }
        Ok(address)
    }

    fn set(&mut self, key: &str, value: String) -> Result<(), String> {
        match key {
            "user" => self.user = Some(value),
            "password" => self.password = Some(value),
            "dbname" => self.database = Some(value),
            "application_name" => self.application_name = Some(value),
            "options" => self.options = Some(value),
            "host" => self.hosts.extend(value.split(',').map(str::to_owned)),
            "port" => {
                for port in value.split(',') {
                    let port = if port.is_empty() { Ok(PORT_DEFAULT) } else { port.parse() };
                    self.ports.push(port.map_err(|_| invalid("port"))?);
                }
            }
            "sslmode" => {
                self.tls = match value.as_str() {
                    "disable" => Tls::Disable,
                    "prefer" => Tls::Prefer,
                    "require" => Tls::Require,
                    _ => return Err(invalid("sslmode")),
                }
            }
            "connect_timeout" => {
                let seconds: i64 = value.parse().map_err(|_| invalid("connect_timeout"))?;
                self.connect_timeout =
                    u64::try_from(seconds).ok().filter(|s| *s > 0).map(Duration::from_secs);
            }
            // Known to Spin's driver; they change nothing that a function can see here.
            "keepalives"
            | "keepalives_idle"
            | "keepalives_interval"
            | "keepalives_retries"
            | "tcp_user_timeout"
            | "target_session_attrs"
            | "channel_binding"
            | "load_balance_hosts"
            | "sslnegotiation" => {}
            // Anything else, `hostaddr` among them, could lead around the list of allowed hosts.
            other => return Err(format!("unknown option `{other}`")),
        }
        Ok(())
    }

    /// Every host with its port, in the order in which they are tried.
    ///
    /// # Errors
    /// Sockets in the file system are refused, as Spin refuses them.
    pub(crate) fn hosts(&self) -> Result<Vec<(&str, u16)>, String> {
        let port = |index: usize| match self.ports.as_slice() {
            [] => PORT_DEFAULT,
            [only] => *only,
            many => many.get(index).copied().unwrap_or(PORT_DEFAULT),
        };
        if self.hosts.iter().any(|host| host.starts_with('/') || host.is_empty()) {
            return Err("Unix sockets are not supported on WebAssembly".to_owned());
        }
        Ok(self.hosts.iter().enumerate().map(|(i, host)| (host.as_str(), port(i))).collect())
    }

    /// How long one attempt may take, when the address says so.
    pub(super) fn connect_timeout(&self) -> Option<Duration> {
        self.connect_timeout
    }

    /// sqlx's options for one of the [hosts](Self::hosts).
    pub(super) fn options(&self, host: &str, port: u16, ca_root: Option<&str>) -> PgConnectOptions {
        let tls = match (self.tls, ca_root) {
            (Tls::Disable, _) => PgSslMode::Disable,
            (Tls::Prefer, None) => PgSslMode::Prefer,
            (Tls::Prefer, Some(_)) | (Tls::Require, _) => PgSslMode::VerifyFull,
        };
        let user = self.user.as_deref().unwrap_or("postgres");
        // The environment of the host is no business of a function: every default that sqlx takes
        // from there is overwritten.
        let mut options = PgConnectOptions::new_without_pgpass()
            .host(host)
            .port(port)
            .username(user)
            .password(self.password.as_deref().unwrap_or_default())
            .database(self.database.as_deref().unwrap_or(user))
            .ssl_mode(tls)
            .extra_float_digits(None)
            .statement_cache_capacity(super::STATEMENT_CACHE_CAPACITY)
            .disable_statement_logging();
        if let Some(name) = &self.application_name {
            options = options.application_name(name);
        }
        if let Some(pem) = ca_root {
            options = options.ssl_root_cert_from_pem(pem.as_bytes().to_vec());
        }
        if let Some(settings) = &self.options {
            options = options.options(command_line_settings(settings));
        }
        options
    }
}

/// The `-c name=value` pairs of libpq's `options`.
fn command_line_settings(text: &str) -> Vec<(String, String)> {
    text.split_ascii_whitespace()
        .map(|word| word.trim_start_matches("--").trim_start_matches("-c"))
        .filter_map(|word| word.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn invalid(option: &str) -> String {
    format!("invalid value for option `{option}`")
}

fn decode(text: &str) -> Result<String, String> {
    percent_decode_str(text)
        .decode_utf8()
        .map(|decoded| decoded.into_owned())
        .map_err(|_| "a part is not UTF-8".to_owned())
}

/// Splits `host:port`, where an IPv6 address stands in brackets.
fn split_port(text: &str) -> Result<(&str, Option<u16>), String> {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, after)) => (host, after.strip_prefix(':')),
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let port = port.map(|port| port.parse().map_err(|_| invalid("port"))).transpose()?;
    Ok((host, port))
}

/// A value up to the next space, or in single quotes; a backslash keeps the next character.
fn take_value(text: &str) -> Result<(String, &str), String> {
    let (quoted, body) = match text.strip_prefix('\'') {
        Some(body) => (true, body),
        None => (false, text),
    };
    let mut value = String::new();
    let mut characters = body.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            '\'' if quoted => return Ok((value, body.get(index + 1..).unwrap_or_default())),
            space if !quoted && space.is_whitespace() => {
                return Ok((value, body.get(index..).unwrap_or_default()));
            }
            other => value.push(other),
        }
    }
    if quoted {
        Err("unterminated quoted connection parameter value".to_owned())
    } else {
        Ok((value, ""))
    }
}
