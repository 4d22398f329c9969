//! The log: one JSON object a line, on standard error.

use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

/// Starts it; `filter` is in the form of tracing's filters.
///
/// # Errors
/// A filter that cannot be read.
pub fn start(filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter).with_context(|| format!("log filter `{filter}`"))?;
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init()
        .map_err(|error| anyhow::anyhow!("the log cannot start: {error}"))
}
