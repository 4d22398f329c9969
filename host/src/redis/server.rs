//! The shared connection to one Redis server.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, ConnectionAddr, RedisError, Value};
use tokio::sync::Mutex;

use super::Config;
use crate::bindings::spin::redis::redis::Error;

/// A connection unused for longer than this is tried out first; under load none is.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);

/// Numbers for the metrics page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerStats {
    /// Host and port, without credentials.
    pub address: String,
    /// Connections opened since the beginning, those of single guests among them.
    pub connections_opened: u64,
    /// Commands under way on the shared connection.
    pub in_flight: usize,
    /// Commands sent on the shared connection since the beginning.
    pub commands: u64,
}

/// One server.
pub(super) struct Server {
    client: Client,
    config: Config,
    shared: Mutex<Shared>,
    opened: AtomicU64,
    in_flight: AtomicUsize,
    commands: AtomicU64,
}

#[derive(Default)]
struct Shared {
    connection: Option<MultiplexedConnection>,
    /// Counts the connections, so that an old failure does not close a new connection.
    generation: u64,
    used: Option<Instant>,
    /// The last attempt to connect that came to nothing.
    failed: Option<(Instant, String)>,
}

/// Counts a command for as long as it is under way, also when its future is dropped.
struct InFlight<'a>(&'a AtomicUsize);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Server {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// `invalid-address`; a socket in the file system is none that a function may have.
    pub(super) fn new(address: &str, config: Config) -> Result<Self, Error> {
        let client = Client::open(address).map_err(|_| Error::InvalidAddress)?;
        if matches!(client.get_connection_info().addr(), ConnectionAddr::Unix(_)) {
            return Err(Error::InvalidAddress);
        }
        Ok(Self {
            client,
            config,
            shared: Mutex::default(),
            opened: AtomicU64::new(0),
            in_flight: AtomicUsize::new(0),
            commands: AtomicU64::new(0),
        })
    }

    /// Sends a command on the shared connection; again on a new one if it only reads.
    pub(super) async fn send(&self, command: &Cmd, only_reads: bool) -> Result<Value, RedisError> {
        self.commands.fetch_add(1, Ordering::Relaxed);
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        let _counted = InFlight(&self.in_flight);
        let (mut connection, generation) = self.shared().await?;
        let error = match command.query_async(&mut connection).await {
            Err(error) if error.is_io_error() => error,
            outcome => return outcome,
        };
        self.forget(generation).await;
        if !only_reads || error.is_timeout() {
            return Err(error);
        }
        let (mut connection, _) = self.shared().await?;
        command.query_async(&mut connection).await
    }

    /// The shared connection, opened when there is none that works.
    pub(super) async fn shared(&self) -> Result<(MultiplexedConnection, u64), RedisError> {
        let asked = Instant::now();
        let mut shared = self.shared.lock().await;
        if let Some(mut connection) = shared.connection.clone() {
            let trusted = shared.used.is_some_and(|used| used.elapsed() < TRUSTED_IDLE);
            if trusted || redis::cmd("PING").query_async::<Value>(&mut connection).await.is_ok() {
                shared.used = Some(Instant::now());
                return Ok((connection, shared.generation));
            }
            shared.connection = None;
        }
        if let Some((when, failure)) = &shared.failed
            && *when > asked
        {
            // Another command tried while this one waited; a further attempt would only add to the wait.
            return Err(std::io::Error::other(failure.clone()).into());
        }
        match self.connect(Some(self.config.response_timeout)).await {
            Ok(connection) => {
                shared.connection = Some(connection.clone());
                shared.generation += 1;
                shared.used = Some(Instant::now());
                Ok((connection, shared.generation))
            }
            Err(error) => {
                shared.failed = Some((Instant::now(), error.to_string()));
                Err(error)
            }
        }
    }

    /// A connection for one guest, on which answers may take as long as they like.
    pub(super) async fn private(&self) -> Result<MultiplexedConnection, RedisError> {
        self.connect(None).await
    }

    pub(super) fn stats(&self) -> ServerStats {
        ServerStats {
            address: self.client.get_connection_info().addr().to_string(),
            connections_opened: self.opened.load(Ordering::Relaxed),
            in_flight: self.in_flight.load(Ordering::Relaxed),
            commands: self.commands.load(Ordering::Relaxed),
        }
    }

    async fn connect(
        &self,
        response_timeout: Option<Duration>,
    ) -> Result<MultiplexedConnection, RedisError> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.config.connect_timeout))
            .set_response_timeout(response_timeout);
        self.client.get_multiplexed_async_connection_with_config(&config).await
    }

    async fn forget(&self, generation: u64) {
        let mut shared = self.shared.lock().await;
        if shared.generation == generation {
            shared.connection = None;
        }
    }
}
