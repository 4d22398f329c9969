//! Rows in batches, so that a reader is not woken for each.

use tokio::sync::mpsc;

use super::wit::{Column, Row};

/// A batch is handed on at this many rows or bytes, or when the database pauses.
const BATCH_ROWS: usize = 64;
const BATCH_BYTES: usize = 64 << 10;

/// Some rows; the first batch also has the columns.
pub(super) struct Batch {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
}

/// The reader is gone.
pub(super) struct Abandoned;

/// The database's end of a stream.
pub(super) struct BatchSender {
    batches: mpsc::Sender<Batch>,
    first: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
    size_bytes: usize,
}

impl BatchSender {
    pub(super) fn new(batches: mpsc::Sender<Batch>) -> Self {
        Self { batches, first: true, columns: Vec::new(), rows: Vec::new(), size_bytes: 0 }
    }

    /// Whether no row has come yet.
    pub(super) fn is_first(&self) -> bool {
        self.first
    }

    pub(super) fn set_columns(&mut self, columns: Vec<Column>) {
        self.columns = columns;
        self.first = false;
    }

    pub(super) async fn push(&mut self, row: Row, size_bytes: usize) -> Result<(), Abandoned> {
        self.rows.push(row);
        self.size_bytes += size_bytes;
        if self.rows.len() >= BATCH_ROWS || self.size_bytes >= BATCH_BYTES {
            self.flush().await?;
        }
        Ok(())
    }

    pub(super) async fn flush(&mut self) -> Result<(), Abandoned> {
        if self.rows.is_empty() && self.columns.is_empty() {
            return Ok(());
        }
        let batch = Batch {
            columns: std::mem::take(&mut self.columns),
            rows: std::mem::take(&mut self.rows),
        };
        self.size_bytes = 0;
        self.batches.send(batch).await.map_err(|_| Abandoned)
    }

    /// Whether the reader is gone.
    pub(super) fn is_abandoned(&self) -> bool {
        self.batches.is_closed()
    }

    /// Ends when the reader is gone.
    pub(super) async fn abandoned(&self) {
        self.batches.closed().await;
    }
}
