//! `spin:redis@3.0.0` over the redis crate.
//!
//! Stock Spin opens a connection for every `open`. Here all guests share one connection per
//! address, on which commands are sent without waiting for each other; for the commands of the interface
//! the two cannot be told apart. A command that changes its connection or blocks it (`MULTI`,
//! `SELECT`, `BLPOP`, ...) moves the guest to a connection of its own, for as long as it holds the
//! resource. Subscribing is refused, as there is no way to read what would arrive.

mod command;
mod host;
mod reply;
mod server;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{Cmd, FromRedisValue, RedisError, Value};

use crate::bindings::spin::redis::redis::{Error, RedisParameter, RedisResult};
use command::Kind;
pub use host::{Connection, HasRedis, RedisView};
use server::Server;
pub use server::ServerStats;

/// Addresses with a shared connection. More than this many at once only a runaway guest has.
const SERVERS_MAX: usize = 64;
/// The most that the host holds of one answer, in bytes, as on Spin.
const RESULT_BYTES_MAX: usize = 128 << 20;

/// Limits of the connections.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// How long opening a connection may take.
    pub connect_timeout: Duration,
    /// How long an answer on the shared connection may take. Connections of a guest's own have no
    /// such limit, because commands may block there.
    pub response_timeout: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self { connect_timeout: Duration::from_secs(1), response_timeout: Duration::from_secs(2) }
    }
}

/// All Redis servers that the functions of this process use. Cheap to clone.
#[derive(Clone)]
pub struct Redis {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    servers: Mutex<HashMap<String, Arc<Server>>>,
}

impl Redis {
    /// Opens nothing yet.
    pub fn new(config: Config) -> Self {
        Self { inner: Arc::new(Inner { config, servers: Mutex::default() }) }
    }

    /// Opens what a function calls a connection. The caller has checked that it may.
    ///
    /// # Errors
    /// `invalid-address` when the address is none, `other` when the server does not let us in.
    pub async fn open(&self, address: &str) -> Result<Session, Error> {
        let server = self.server(address)?;
        server.shared().await.map_err(other)?;
        Ok(Session { inner: Arc::new(Held { server, own: tokio::sync::Mutex::default() }) })
    }

    /// The state of every server, for the metrics page.
    pub fn stats(&self) -> Vec<ServerStats> {
        self.servers().values().map(|server| server.stats()).collect()
    }

    fn servers(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Server>>> {
        self.inner.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn server(&self, address: &str) -> Result<Arc<Server>, Error> {
        let mut servers = self.servers();
        if let Some(server) = servers.get(address) {
            return Ok(Arc::clone(server));
        }
        let server = Arc::new(Server::new(address, self.inner.config)?);
        if servers.len() >= SERVERS_MAX {
            // Those that no guest holds any more.
            servers.retain(|_, server| Arc::strong_count(server) > 1);
        }
        servers.insert(address.to_owned(), Arc::clone(&server));
        Ok(server)
    }
}

/// A guest's connection. Cheap to clone.
#[derive(Clone)]
pub struct Session {
    inner: Arc<Held>,
}

struct Held {
    server: Arc<Server>,
    /// The guest's own connection, once it needs one.
    own: tokio::sync::Mutex<Option<MultiplexedConnection>>,
}

impl Session {
    /// Sends a message to a channel.
    ///
    /// # Errors
    /// `other` with what went wrong in words; so do all commands here.
    pub async fn publish(&self, channel: &str, payload: &[u8]) -> Result<(), Error> {
        self.ask::<Value>(redis::cmd("PUBLISH").arg(channel).arg(payload)).await.map(|_| ())
    }

    /// The value of a key.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        let value: Option<Vec<u8>> = self.ask(redis::cmd("GET").arg(key)).await?;
        check_size(value.as_ref().map_or(0, Vec::len))?;
        Ok(value)
    }

    /// Sets a key.
    pub async fn set(&self, key: &str, value: &[u8]) -> Result<(), Error> {
        self.ask::<Value>(redis::cmd("SET").arg(key).arg(value)).await.map(|_| ())
    }

    /// Adds one to a number.
    pub async fn incr(&self, key: &str) -> Result<i64, Error> {
        self.ask(redis::cmd("INCRBY").arg(key).arg(1)).await
    }

    /// Removes keys and says how many there were.
    pub async fn del(&self, keys: &[String]) -> Result<u32, Error> {
        self.ask(redis::cmd("DEL").arg(keys)).await
    }

    /// Adds to a set and says how many were new.
    pub async fn sadd(&self, key: &str, values: &[String]) -> Result<u32, Error> {
        self.ask(redis::cmd("SADD").arg(key).arg(values)).await
    }

    /// The members of a set.
    pub async fn smembers(&self, key: &str) -> Result<Vec<String>, Error> {
        self.ask(redis::cmd("SMEMBERS").arg(key)).await
    }

    /// Removes from a set and says how many there were.
    pub async fn srem(&self, key: &str, values: &[String]) -> Result<u32, Error> {
        self.ask(redis::cmd("SREM").arg(key).arg(values)).await
    }

    /// Any other command; a nested answer comes out flat, as on Spin.
    pub async fn execute(
        &self,
        command: &str,
        arguments: &[RedisParameter],
    ) -> Result<Vec<RedisResult>, Error> {
        let mut cmd = redis::cmd(command);
        for argument in arguments {
            match argument {
                RedisParameter::Int64(number) => cmd.arg(number),
                RedisParameter::Binary(bytes) => cmd.arg(bytes),
            };
        }
        let kind = command::kind(command, arguments);
        if kind == Kind::Refused {
            let text = format!("{command} is not supported: nothing could receive the messages");
            return Err(Error::Other(text));
        }
        let value = self.send(&cmd, kind).await.map_err(other)?;
        let results = reply::flatten(value).map_err(Error::Other)?;
        check_size(results.iter().map(reply::size_bytes).sum())?;
        Ok(results)
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, Error> {
        let kind = match command.args_iter().next() {
            Some(redis::Arg::Simple(b"GET" | b"SMEMBERS")) => Kind::Reading,
            _ => Kind::Shared,
        };
        let value = self.send(command, kind).await.map_err(other)?;
        T::from_redis_value(value).map_err(|error| other(error.into()))
    }

    async fn send(&self, command: &Cmd, kind: Kind) -> Result<Value, RedisError> {
        let server = &self.inner.server;
        let mut own = self.inner.own.lock().await;
        if own.is_none() && kind == Kind::Stateful {
            *own = Some(server.private().await?);
        }
        match own.clone() {
            // Answers come in the order of the commands, so nothing is waited for under the lock.
            Some(mut connection) => {
                drop(own);
                command.query_async(&mut connection).await
            }
            None => {
                drop(own);
                server.send(command, kind == Kind::Reading).await
            }
        }
    }
}

fn check_size(size_bytes: usize) -> Result<(), Error> {
    if size_bytes > RESULT_BYTES_MAX {
        let text = format!("query result exceeds limit of {RESULT_BYTES_MAX} bytes");
        return Err(Error::Other(text));
    }
    Ok(())
}

fn other(error: RedisError) -> Error {
    Error::Other(error.to_string())
}
