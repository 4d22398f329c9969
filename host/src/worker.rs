//! The life of instances: one serves many requests, until it is old, idle, late or broken.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, Sleep, sleep_until, timeout};
use wasmtime::component::GuestTaskId;
use wasmtime::{Engine, Store, StoreContextMut};
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, ProxyPre, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};

use crate::engine::plain;
use crate::metrics::ComponentMetrics;
use crate::state::{Guest, Shared};

/// How long an instance that missed a deadline may still tidy up.
const GRACE: Duration = Duration::from_millis(100);

/// How far an instance is used again.
#[derive(Clone, Copy, Debug)]
pub struct Reuse {
    /// Requests that it serves in all.
    pub requests: usize,
    /// Requests that it serves at once.
    pub at_once: usize,
    /// How long it is kept without requests.
    pub idle: Duration,
}

/// Makes the instances of one component.
pub struct Maker {
    /// Where they run.
    pub engine: Engine,
    /// The component, joined to its imports.
    pub pre: ProxyPre<Guest>,
    /// What they share.
    pub shared: Shared,
    /// Their numbers.
    pub metrics: Arc<ComponentMetrics>,
    /// How long making one, or work after the answer, may take.
    pub deadline: Duration,
    /// How far they are used again.
    pub reuse: Reuse,
}

impl Maker {
    /// The same for another version of the component.
    pub fn with(&self, pre: ProxyPre<Guest>) -> Self {
        Self {
            engine: self.engine.clone(),
            pre,
            shared: self.shared.clone(),
            metrics: Arc::clone(&self.metrics),
            deadline: self.deadline,
            reuse: self.reuse,
        }
    }
}

/// When a request must have been answered.
#[derive(Debug)]
pub struct Deadline {
    /// The moment.
    pub at: Instant,
    /// The task that waits for the answer signals the deadline here. When there is no such task any more, the instance
    /// checks the time itself.
    pub missed: oneshot::Receiver<()>,
}

impl HandlerState for Maker {
    type StoreData = Guest;
    type WorkerExpiration = Expiration;
    type WorkerState = Worker;

    async fn instantiate(&self) -> wasmtime::Result<Instance<Guest, Expiration, Worker>> {
        let guest = Guest::new(&self.shared)
            .map_err(|error| wasmtime::format_err!("no state for an instance: {error:#}"))?;
        let mut store = Store::new(&self.engine, guest);
        store.limiter(|guest| &mut guest.limiter);
        store.set_epoch_deadline(1);
        store.epoch_deadline_async_yield_and_update(1);
        let proxy = timeout(self.deadline, self.pre.instantiate_async(&mut store)).await??;
        self.metrics.created.inc();
        self.metrics.live.inc();
        let life = Arc::new(Life::new());
        Ok(Instance {
            store,
            proxy,
            view: Guest::http,
            expiration: Expiration::new(Arc::clone(&life), self.deadline, self.reuse.idle),
            state: Worker {
                life,
                reuse: self.reuse,
                id: Arc::clone(&self.shared.id),
                metrics: Arc::clone(&self.metrics),
            },
        })
    }
}

/// What an instance's two halves know together.
struct Life {
    /// The latest deadline of its requests.
    latest: Mutex<Instant>,
    /// A request missed its deadline.
    late: AtomicBool,
    /// The host ended it for that.
    ended: AtomicBool,
}

impl Life {
    fn new() -> Self {
        Self {
            latest: Mutex::new(Instant::now()),
            late: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        }
    }

    fn latest(&self) -> std::sync::MutexGuard<'_, Instant> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Decides how long an instance lives; asked also while the component never pauses.
pub struct Expiration {
    life: Arc<Life>,
    post_return_max: Duration,
    idle_max: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl Expiration {
    fn new(life: Arc<Life>, post_return_max: Duration, idle_max: Duration) -> Self {
        Self { life, post_return_max, idle_max, sleep: Box::pin(sleep_until(Instant::now())) }
    }
}

impl WorkerExpiration for Expiration {
    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        status: WorkerStatus,
        start: std::time::Instant,
    ) -> Poll<()> {
        let start = Instant::from_std(start);
        let late = self.life.late.load(Ordering::Relaxed);
        let end = match status {
            WorkerStatus::Idle if late => start,
            WorkerStatus::Idle => start + self.idle_max,
            // The request itself ends at its deadline; this catches one that never pauses.
            WorkerStatus::Requests => *self.life.latest() + GRACE,
            WorkerStatus::PostReturn if late => start + GRACE,
            WorkerStatus::PostReturn => start + self.post_return_max,
        };
        // Each request moves the end, mostly away. The timer is moved only when it would fire too late; when it fires
        // too early, it is set again: once a second and not for each request.
        if end < self.sleep.deadline() {
            self.sleep.as_mut().reset(end);
        }
        ready!(self.sleep.as_mut().poll(context));
        while self.sleep.deadline() < end {
            self.sleep.as_mut().reset(end);
            ready!(self.sleep.as_mut().poll(context));
        }
        if status != WorkerStatus::Idle {
            self.life.ended.store(true, Ordering::Relaxed);
        }
        Poll::Ready(())
    }
}

/// The process stops: what is dropped from now on ends with it, and did not trap.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// Says that the process stops.
pub fn stop() {
    STOPPING.store(true, Ordering::Relaxed);
}

/// Decides what an instance takes on, and sees how it ends.
pub struct Worker {
    life: Arc<Life>,
    reuse: Reuse,
    id: Arc<str>,
    metrics: Arc<ComponentMetrics>,
}

impl WorkerState for Worker {
    type StoreData = Guest;
    type RequestData = Deadline;

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= self.reuse.requests {
            ShouldAccept::Never
        } else if concurrent >= self.reuse.at_once {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        _store: StoreContextMut<'_, Guest>,
        Deadline { at, missed }: Deadline,
        _task: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + 'static + Send + Sync>> {
        {
            let mut latest = self.life.latest();
            *latest = at.max(*latest);
        }
        let life = Arc::clone(&self.life);
        Box::pin(async move {
            if missed.await.is_err() {
                sleep_until(at).await;
            }
            life.late.store(true, Ordering::Relaxed);
        })
    }

    fn drop(&self, store: Store<Guest>, result: wasmtime::Result<()>) {
        self.metrics.live.dec();
        drop(store);
        let component = &*self.id;
        match result {
            Ok(()) => {}
            Err(_) if STOPPING.load(Ordering::Relaxed) => {}
            Err(_) if self.life.ended.load(Ordering::Relaxed) => {
                self.metrics.overdue.inc();
                tracing::warn!(component, "an instance was ended at its deadline");
            }
            Err(error) => {
                self.metrics.traps.inc();
                let error = plain(error).to_string();
                tracing::error!(component, error, "an instance trapped");
            }
        }
    }
}
