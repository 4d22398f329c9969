//! JSON lines on standard error, written by a thread of their own.

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

/// Starts the log. It is written to its end when the guard is dropped.
pub fn start(filter: &str) -> WorkerGuard {
    let (writer, guard) =
        NonBlockingBuilder::default().lossy(false).finish(std::io::stderr());
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(writer)
        .init();
    guard
}
