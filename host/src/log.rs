//! The log: one JSON object a line, on standard error or in files of bounded size. A thread of its own writes it: no
//! request waits for a disk, and a disk that is full costs lines, not requests.

use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use file_rotate::compression::Compression;
use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate};
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

/// How many lines may wait for an output that stands still before further ones are lost; some 5 MB.
const WAITING_LINES_MAX: usize = 16_384;
/// Others than the owner and the group need not read the log.
const MODE: u32 = 0o640;

/// Of the process, as its log is: lines that found no place in front of the output.
static DROPPED: OnceLock<ErrorCounter> = OnceLock::new();
/// Lines that the output did not take.
static REFUSED: AtomicU64 = AtomicU64::new(0);

/// Where the log goes.
#[derive(Clone, Debug, Default)]
pub enum Place {
    /// The process's standard error.
    #[default]
    StandardError,
    /// A file that makes room for the next one when it is full.
    File {
        /// Its name; full files have a number behind it, 1 for the youngest.
        path: PathBuf,
        /// After how many bytes a file is full; its last line may go beyond.
        bytes_max: usize,
        /// How many full files are kept.
        full_files: usize,
    },
}

/// How many lines are in no file since the start.
pub fn lost_lines() -> u64 {
    let dropped = DROPPED.get().map_or(0, ErrorCounter::dropped_lines);
    u64::try_from(dropped).unwrap_or(u64::MAX).saturating_add(REFUSED.load(Ordering::Relaxed))
}

/// Starts it; `filter` is in the form of tracing's filters. What has been logged is written at the latest when the
/// guard is dropped.
///
/// # Errors
/// A filter that cannot be read, a file that cannot be written.
pub fn start(filter: &str, place: Place) -> anyhow::Result<WorkerGuard> {
    let filter = EnvFilter::try_new(filter).with_context(|| format!("log filter `{filter}`"))?;
    let builder =
        NonBlockingBuilder::default().buffered_lines_limit(WAITING_LINES_MAX).thread_name("log");
    let (writer, guard) = match place {
        Place::StandardError => builder.finish(Counted::new(io::stderr())),
        Place::File { path, bytes_max, full_files } => {
            let file = rotating(&path, bytes_max, full_files)
                .with_context(|| format!("the log {}", path.display()))?;
            builder.finish(Counted::new(file))
        }
    };
    _ = DROPPED.set(writer.error_counter());
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(writer)
        .try_init()
        .map_err(|error| anyhow::anyhow!("the log cannot start: {error}"))?;
    Ok(guard)
}

/// Goes on where an earlier process stopped.
fn rotating(
    path: &PathBuf,
    bytes_max: usize,
    full_files: usize,
) -> io::Result<FileRotate<AppendCount>> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).create(true).append(true).mode(MODE);
    // Says now what the rotation would keep to itself. A terminal, a pipe or a device must keep its name.
    let limit = if options.open(path)?.metadata()?.is_file() {
        ContentLimit::BytesSurpassed(bytes_max)
    } else {
        ContentLimit::None
    };
    let suffix = AppendCount::new(full_files);
    Ok(FileRotate::new(path, suffix, limit, Compression::None, Some(options)))
}

/// An output whose failures count. The log cannot tell them, so standard error does, once.
struct Counted<W> {
    output: W,
    works: bool,
}

impl<W> Counted<W> {
    fn new(output: W) -> Self {
        Self { output, works: true }
    }
}

impl<W: Write> Write for Counted<W> {
    /// Takes one whole line.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let written = self.output.write_all(line);
        if let Err(cause) = &written {
            REFUSED.fetch_add(1, Ordering::Relaxed);
            if self.works {
                _ = writeln!(io::stderr(), "rongtong: the log loses lines: {cause}");
            }
        }
        self.works = written.is_ok();
        written.map(|()| line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
