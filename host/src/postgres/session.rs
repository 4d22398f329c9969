//! What a function holds as a connection.

use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::error::{After, query_failed_text};
use super::execute::{Collected, Prepared, Sink, prepare, run};
use super::param::Param;
use super::pool::{Owner, Pool};
use super::rows::{self, RowStream};
use super::wit::{Error, ParameterValue, RowSet};
use super::work::{Slot, Work};

/// A guest's connection. Statements on it run one after the other, as on Spin. Cheap to clone.
#[derive(Clone)]
pub struct Session {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Arc<Pool>,
    owner: Owner,
    slot: Arc<Mutex<Slot>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.pool.release_owner(self.owner);
    }
}

impl Session {
    pub(super) fn new(pool: Arc<Pool>) -> Self {
        let slot = Arc::default();
        Self { inner: Arc::new(Inner { pool, owner: Owner::next(), slot }) }
    }

    pub(super) async fn check(&self) -> Result<(), Error> {
        self.inner.pool.check(self.inner.owner).await.map_err(Error::ConnectionFailed)
    }

    /// Runs a statement and counts the rows it touched.
    ///
    /// # Errors
    /// As Spin: `value-conversion-failed` for a parameter that is malformed in itself,
    /// `query-failed` for all that comes after, `connection-failed` when there is no connection.
    pub async fn execute(&self, sql: String, params: Vec<ParameterValue>) -> Result<u64, Error> {
        let params = convert(params).map_err(Error::ValueConversionFailed)?;
        let (mut slot, mut work, prepared) = self.begin(sql, params).await?;
        match run(&mut work, prepared, &mut Sink::Count).await {
            Ok(affected) => {
                work.finish(&mut slot);
                Ok(affected)
            }
            Err(failure) => Err(work.fail(failure, &mut slot)),
        }
    }

    /// Runs a statement and holds all its rows. A result without rows has no columns, as on Spin.
    ///
    /// # Errors
    /// As Spin: `bad-parameter` for a parameter that is malformed in itself, `query-failed` for all
    /// that comes after (also when the rows take more than 128 MiB), `connection-failed` when there
    /// is no connection.
    pub async fn query(&self, sql: String, params: Vec<ParameterValue>) -> Result<RowSet, Error> {
        let params = convert(params).map_err(Error::BadParameter)?;
        let (mut slot, mut work, prepared) = self.begin(sql, params).await?;
        let mut sink = Sink::Collect(Collected::default());
        let outcome = run(&mut work, prepared, &mut sink).await;
        match (outcome, sink) {
            (Ok(_), Sink::Collect(collected)) => {
                work.finish(&mut slot);
                Ok(RowSet { columns: collected.columns, rows: collected.rows })
            }
            (Ok(_), _) => Err(query_failed_text("the rows went astray")),
            (Err(failure), _) => Err(work.fail(failure, &mut slot)),
        }
    }

    /// Runs a statement and hands out its rows as they arrive.
    ///
    /// # Errors
    /// As [`Self::query`] until the statement has started; what happens later is the outcome of the
    /// stream.
    pub async fn query_stream(
        &self,
        sql: String,
        params: Vec<ParameterValue>,
    ) -> Result<RowStream, Error> {
        let params = convert(params).map_err(Error::BadParameter)?;
        let (slot, work, prepared) = self.begin(sql, params).await?;
        Ok(rows::start(slot, work, prepared).await)
    }

    /// Finds a connection, prepares the statement there and encodes the parameters.
    ///
    /// The slot says `Gone` while a held session is out; should this future be dropped half-way, it
    /// stays so, because the state of the session is not known.
    async fn begin(
        &self,
        sql: String,
        params: Vec<Param>,
    ) -> Result<(OwnedMutexGuard<Slot>, Work, Prepared), Error> {
        let Inner { pool, owner, slot } = &*self.inner;
        let owner = *owner;
        let mut slot = Arc::clone(slot).lock_owned().await;
        let plain = pool.is_plain(&sql);
        let (lease, was_held) = match std::mem::take(&mut *slot) {
            Slot::Free => (pool.acquire(owner).await.map_err(Error::ConnectionFailed)?, false),
            Slot::Held(lease) => (lease, true),
            Slot::Gone => {
                *slot = Slot::Gone;
                return Err(query_failed_text("Error { kind: Closed, cause: None }"));
            }
        };
        let held = was_held || !plain;
        if was_held {
            *slot = Slot::Gone;
        }
        let mut work = Work { lease, sql, params, held, owner };
        let mut outcome = prepare(&mut work).await;
        if !was_held && matches!(&outcome, Err(failure) if failure.connection == After::Broken) {
            // Preparing changes nothing, so this is safe to do again on a connection that works.
            work.lease.discard_broken();
            work.lease = pool.acquire(owner).await.map_err(Error::ConnectionFailed)?;
            outcome = prepare(&mut work).await;
        }
        match outcome {
            Ok(prepared) => {
                if held {
                    *slot = Slot::Gone;
                }
                Ok((slot, work, prepared))
            }
            Err(failure) => Err(work.fail(failure, &mut slot)),
        }
    }
}

fn convert(values: Vec<ParameterValue>) -> Result<Vec<Param>, String> {
    values.into_iter().map(Param::new).collect()
}
