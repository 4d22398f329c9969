//! The command line; every limit can also be set in the environment.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::log::Place;
use crate::worker::Reuse;

/// Runs the platform on one machine: the components of spin.toml, without the spin command.
#[derive(Debug, Parser)]
#[command(name = "rongtong", version)]
pub struct Options {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Serve the application until SIGTERM or SIGINT; SIGHUP takes changed components in
    Serve(ServeOptions),
    /// Read the manifest, compile every component and link it, then stop
    Check(AppOptions),
}

/// Which application, and with what.
#[derive(Args, Clone, Debug)]
pub struct AppOptions {
    /// The manifest, version 2
    #[arg(short, long, short_alias = 'f', default_value = "spin.toml", value_name = "FILE")]
    pub manifest: PathBuf,
    /// Sets a variable of the manifest; goes before SPIN_VARIABLE_<NAME>
    #[arg(long = "variable", value_name = "NAME=VALUE", value_parser = parse_variable)]
    pub variables: Vec<(String, String)>,
    /// A folder whose components go before those of the same file name in the manifest
    #[arg(long, env = "RONGTONG_COMPONENTS_FROM", value_name = "FOLDER")]
    pub components_from: Option<PathBuf>,
    /// Where compiled components are kept
    #[arg(long, env = "RONGTONG_CACHE", default_value = ".local/cache", value_name = "FOLDER")]
    pub cache: PathBuf,
    /// The most memory of one instance, in MiB
    #[arg(long, env = "RONGTONG_MEMORY_MIB", default_value_t = 128, value_name = "MIB")]
    pub memory_mib: u32,
    /// The most instances at once, of all components together
    #[arg(long, env = "RONGTONG_INSTANCES", default_value_t = 1000, value_name = "COUNT")]
    pub instances: u32,
    /// The most memory that ended instances keep for the next ones, of all together, in MiB
    #[arg(long, env = "RONGTONG_KEPT_MIB", default_value_t = 64, value_name = "MIB")]
    pub kept_mib: u32,
    /// How many requests one instance serves in all, as on Spin
    #[arg(long, env = "RONGTONG_INSTANCE_REQUESTS", default_value_t = 128, value_name = "COUNT",
        value_parser = clap::value_parser!(u32).range(1..))]
    pub instance_requests: u32,
    /// How many requests one instance serves at once, as on Spin
    #[arg(long, env = "RONGTONG_INSTANCE_REQUESTS_AT_ONCE", default_value_t = 16,
        value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    pub instance_requests_at_once: u32,
    /// How long an instance is kept without requests, in seconds, as on Spin
    #[arg(long, env = "RONGTONG_INSTANCE_IDLE_S", default_value_t = 1.0, value_name = "SECONDS",
        value_parser = parse_seconds)]
    pub instance_idle_s: f64,
    /// How long a request may take, in seconds
    #[arg(long, env = "RONGTONG_DEADLINE_S", default_value_t = 30.0, value_name = "SECONDS",
        value_parser = parse_seconds)]
    pub deadline_s: f64,
    /// How many threads serve, each with instances and connections of its own [default: one per processor]
    #[arg(long, env = "RONGTONG_THREADS", value_name = "COUNT",
        value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
    /// The longest body of a request, in KiB
    #[arg(long, env = "RONGTONG_BODY_KIB", default_value_t = 10240, value_name = "KIB")]
    pub body_kib: u64,
}

