//! `spin:postgres@4.2.0` over sqlx.
//!
//! Spin gives every guest connection a database session of its own until the guest drops it. This
//! host lends a session per statement and keeps it with the guest only from the moment on when a
//! statement leaves something in it (a transaction, a setting, a temporary table). Such a session
//! is closed afterwards, so the next guest never sees what the last one left.
//!
//! Statements stay prepared per session. A statement that is known costs one round trip; the types
//! that Postgres inferred for its parameters come from the same cache.

mod address;
mod batch;
mod decode;
mod error;
mod execute;
mod host;
mod json;
mod moment;
mod numeric;
mod oid;
mod param;
mod pool;
mod range;
mod rows;
mod session;
mod statement;
mod types;
mod wire;
pub mod wit;
mod work;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub(crate) use address::Address;
pub use host::{Connection, ConnectionBuilder, HasPostgres, PostgresView};
use pool::Pool;
pub use pool::PoolStats;
pub use rows::RowStream;
pub use session::Session;
use wit::Error;

/// Prepared statements kept per session; the one unused for longest makes room for a new one.
const STATEMENT_CACHE_CAPACITY: usize = 512;
/// Addresses with a pool. More than this many at once only a runaway guest has.
const POOLS_MAX: usize = 64;
/// The most that the host holds of one buffered result or of one row, in bytes, as on Spin.
const RESULT_BYTES_MAX: usize = 128 << 20;

/// Limits of the connections to one address.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// The most connections open at once.
    pub connections_max: usize,
    /// How long a statement waits for a free connection.
    pub acquire_timeout: Duration,
    /// How long opening a connection may take, unless the address says otherwise.
    pub connect_timeout: Duration,
    /// How long a connection may be idle before [`Postgres::close_idle`] closes it.
    pub idle_max: Duration,
}

impl Config {
    /// Of as many that share one server, the part of each.
    #[must_use]
    pub fn shared_by(self, parts: usize) -> Self {
        let connections_max = self.connections_max.div_ceil(parts.max(1));
        Self { connections_max, ..self }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            connections_max: 64,
            acquire_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(3),
            idle_max: Duration::from_secs(30),
        }
    }
}

/// All databases that the functions of this process use. Cheap to clone.
#[derive(Clone)]
pub struct Postgres {
    inner: Arc<Inner>,
}

/// By address and certificate of the authority.
type Pools = HashMap<(String, Option<String>), Arc<Pool>>;

struct Inner {
    config: Config,
    pools: Mutex<Pools>,
}

impl Postgres {
    /// Opens nothing yet.
    pub fn new(config: Config) -> Self {
        Self { inner: Arc::new(Inner { config, pools: Mutex::default() }) }
    }

    /// Opens what a function calls a connection. The caller has checked that it may.
    ///
    /// # Errors
    /// `connection-failed` when the address is none or the database does not let us in.
    pub async fn open(&self, address: &str, ca_root: Option<&str>) -> Result<Session, Error> {
        let pool = self.pool(address, ca_root).map_err(Error::ConnectionFailed)?;
        let session = Session::new(pool);
        session.check().await?;
        Ok(session)
    }

    /// Closes connections that nobody has used for long; both ends keep much for each of them.
    pub fn close_idle(&self) {
        let pools: Vec<_> = self.pools().values().map(Arc::clone).collect();
        pools.iter().for_each(|pool| pool.close_idle());
    }

    /// The state of every pool, for the metrics page.
    pub fn stats(&self) -> Vec<PoolStats> {
        self.pools().values().map(|pool| pool.stats()).collect()
    }

    fn pools(&self) -> std::sync::MutexGuard<'_, Pools> {
        self.inner.pools.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pool(&self, address: &str, ca_root: Option<&str>) -> Result<Arc<Pool>, String> {
        let key = (address.to_owned(), ca_root.map(str::to_owned));
        let mut pools = self.pools();
        if let Some(pool) = pools.get(&key) {
            return Ok(Arc::clone(pool));
        }
        let parsed = Address::parse(address)?;
        if pools.len() >= POOLS_MAX {
            // Those that no guest holds any more.
            pools.retain(|_, pool| Arc::strong_count(pool) > 1);
        }
        let pool = Pool::new(parsed, key.1.clone(), self.inner.config);
        pools.insert(key, Arc::clone(&pool));
        Ok(pool)
    }
}
