//! What a component prints, line by line in the log.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};

/// A longer line is cut into several, in bytes.
const LINE_BYTES_MAX: usize = 4096;

/// One of the two outputs of an instance.
#[derive(Clone)]
pub struct GuestOutput {
    component: Arc<str>,
    stream: &'static str,
    /// The begun line.
    line: Arc<Mutex<Vec<u8>>>,
}

impl GuestOutput {
    /// `stream` is its name in the log.
    pub fn new(component: Arc<str>, stream: &'static str) -> Self {
        Self { component, stream, line: Arc::default() }
    }

    fn take(&self, bytes: &[u8]) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        for &byte in bytes {
            if byte == b'\n' || line.len() == LINE_BYTES_MAX {
                self.log(&line);
                line.clear();
            }
            if byte != b'\n' {
                line.push(byte);
            }
        }
    }

    fn log(&self, line: &[u8]) {
        let text = String::from_utf8_lossy(line);
        tracing::info!(
            target: "guest",
            component = %self.component,
            stream = self.stream,
            "{}",
            text.trim_end()
        );
    }
}

/// The last line may have no end, above all that of a panic.
impl Drop for GuestOutput {
    fn drop(&mut self) {
        if Arc::strong_count(&self.line) == 1 {
            let line =
                std::mem::take(&mut *self.line.lock().unwrap_or_else(PoisonError::into_inner));
            if !line.is_empty() {
                self.log(&line);
            }
        }
    }
}

impl IsTerminal for GuestOutput {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for GuestOutput {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }
}

impl AsyncWrite for GuestOutput {
    fn poll_write(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.take(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
