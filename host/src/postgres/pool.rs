//! Connections to one database, shared by all instances.
//!
//! sqlx's own pool sends a message to the server each time a connection comes back. This one sends
//! nothing: a connection that may have something left on it never comes back (see
//! [`super::statement`]), so there is nothing to clean.
//!
//! An idle connection remembers the guest that used it last. The guest gets the same one
//! again as long as no other needs it more, so that `lastval()` and its like work as they do on Spin,
//! where a guest keeps its connection all the time. Under pressure others may take it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnection;
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::Config;
use super::address::Address;
use super::statement::Known;

/// No connection grows older than this, so that what the server caches for it stays bounded.
const AGE_MAX: Duration = Duration::from_secs(1800);
/// A connection idle for longer than this is tried out first; under load none is.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);
/// How long trying it out may take.
const PING_TIMEOUT: Duration = Duration::from_secs(1);

/// The guest that an idle connection is kept for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Owner(u64);

impl Owner {
    const NOBODY: Self = Self(0);

    /// A number of its own for every connection that a guest opens.
    pub(super) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// Numbers for the metrics page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolStats {
    /// Host and port, without credentials.
    pub address: String,
    /// Open connections, in use or not.
    pub size: usize,
    /// Open connections that are not in use.
    pub idle: usize,
    /// Connections in use, those being opened among them.
    pub in_use: usize,
    /// The most connections there may be.
    pub limit: usize,
    /// Statements started since the beginning.
    pub statements: u64,
}

/// The connections to one address.
pub(super) struct Pool {
    address: Address,
    ca_root: Option<String>,
    config: Config,
    permits: Arc<Semaphore>,
    state: std::sync::Mutex<State>,
    statements: AtomicU64,
    known: Known,
}

#[derive(Default)]
struct State {
    /// The one used last stands at the end.
    idle: Vec<Idle>,
    /// Connections open, being opened or in use.
    live: usize,
}

struct Idle {
    connection: PgConnection,
    owner: Owner,
    born: Instant,
    used: Instant,
}

/// A connection in use. Dropped, it is closed; given back, it can serve again.
pub(super) struct Lease {
    pool: Arc<Pool>,
    open: Option<Open>,
    _permit: OwnedSemaphorePermit,
}

struct Open {
    connection: PgConnection,
    born: Instant,
}

impl Pool {
    pub(super) fn new(address: Address, ca_root: Option<String>, config: Config) -> Arc<Self> {
        Arc::new(Self {
            address,
            ca_root,
            permits: Arc::new(Semaphore::new(config.connections_max)),
            config,
            state: std::sync::Mutex::default(),
            statements: AtomicU64::new(0),
            known: Known::default(),
        })
    }

    /// Whether a session is the same after this statement as before.
    pub(super) fn is_plain(&self, sql: &str) -> bool {
        self.known.is_plain(sql)
    }

    /// A connection for a statement of this guest.
    ///
    /// # Errors
    /// Says in words why there is none: no answer, refused, or all in use for too long.
    pub(super) async fn acquire(self: &Arc<Self>, owner: Owner) -> Result<Lease, String> {
        let permit = self.permit().await?;
        self.statements.fetch_add(1, Ordering::Relaxed);
        let mut lease = Lease { pool: Arc::clone(self), open: None, _permit: permit };
        if let Some(idle) = self.find(owner) {
            let trusted = idle.used.elapsed() < TRUSTED_IDLE;
            lease.open = Some(Open { connection: idle.connection, born: idle.born });
            if trusted || lease.answers().await {
                return Ok(lease);
            }
            // The server went away and may be back: none of the old connections is worth a try.
            lease.open = None;
            self.forget_idle();
        }
        lease.open = Some(self.connect().await?);
        Ok(lease)
    }

    /// Makes sure that the address works, as `open` does on Spin, and keeps the connection ready.
    ///
    /// # Errors
    /// As [`Self::acquire`]; but when all connections are in use, the address is known to work.
    pub(super) async fn check(self: &Arc<Self>, owner: Owner) -> Result<(), String> {
        if self.permits.available_permits() == 0 {
            return Ok(());
        }
        let lease = self.acquire(owner).await?;
        self.statements.fetch_sub(1, Ordering::Relaxed);
        lease.give_back(owner);
        Ok(())
    }

    /// The guest is gone: its connection is anybody's.
    pub(super) fn release_owner(&self, owner: Owner) {
        let mut state = self.lock();
        if let Some(idle) = state.idle.iter_mut().rfind(|idle| idle.owner == owner) {
            idle.owner = Owner::NOBODY;
        }
    }