/// How to serve it.
#[derive(Args, Clone, Debug)]
pub struct ServeOptions {
    /// The application.
    #[command(flatten)]
    pub app: AppOptions,
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        env = "RONGTONG_LISTEN",
        default_value = "127.0.0.1:3000",
        value_name = "ADDR:PORT"
    )]
    pub listen: SocketAddr,
    /// Where `/metrics` and what lies below it is answered, and nowhere else; port 0 takes a free one
    #[arg(
        long,
        env = "RONGTONG_METRICS_LISTEN",
        default_value = "127.0.0.1:0",
        value_name = "ADDR:PORT"
    )]
    pub metrics_listen: SocketAddr,
    /// The most connections of clients at once; further ones wait until one ends
    #[arg(long, env = "RONGTONG_CONNECTIONS", default_value_t = 1000, value_name = "COUNT",
        value_parser = clap::value_parser!(u32).range(1..))]
    pub connections: u32,
    /// How long a run of the schedule may take, in seconds
    #[arg(long, env = "RONGTONG_SCHEDULE_DEADLINE_S", default_value_t = 300.0,
        value_name = "SECONDS", value_parser = parse_seconds)]
    pub schedule_deadline_s: f64,
    /// Leave the schedule to somebody else
    #[arg(long, env = "RONGTONG_NO_SCHEDULE")]
    pub no_schedule: bool,
    /// How long requests may still take after SIGTERM, in seconds
    #[arg(long, env = "RONGTONG_DRAIN_S", default_value_t = 30.0, value_name = "SECONDS",
        value_parser = parse_seconds)]
    pub drain_s: f64,
    /// What is logged, and where.
    #[command(flatten)]
    pub logging: LogOptions,
}

/// What is logged, and where.
#[derive(Args, Clone, Debug)]
pub struct LogOptions {
    /// What to log, in the form of tracing's filters; `info,access=off` leaves out the lines of
    /// requests
    #[arg(long, env = "RONGTONG_LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,
    /// Of the requests that are answered with a status below 400, one in so many has its line, none
    /// for 0; the others all have theirs
    #[arg(long, env = "RONGTONG_ACCESS_LOG_ONE_IN", default_value_t = 1, value_name = "COUNT")]
    pub access_log_one_in: u32,
    /// The file to log to, in place of standard error
    #[arg(long, env = "RONGTONG_LOG_FILE", value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// How long that file may become, in KiB, before it gets a number and a new one begins
    #[arg(long, env = "RONGTONG_LOG_KIB", default_value_t = 32768, value_name = "KIB",
        value_parser = clap::value_parser!(u32).range(1..))]
    pub log_kib: u32,
    /// How many full files are kept beside it
    #[arg(long, env = "RONGTONG_LOG_FILES", default_value_t = 4, value_name = "COUNT",
        value_parser = clap::value_parser!(u32).range(1..))]
    pub log_files: u32,
}

impl LogOptions {
    /// Where the log goes.
    pub fn place(&self) -> Place {
        let count = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        match &self.log_file {
            None => Place::StandardError,
            Some(path) => Place::File {
                path: path.clone(),
                bytes_max: count(self.log_kib).saturating_mul(1 << 10),
                full_files: count(self.log_files),
            },
        }
    }
}

impl AppOptions {
    /// How long a request may take.
    pub fn deadline(&self) -> Duration {
        Duration::from_secs_f64(self.deadline_s)
    }

    /// How many threads serve.
    pub fn threads(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        let told = self.threads.and_then(|count| usize::try_from(count).ok());
        told.unwrap_or_else(processors)
    }

    /// How far an instance is used again.
    pub fn reuse(&self) -> Reuse {
        let count = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        Reuse {
            requests: count(self.instance_requests),
            at_once: count(self.instance_requests_at_once),
            idle: Duration::from_secs_f64(self.instance_idle_s),
        }
    }

    /// The most memory of one instance, in bytes.
    pub fn memory_bytes(&self) -> usize {
        usize::try_from(self.memory_mib).unwrap_or(usize::MAX).saturating_mul(1 << 20)
    }

    /// The most memory that ended instances keep, in bytes.
    pub fn kept_bytes(&self) -> usize {
        usize::try_from(self.kept_mib).unwrap_or(usize::MAX).saturating_mul(1 << 20)
    }

    /// The longest body of a request, in bytes.
    pub fn body_bytes(&self) -> u64 {
        self.body_kib.saturating_mul(1 << 10)
    }
}

fn parse_variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("must be NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn parse_seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "must be a number of seconds")?;
    if (0.001..=86_400.0).contains(&seconds) {
        Ok(seconds)
    } else {
        Err("must be between 0.001 and 86400 seconds".to_owned())
    }
}
