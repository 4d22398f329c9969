//! A private Postgres and a private Redis for the tests.
//!
//! [`Cluster::shared`] starts both on free ports, once per process. `TEST_DATABASE_URL` (of a
//! superuser) and `TEST_REDIS_URL` name servers to use instead. [`until`] and its like wait for a condition: no test
//! sleeps for a time that somebody guessed.

mod guard;
mod postgres;
mod redis;
mod wait;

use anyhow::{Context, Result, ensure};
use postgres::Postgres;
use redis::Redis;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

pub use guard::Guard;
pub use wait::{look_for, until, wait_until};

/// The servers that the tests of one process share.
pub struct Cluster {
    postgres: Postgres,
    redis: Redis,
    databases: AtomicU32,
    /// Distinguishes the databases of this run from those that earlier ones left on a server.
    run: u64,
}

impl Cluster {
    /// The cluster of this process, started at the first call.
    ///
    /// # Errors
    /// When a server is not installed or does not start.
    pub fn shared() -> Result<&'static Self> {
        static SHARED: OnceLock<Result<Cluster, String>> = OnceLock::new();
        SHARED
            .get_or_init(|| Self::start().map_err(|error| format!("{error:#}")))
            .as_ref()
            .map_err(|error| anyhow::anyhow!("the test servers do not start: {error}"))
    }

    /// A cluster of one's own, gone when the value is dropped or the process ends, however it ends.
    ///
    /// # Errors
    /// As [`Cluster::shared`].
    pub fn start() -> Result<Self> {
        Self::with_durability(false)
    }

    /// As [`Cluster::start`], with a Postgres that waits for its disk as one in production does.
    ///
    /// # Errors
    /// As [`Cluster::shared`].
    pub fn start_durable() -> Result<Self> {
        Self::with_durability(true)
    }

    fn with_durability(durable: bool) -> Result<Self> {
        let (postgres, redis) = (Postgres::start(durable)?, Redis::start()?);
        let run = RandomState::new().build_hasher().finish();
        Ok(Self { postgres, redis, databases: AtomicU32::new(0), run })
    }

    /// Makes a database with a name of its own as a copy of `template` (a database name, or the URL
    /// of one made here; `template1` for an empty one) and gives its URL. Whoever is connected to the
    /// template is thrown out: a pool that was closed may still hold its last connection.
    ///
    /// # Errors
    /// When the template is missing.
    pub fn fresh_database(&self, template: &str) -> Result<String> {
        let template = template.rsplit('/').next().unwrap_or(template);
        let count = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{:016x}_{count}", self.run);
        let leave = format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{template}'"
        );
        let create = format!("create database \"{name}\" template \"{template}\"");
        let made = Command::new(self.postgres.tool("psql"))
            .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"])
            .arg(self.postgres.url("postgres"))
            .args(["--command", &leave, "--command", &create])
            .output()
            .context("psql does not run")?;
        let said = String::from_utf8_lossy(&made.stderr);
        ensure!(made.status.success(), "no database {name} from {template}: {said}");
        Ok(self.postgres.url(&name))
    }

    /// The path of a program of the Postgres server, `pgbench` for instance.
    pub fn postgres_tool(&self, name: &str) -> std::path::PathBuf {
        self.postgres.tool(name)
    }

    /// Kills Postgres with all its sessions at once, as a power cut would.
    ///
    /// # Errors
    /// When the server is not our own.
    pub fn crash_postgres(&self) -> Result<()> {
        self.postgres.crash()
    }

    /// Starts Postgres again on the same port and data.
    ///
    /// # Errors
    /// When it does not start.
    pub fn restart_postgres(&self) -> Result<()> {
        self.postgres.launch()
    }

    /// Kills Redis at once; all its keys are gone.
    ///
    /// # Errors
    /// When the server is not our own.
    pub fn crash_redis(&self) -> Result<()> {
        self.redis.crash()
    }

    /// Starts Redis again on the same port, empty.
    ///
    /// # Errors
    /// When it does not start.
    pub fn restart_redis(&self) -> Result<()> {
        self.redis.launch()
    }

    /// The URL of Redis. Its keys are shared by all tests of the process.
    pub fn redis_url(&self) -> &str {
        self.redis.url()
    }
}

/// A free port of this machine.
///
/// # Errors
/// When the machine has none left.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// A setting of the test run.
#[expect(clippy::disallowed_methods, reason = "a test run is set up through its environment")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    #[test]
    fn servers_are_gone_when_their_cluster_is() {
        let cluster = Cluster::start().unwrap();
        let first = cluster.fresh_database("template1").unwrap();
        let copy = cluster.fresh_database(&first).unwrap();
        assert_ne!(first, copy);
        let redis = cluster.redis_url().trim_start_matches("redis://").to_owned();
        assert!(TcpStream::connect(&redis).is_ok());
        drop(cluster);
        if setting("TEST_REDIS_URL").is_none() {
            assert!(TcpStream::connect(&redis).is_err());
        }
        if setting("TEST_DATABASE_URL").is_none() {
            let address = first.split(['@', '/']).nth(3).unwrap();
            assert!(TcpStream::connect(address).is_err(), "{address}");
        }
    }
}