    /// Closes every idle connection: the server went away.
    pub(super) fn forget_idle(&self) {
        let forgotten = {
            let mut state = self.lock();
            let forgotten = std::mem::take(&mut state.idle);
            state.live -= forgotten.len();
            forgotten
        };
        // Closing sockets takes system calls; the lock is not held meanwhile.
        drop(forgotten);
    }

    /// Closes what has been idle for longer than it may.
    pub(super) fn close_idle(&self) {
        let now = Instant::now();
        let outdated: Vec<Idle> = {
            let mut state = self.lock();
            let too_old = |idle: &mut Idle| now.duration_since(idle.used) > self.config.idle_max;
            let outdated = state.idle.extract_if(.., too_old).collect::<Vec<_>>();
            state.live -= outdated.len();
            outdated
        };
        drop(outdated);
    }

    pub(super) fn stats(&self) -> PoolStats {
        let host = self.address.hosts().ok().and_then(|hosts| hosts.first().copied());
        let state = self.lock();
        PoolStats {
            address: host.map(|(host, port)| format!("{host}:{port}")).unwrap_or_default(),
            size: state.live,
            idle: state.idle.len(),
            in_use: state.live.saturating_sub(state.idle.len()),
            limit: self.config.connections_max,
            statements: self.statements.load(Ordering::Relaxed),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // Nothing under this lock can panic half-way, so a poisoned one is as good as any.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, String> {
        let closed = |_| "the pool is closed".to_owned();
        // Trying first spares the timer in the normal case.
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(permit);
        }
        let waiting = Arc::clone(&self.permits).acquire_owned();
        match timeout(self.config.acquire_timeout, waiting).await {
            Ok(permit) => permit.map_err(closed),
            Err(_) => Err("too many connections: timed out waiting for a free one".to_owned()),
        }
    }

    /// An idle connection; `None` when there is none and one more is opened, counted already.
    fn find(&self, owner: Owner) -> Option<Idle> {
        let mut state = self.lock();
        let last_of = |wanted| state.idle.iter().rposition(|idle: &Idle| idle.owner == wanted);
        let chosen = match last_of(owner).or_else(|| last_of(Owner::NOBODY)) {
            Some(index) => Some(index),
            // Somebody else's, the one unused for longest, when there may not be one more.
            None if state.live >= self.config.connections_max && !state.idle.is_empty() => Some(0),
            None => None,
        };
        if chosen.is_none() {
            state.live += 1;
        }
        chosen.map(|index| state.idle.remove(index))
    }

    async fn connect(&self) -> Result<Open, String> {
        let patience = self.address.connect_timeout().unwrap_or(self.config.connect_timeout);
        let mut failure = "invalid configuration: host missing".to_owned();
        for (host, port) in self.address.hosts()? {
            let options = self.address.options(host, port, self.ca_root.as_deref());
            match timeout(patience, options.connect()).await {
                Ok(Ok(connection)) => {
                    return Ok(Open { connection, born: Instant::now() });
                }
                Ok(Err(error)) => failure = error.to_string(),
                Err(_) => failure = format!("no answer within {} ms", patience.as_millis()),
            }
        }
        Err(failure)
    }
}

impl Lease {
    /// The connection. It is there for as long as somebody holds the lease.
    pub(super) fn connection(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        self.open.as_mut().map(|open| &mut open.connection).ok_or(sqlx::Error::PoolClosed)
    }

    /// Keeps the connection open for the next statement, of this guest if possible.
    pub(super) fn give_back(mut self, owner: Owner) {
        let now = Instant::now();
        let Some(Open { connection, born }) =
            self.open.take_if(|open| now.duration_since(open.born) < AGE_MAX)
        else {
            return;
        };
        let mut state = self.pool.lock();
        state.idle.push(Idle { connection, owner, born, used: now });
        // Dropping this lease takes one off again.
        state.live += 1;
    }

    /// The server ended this connection: the others it had are not worth a try either.
    pub(super) fn discard_broken(self) {
        self.pool.forget_idle();
    }

    async fn answers(&mut self) -> bool {
        match self.connection() {
            Ok(connection) => {
                matches!(timeout(PING_TIMEOUT, connection.ping()).await, Ok(Ok(())))
            }
            Err(_) => false,
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // The permit is freed after this, so that its next holder finds the count right. A
        // connection still here is closed with it, which ends its unfinished statement.
        self.pool.lock().live -= 1;
    }
}
