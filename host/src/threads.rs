//! The threads that serve. Each has a runtime, instances and connections of its own, and a client's connection stays
//! with the thread that it was given to: nothing of a request is handed from one thread to another, which took a third
//! of the time of a short one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

use crate::service::Service;

/// After how many turns a thread looks for new connections and timers. Less than tokio's own 61,
/// because a component that computes makes each turn last as long as its share of time.
const EVENT_INTERVAL: u32 = 31;
/// How long the rest of what a thread does may take when it stops.
const REST: Duration = Duration::from_secs(1);

/// A runtime for the thread that drives it.
///
/// # Errors
/// A system that gives no descriptors.
pub fn runtime() -> anyhow::Result<Runtime> {
    let mut builder = Builder::new_current_thread();
    builder.enable_all().event_interval(EVENT_INTERVAL);
    builder.build().context("no runtime")
}

/// A thread that serves.
pub struct Thread {
    /// Where its tasks are started.
    pub handle: Handle,
    /// What answers there.
    pub service: Arc<Service>,
    open: Arc<AtomicUsize>,
}

/// The other threads besides the one that starts them. Dropped, they stop.
pub struct Others(Vec<(oneshot::Sender<()>, std::thread::JoinHandle<()>)>);

/// Starts a thread per thread of the application; the calling one, whose runtime this runs in, is the first.
///
/// # Errors
/// A system that gives no more threads.
pub fn start(service: &Service) -> anyhow::Result<(Vec<Thread>, Others)> {
    let of = |thread, handle| Thread {
        handle,
        service: Arc::new(Service { thread, ..service.clone() }),
        open: Arc::default(),
    };
    let mut threads = vec![of(0, Handle::current())];
    let mut others = Others(Vec::new());
    for number in 1..service.app.postgres.len() {
        let runtime = runtime()?;
        threads.push(of(number, runtime.handle().clone()));
        let (stop, stopped) = oneshot::channel();
        let work = move || {
            _ = runtime.block_on(stopped);
            runtime.shutdown_timeout(REST);
        };
        let name = format!("serve-{number}");
        let thread = std::thread::Builder::new().name(name).spawn(work)?;
        others.0.push((stop, thread));
    }
    Ok((threads, others))
}

impl Thread {
    /// The one with the fewest connections.
    pub fn least_busy(threads: &[Self]) -> Option<&Self> {
        threads.iter().min_by_key(|thread| thread.open.load(Ordering::Relaxed))
    }

    /// Counts a connection until the value is dropped.
    pub fn occupy(&self) -> Occupied {
        self.open.fetch_add(1, Ordering::Relaxed);
        Occupied(Arc::clone(&self.open))
    }
}

/// A connection that is open on a thread.
pub struct Occupied(Arc<AtomicUsize>);

impl Drop for Occupied {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Others {
    fn drop(&mut self) {
        let (stops, threads): (Vec<_>, Vec<_>) = self.0.drain(..).unzip();
        drop(stops);
        for thread in threads {
            _ = thread.join();
        }
    }
}
