//! The command line and its environment: what to run and within which bounds.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

/// Runs the components of a Spin manifest on this machine.
#[derive(Debug, Parser)]
#[command(name = "rongtong", version)]
pub struct CommandLine {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What to log: a level, or `target=level` several times with commas.
    #[arg(long, global = true, env = "RONGTONG_LOG", default_value = "info")]
    pub log: String,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the manifest over HTTP until SIGTERM or SIGINT.
    Serve(Box<Serve>),
    /// Checks the manifest, its components, variables, files, hosts and schedules.
    Check(Box<Source>),
}

/// `rongtong serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// What to run.
    #[command(flatten)]
    pub source: Source,
    /// Where to listen; port 0 takes a free one, which is printed.
    #[arg(long, env = "RONGTONG_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// How long running requests may go on after SIGTERM or SIGINT, in milliseconds.
    #[arg(long, env = "RONGTONG_DRAIN_MS", default_value_t = 30_000)]
    pub drain_ms: u64,
    /// Runs no schedule, for the second and further hosts of one database.
    #[arg(long, env = "RONGTONG_NO_SCHEDULE")]
    pub no_schedule: bool,
}

/// What to run.
#[derive(Debug, Args)]
pub struct Source {
    /// The Spin manifest, version 2.
    #[arg(long, short = 'f', env = "RONGTONG_MANIFEST", default_value = "spin.toml")]
    pub manifest: PathBuf,
    /// Sets a variable of the manifest. `SPIN_VARIABLE_<NAME>` does the same.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub variable: Vec<(String, String)>,
    /// Where compiled components are kept; several processes may share it.
    #[arg(long, env = "RONGTONG_CACHE_DIR", default_value = ".local/cache")]
    pub cache_dir: PathBuf,
    /// The bounds.
    #[command(flatten)]
    pub limits: Limits,
}

/// What requests, instances and connections may use.
#[derive(Args, Clone, Debug)]
pub struct Limits {
    /// How long a request may wait for the beginning of its answer, in milliseconds.
    #[arg(long, env = "RONGTONG_DEADLINE_MS", default_value_t = 30_000)]
    pub deadline_ms: u64,
    /// How long an instance may go on sending an answer that has begun, in milliseconds.
    #[arg(long, env = "RONGTONG_STREAM_MS", default_value_t = 300_000)]
    pub stream_ms: u64,
    /// The most linear memory of one instance, in mebibytes.
    #[arg(long, env = "RONGTONG_MEMORY_MIB", default_value_t = 128)]
    pub memory_mib: usize,
    /// The most instances at once, of all components together.
    #[arg(long, env = "RONGTONG_INSTANCES_MAX", default_value_t = 256)]
    pub instances_max: u32,
    /// The most requests at work at once; more wait.
    #[arg(long, env = "RONGTONG_REQUESTS_MAX", default_value_t = 1024)]
    pub requests_max: usize,
    /// The largest request body, in bytes.
    #[arg(long, env = "RONGTONG_BODY_BYTES_MAX", default_value_t = 10 << 20)]
    pub body_bytes_max: u64,
    /// The largest head of a request, in bytes; at least 8192.
    #[arg(long, env = "RONGTONG_HEAD_BYTES_MAX", default_value_t = 65_536)]
    pub head_bytes_max: usize,
    /// The most headers of a request.
    #[arg(long, env = "RONGTONG_HEADERS_MAX", default_value_t = 100)]
    pub headers_max: usize,
    /// How many requests an instance answers before it is replaced.
    #[arg(long, env = "RONGTONG_REUSE_REQUESTS", default_value_t = 128)]
    pub reuse_requests: usize,
    /// How many requests an instance answers at once.
    #[arg(long, env = "RONGTONG_REUSE_CONCURRENT", default_value_t = 16)]
    pub reuse_concurrent: usize,
    /// How long an instance without work is kept, in milliseconds.
    #[arg(long, env = "RONGTONG_IDLE_MS", default_value_t = 1_000)]
    pub idle_ms: u64,
    /// The most connections to one Postgres address.
    #[arg(long, env = "RONGTONG_POSTGRES_CONNECTIONS", default_value_t = 64)]
    pub postgres_connections: usize,
}

impl Limits {
    /// How long a request may wait for the beginning of its answer.
    pub fn deadline(&self) -> Duration {
        Duration::from_millis(self.deadline_ms)
    }

    /// The most linear memory of one instance, in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.memory_mib.saturating_mul(1 << 20)
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("must be NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn variables_are_pairs() {
        assert_eq!(pair("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        pair("a").unwrap_err();
    }
}
