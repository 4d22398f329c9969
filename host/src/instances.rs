//! The instances of one component: made when needed, used again, dropped when idle, trapped or late.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::time::{Sleep, sleep_until};
use wasmtime::component::GuestTaskId;
use wasmtime::{Engine, Store, StoreContextMut, format_err};
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, ProxyPre, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};

use crate::metrics::Meters;
use crate::settings::Limits;
use crate::state::{Guest, Shared};

/// Makes instances of one component.
pub struct Instances {
    /// The component, joined to its imports.
    pub pre: ProxyPre<Guest>,
    /// What it runs on.
    pub engine: Engine,
    /// What its instances share.
    pub shared: Arc<Shared>,
    /// How long and how often an instance is used.
    pub reuse: Reuse,
    /// Its counters.
    pub meters: Meters,
}

/// How long and how often an instance is used.
#[derive(Clone, Copy, Debug)]
pub struct Reuse {
    requests: usize,
    concurrent: usize,
    idle: Duration,
    deadline: Duration,
    stream: Duration,
}

impl Reuse {
    /// As Spin does by default, unless the limits say otherwise.
    pub fn new(limits: &Limits) -> Self {
        Self {
            requests: limits.reuse_requests,
            concurrent: limits.reuse_concurrent,
            idle: Duration::from_millis(limits.idle_ms),
            deadline: limits.deadline(),
            stream: Duration::from_millis(limits.stream_ms),
        }
    }

    /// One request per instance, as Spin does for components of WASI 0.2.
    pub fn once(self) -> Self {
        Self { requests: 1, concurrent: 1, ..self }
    }
}

impl HandlerState for Instances {
    type StoreData = Guest;
    type WorkerExpiration = Expiration;
    type WorkerState = Worker;

    async fn instantiate(&self) -> wasmtime::Result<Instance<Guest, Expiration, Worker>> {
        let guest = Guest::new(&self.shared)
            .map_err(|error| format_err!("no state for an instance: {error:#}"))?;
        let mut store = Store::new(&self.engine, guest);
        store.limiter(|guest| &mut guest.limiter);
        store.set_epoch_deadline(1);
        store.epoch_deadline_async_yield_and_update(1);
        let proxy = tokio::time::timeout(
            self.reuse.deadline,
            self.pre.instantiate_async(&mut store),
        )
        .await
        .map_err(|_| format_err!("an instance was not ready in time"))??;
        self.meters.created.inc();
        self.meters.live.inc();
        Ok(Instance {
            store,
            proxy,
            view: Guest::http,
            expiration: Expiration {
                reuse: self.reuse,
                sleep: Box::pin(tokio::time::sleep(self.reuse.idle)),
            },
            state: Worker {
                component: Arc::clone(&self.shared.id),
                reuse: self.reuse,
                meters: self.meters.clone(),
            },
        })
    }
}

/// Ends an instance that is idle or late. Works also while the component runs in circles.
pub struct Expiration {
    reuse: Reuse,
    sleep: Pin<Box<Sleep>>,
}

impl WorkerExpiration for Expiration {
    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        status: WorkerStatus,
        start: Instant,
    ) -> Poll<()> {
        let time = match status {
            WorkerStatus::Idle => self.reuse.idle,
            WorkerStatus::Requests => self.reuse.deadline,
            WorkerStatus::PostReturn => self.reuse.stream,
        };
        let Some(end) = start.checked_add(time) else { return Poll::Pending };
        let end = tokio::time::Instant::from_std(end);
        if self.sleep.deadline() != end {
            self.sleep.as_mut().reset(end);
        }
        self.sleep.as_mut().poll(context)
    }
}

/// Watches over one instance.
pub struct Worker {
    component: Arc<str>,
    reuse: Reuse,
    meters: Meters,
}

impl WorkerState for Worker {
    type StoreData = Guest;
    /// When the answer must have begun.
    type RequestData = tokio::time::Instant;

    fn should_accept_request(&self, concurrent_count: usize, total_count: usize) -> ShouldAccept {
        if total_count >= self.reuse.requests {
            ShouldAccept::Never
        } else if concurrent_count >= self.reuse.concurrent {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        _store: StoreContextMut<'_, Guest>,
        deadline: tokio::time::Instant,
        _task: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + 'static + Send + Sync>> {
        Box::pin(sleep_until(deadline))
    }

    fn drop(&self, store: Store<Guest>, result: Result<(), wasmtime::Error>) {
        // Frees the memory before it is said that the instance is gone.
        drop(store);
        self.meters.live.dec();
        let Err(error) = result else { return };
        let component = &*self.component;
        if error.is::<wasmtime::Trap>() {
            self.meters.traps.inc();
            tracing::error!(component, error = format!("{error:#}"), "an instance trapped");
        } else {
            self.meters.timeouts.inc();
            tracing::error!(component, error = format!("{error:#}"), "an instance was stopped");
        }
    }
}
