//! What `/metrics` shows of the process itself: its memory, and whether its log is whole.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use wasmtime::PoolingAllocatorMetrics;

use crate::log::lost_lines;
use crate::memory::Resident;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByKind {
    kind: &'static str,
}

/// The numbers of the process.
pub(super) struct ProcessMetrics {
    /// Where freed instances leave their memory, if there is such a place.
    pool: Option<PoolingAllocatorMetrics>,
    resident: Gauge,
    resident_by_kind: Family<ByKind, Gauge>,
    kept_memories: Gauge,
    kept_bytes: Gauge,
    log_lines_lost: Counter,
}

impl ProcessMetrics {
    pub(super) fn new(pool: Option<PoolingAllocatorMetrics>) -> Self {
        Self {
            pool,
            resident: Gauge::default(),
            resident_by_kind: Family::default(),
            kept_memories: Gauge::default(),
            kept_bytes: Gauge::default(),
            log_lines_lost: Counter::default(),
        }
    }

    /// The name that Prometheus' own clients give it.
    pub(super) fn register_common(&self, to: &mut Registry) {
        let name = "process_resident_memory_bytes";
        to.register(name, "Memory in use, of all kinds", self.resident.clone());
    }

    /// What only this program has.
    pub(super) fn register(&self, to: &mut Registry) {
        let help = "Memory in use: anonymous, of files, shared";
        to.register("resident_bytes", help, self.resident_by_kind.clone());
        let help = "Memories of freed instances that wait for new ones";
        to.register("memories_kept", help, self.kept_memories.clone());
        let help = "What of them stays in use meanwhile";
        to.register("memories_kept_bytes", help, self.kept_bytes.clone());
        let help = "Lines of the log that found no place";
        to.register("log_lines_lost", help, self.log_lines_lost.clone());
    }

    /// Takes the numbers of this moment.
    pub(super) fn read(&self) {
        let now = Resident::now();
        let parts = [("anonymous", now.anonymous), ("files", now.files), ("shared", now.shared)];
        self.resident.set(gauge(now.total()));
        for (kind, bytes) in parts {
            self.resident_by_kind.get_or_create(&ByKind { kind }).set(gauge(bytes));
        }
        let lost = lost_lines().saturating_sub(self.log_lines_lost.get());
        self.log_lines_lost.inc_by(lost);
        if let Some(pool) = &self.pool {
            let bytes = pool.unused_memory_bytes_resident() + pool.unused_table_bytes_resident();
            self.kept_memories.set(gauge(pool.unused_warm_memories()));
            self.kept_bytes.set(gauge(bytes));
        }
    }
}

fn gauge(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
