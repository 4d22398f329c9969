//! What `/metrics` shows.

mod process;

use std::sync::Arc;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use wasmtime::PoolingAllocatorMetrics;

use crate::metrics::process::ProcessMetrics;
use crate::postgres::Postgres;
use crate::redis::Redis;

/// Upper bounds of the duration histogram, in seconds.
const BUCKETS_SECONDS: [f64; 14] =
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByComponent {
    component: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByStatus {
    component: String,
    status: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByServer {
    server: String,
}

/// All numbers of the process.
pub struct Metrics {
    registry: Registry,
    process: ProcessMetrics,
    requests: Family<ByStatus, Counter>,
    durations: Family<ByComponent, Histogram, fn() -> Histogram>,
    in_flight: Family<ByComponent, Gauge>,
    created: Family<ByComponent, Counter>,
    live: Family<ByComponent, Gauge>,
    traps: Family<ByComponent, Counter>,
    overdue: Family<ByComponent, Counter>,
    postgres_open: Family<ByServer, Gauge>,
    postgres_busy: Family<ByServer, Gauge>,
    postgres_statements: Family<ByServer, Gauge>,
    redis_opened: Family<ByServer, Gauge>,
    redis_in_flight: Family<ByServer, Gauge>,
    redis_commands: Family<ByServer, Gauge>,
}

/// The numbers of one component.
pub struct ComponentMetrics {
    /// By the first digit of the status, 1 to 5; 0 is a client that went away.
    requests: [Counter; 6],
    durations: Histogram,
    /// Requests that are being answered.
    pub in_flight: Gauge,
    /// Instances made so far.
    pub created: Counter,
    /// Instances alive.
    pub live: Gauge,
    /// Instances that ended in a trap.
    pub traps: Counter,
    /// Instances that were ended because their requests took too long.
    pub overdue: Counter,
}

impl Metrics {
    /// Nothing counted yet; `pool` is where the engine keeps what freed instances leave.
    pub fn new(pool: Option<PoolingAllocatorMetrics>) -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            process: ProcessMetrics::new(pool),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS_SECONDS)),
            in_flight: Family::default(),
            created: Family::default(),
            live: Family::default(),
            traps: Family::default(),
            overdue: Family::default(),
            postgres_open: Family::default(),
            postgres_busy: Family::default(),
            postgres_statements: Family::default(),
            redis_opened: Family::default(),
            redis_in_flight: Family::default(),
            redis_commands: Family::default(),
        };
        let mut registry = Registry::default();
        metrics.process.register_common(&mut registry);
        let own = registry.sub_registry_with_prefix("rongtong");
        metrics.process.register(own);
        metrics.register_components(own);
        metrics.register_servers(own);
        metrics.registry = registry;
        metrics
    }

    fn register_components(&self, to: &mut Registry) {
        to.register("requests", "Requests answered", self.requests.clone());
        let help = "Time until the answer began";
        to.register("request_duration_seconds", help, self.durations.clone());
        to.register("requests_in_flight", "Requests being answered", self.in_flight.clone());
        to.register("instances_created", "Instances made", self.created.clone());
        to.register("instances_live", "Instances alive", self.live.clone());
        to.register("traps", "Instances that trapped", self.traps.clone());
        to.register("overdue", "Instances ended at a deadline", self.overdue.clone());
    }

    fn register_servers(&self, to: &mut Registry) {
        let name = "postgres_connections_open";
        to.register(name, "Open connections, in use or not", self.postgres_open.clone());
        let name = "postgres_connections_busy";
        to.register(name, "Connections in use", self.postgres_busy.clone());
        let name = "postgres_statements";
        to.register(name, "Statements since the start", self.postgres_statements.clone());
        let name = "redis_connections_opened";
        to.register(name, "Connections opened since the start", self.redis_opened.clone());
        let name = "redis_commands_in_flight";
        to.register(name, "Commands under way", self.redis_in_flight.clone());
        let name = "redis_commands";
        to.register(name, "Commands since the start", self.redis_commands.clone());
    }

    /// The numbers of one component, which appear with 0 from now on.
    pub fn component(&self, id: &str) -> Arc<ComponentMetrics> {
        let by = ByComponent { component: id.to_owned() };
        let class = |status| {
            self.requests.get_or_create_owned(&ByStatus { component: id.to_owned(), status })
        };
        Arc::new(ComponentMetrics {
            requests: ["canceled", "1xx", "2xx", "3xx", "4xx", "5xx"].map(class),
            durations: self.durations.get_or_create_owned(&by),
            in_flight: self.in_flight.get_or_create_owned(&by),
            created: self.created.get_or_create_owned(&by),
            live: self.live.get_or_create_owned(&by),
            traps: self.traps.get_or_create_owned(&by),
            overdue: self.overdue.get_or_create_owned(&by),
        })
    }

    /// The page in Prometheus' text form.
    ///
    /// # Errors
    /// None that could happen.
    pub fn page(&self, postgres: &[Postgres], redis: &[Redis]) -> Result<String, std::fmt::Error> {
        self.process.read();
        self.read_pools(postgres, redis);
        let mut page = String::new();
        prometheus_client::encoding::text::encode(&mut page, &self.registry)?;
        Ok(page)
    }

    fn read_pools(&self, postgres: &[Postgres], redis: &[Redis]) {
        // Two addresses of one server (two users, say) count together, as do those of all threads.
        let families = [&self.postgres_open, &self.postgres_busy, &self.postgres_statements];
        families.iter().for_each(|family| family.clear());
        for pool in postgres.iter().flat_map(Postgres::stats) {
            let by = ByServer { server: pool.address };
            add(&self.postgres_open, &by, pool.size);
            add(&self.postgres_busy, &by, pool.in_use);
            add(&self.postgres_statements, &by, pool.statements);
        }
        let families = [&self.redis_opened, &self.redis_in_flight, &self.redis_commands];
        families.iter().for_each(|family| family.clear());
        for server in redis.iter().flat_map(Redis::stats) {
            let by = ByServer { server: server.address };
            add(&self.redis_opened, &by, server.connections_opened);
            add(&self.redis_in_flight, &by, server.in_flight);
            add(&self.redis_commands, &by, server.commands);
        }
    }
}

fn add(family: &Family<ByServer, Gauge>, by: &ByServer, number: impl TryInto<i64>) {
    family.get_or_create(by).inc_by(number.try_into().unwrap_or(i64::MAX));
}

impl ComponentMetrics {
    /// Counts an answer.
    pub fn answered(&self, status: Option<u16>, seconds: f64) {
        let class = usize::from(status.unwrap_or(0) / 100);
        if let Some(counter) = self.requests.get(class) {
            counter.inc();
        }
        self.durations.observe(seconds);
    }
}
