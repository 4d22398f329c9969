//! Rows on their way to a function: in batches, at most a few of them ahead of the reader.
//!
//! A short result is complete before the function gets it: its connection is free again at once
//! and no task is started. A longer one goes on in a task of its own that stops when its reader is gone.

use tokio::sync::{OwnedMutexGuard, mpsc, oneshot};

use super::batch::{Batch, BatchSender};
use super::execute::{Prepared, Sink, run};
use super::wit::{Column, Error, Row};
use super::work::{Slot, Work};

/// Batches that wait for the reader; the database is read no further until one is taken.
const BATCHES_AHEAD: usize = 2;

/// The reader's end of a stream.
pub struct RowStream {
    /// Names and types; empty when there is no row at all, as on Spin.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: RowSource,
    /// How it ended.
    pub outcome: Outcome,
}

/// Rows that are here and rows that are still to come.
pub struct RowSource {
    pub(super) ready: Vec<Row>,
    pub(super) coming: Option<mpsc::Receiver<Batch>>,
}

/// The end of a stream, known or not.
pub enum Outcome {
    /// It has ended already.
    Known(Result<(), Error>),
    /// It goes on.
    Coming(oneshot::Receiver<Result<(), Error>>),
}

impl RowSource {
    /// The next rows; `None` after the last.
    pub async fn next(&mut self) -> Option<Vec<Row>> {
        if !self.ready.is_empty() {
            return Some(std::mem::take(&mut self.ready));
        }
        let batch = self.coming.as_mut()?.recv().await?;
        Some(batch.rows)
    }

    /// As [`Self::next`], for a caller that polls.
    pub(super) fn poll_next(
        &mut self,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Vec<Row>>> {
        if !self.ready.is_empty() {
            return std::task::Poll::Ready(Some(std::mem::take(&mut self.ready)));
        }
        match self.coming.as_mut() {
            Some(coming) => coming.poll_recv(context).map(|batch| batch.map(|batch| batch.rows)),
            None => std::task::Poll::Ready(None),
        }
    }
}

impl Outcome {
    /// Waits for the end.
    ///
    /// # Errors
    /// What went wrong after the statement had started.
    pub async fn wait(self) -> Result<(), Error> {
        match self {
            Self::Known(outcome) => outcome,
            Self::Coming(outcome) => match outcome.await {
                Ok(ended) => ended,
                Err(_) => Err(Error::Other("the query was stopped".to_owned())),
            },
        }
    }
}

/// Starts a prepared statement and waits for its first rows.
pub(super) async fn start(
    slot: OwnedMutexGuard<Slot>,
    work: Work,
    prepared: Prepared,
) -> RowStream {
    let (sender, mut coming) = mpsc::channel(BATCHES_AHEAD);
    // A held session stays locked until the last row; otherwise the guest may use another connection.
    let (kept, released) = if work.held { (Some(slot), None) } else { (None, Some(slot)) };
    let mut driver = Box::pin(drive(work, prepared, BatchSender::new(sender), kept));
    let first = tokio::select! {
        biased;
        outcome = &mut driver => Err(outcome),
        batch = coming.recv() => Ok(batch),
    };
    drop(released);
    match first {
        Err(outcome) => {
            let mut whole = Batch { columns: Vec::new(), rows: Vec::new() };
            while let Ok(batch) = coming.try_recv() {
                if whole.rows.is_empty() {
                    whole = batch;
                } else {
                    whole.rows.extend(batch.rows);
                }
            }
            let rows = RowSource { ready: whole.rows, coming: None };
            RowStream { columns: whole.columns, rows, outcome: Outcome::Known(outcome) }
        }
        Ok(batch) => {
            let (ended, outcome) = oneshot::channel();
            tokio::spawn(async move {
                // A reader that does not ask how it ended is no failure.
                let _unread = ended.send(driver.await);
            });
            let batch = batch.unwrap_or(Batch { columns: Vec::new(), rows: Vec::new() });
            let rows = RowSource { ready: batch.rows, coming: Some(coming) };
            RowStream { columns: batch.columns, rows, outcome: Outcome::Coming(outcome) }
        }
    }
}

/// Runs the statement to its end and puts the connection where it belongs.
async fn drive(
    mut work: Work,
    prepared: Prepared,
    sender: BatchSender,
    slot: Option<OwnedMutexGuard<Slot>>,
) -> Result<(), Error> {
    let mut sink = Sink::Send(sender);
    let outcome = run(&mut work, prepared, &mut sink).await;
    let mut free = Slot::Free;
    let mut slot = slot;
    let slot = slot.as_deref_mut().unwrap_or(&mut free);
    let abandoned = matches!(&sink, Sink::Send(sender) if sender.is_abandoned());
    match outcome {
        Ok(_) => {
            work.finish(slot);
            Ok(())
        }
        Err(failure) => {
            let error = work.fail(failure, slot);
            // Reading no further is no failure of the query, as on Spin.
            if abandoned { Ok(()) } else { Err(error) }
        }
    }
}
