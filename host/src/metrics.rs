//! What the host counts, in the text format of Prometheus.

use std::fmt;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::postgres::Postgres;
use crate::redis::Redis;

/// Upper bounds of the duration histogram, in seconds.
const DURATION_BOUNDS: [f64; 13] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 30.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ComponentLabel {
    component: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    component: String,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AddressLabel {
    address: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PoolLabels {
    address: String,
    state: &'static str,
}

/// A histogram with [`DURATION_BOUNDS`].
type NewHistogram = fn() -> Histogram;

/// Everything that is counted.
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Family<ComponentLabel, Histogram, NewHistogram>,
    in_flight: Family<ComponentLabel, Gauge>,
    instances_created: Family<ComponentLabel, Counter>,
    instances_live: Family<ComponentLabel, Gauge>,
    traps: Family<ComponentLabel, Counter>,
    timeouts: Family<ComponentLabel, Counter>,
    schedule_runs: Family<RequestLabels, Counter>,
    postgres_connections: Family<PoolLabels, Gauge>,
    postgres_statements: Family<AddressLabel, Gauge>,
    redis_in_flight: Family<AddressLabel, Gauge>,
    redis_commands: Family<AddressLabel, Gauge>,
    redis_opened: Family<AddressLabel, Gauge>,
}

/// The counters of one component, found once.
#[derive(Clone, Debug)]
pub struct Meters {
    statuses: [Counter; 5],
    duration: Histogram,
    in_flight: Gauge,
    /// Instances made.
    pub created: Counter,
    /// Instances that exist.
    pub live: Gauge,
    /// Instances that ended in a trap.
    pub traps: Counter,
    /// Instances that were stopped because a request passed its deadline.
    pub timeouts: Counter,
}

impl Meters {
    /// A request begins.
    pub fn begin(&self) {
        self.in_flight.inc();
    }

    /// A request ends, with the status of its answer.
    pub fn end(&self, status: u16, duration: Duration) {
        self.in_flight.dec();
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        if let Some(counter) = self.statuses.get(class) {
            counter.inc();
        }
        self.duration.observe(duration.as_secs_f64());
    }
}

const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// All at zero.
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("rongtong"),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(DURATION_BOUNDS)),
            in_flight: Family::default(),
            instances_created: Family::default(),
            instances_live: Family::default(),
            traps: Family::default(),
            timeouts: Family::default(),
            schedule_runs: Family::default(),
            postgres_connections: Family::default(),
            postgres_statements: Family::default(),
            redis_in_flight: Family::default(),
            redis_commands: Family::default(),
            redis_opened: Family::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let r = &mut self.registry;
        r.register("requests", "Requests by status class", self.requests.clone());
        r.register("request_duration_seconds", "From head to end of answer", self.durations.clone());
        r.register("requests_in_flight", "Requests at work", self.in_flight.clone());
        r.register("instances_created", "Instances made", self.instances_created.clone());
        r.register("instances_live", "Instances that exist", self.instances_live.clone());
        r.register("instance_traps", "Instances that trapped", self.traps.clone());
        r.register("instance_timeouts", "Instances stopped at a deadline", self.timeouts.clone());
        r.register("schedule_runs", "Runs of schedules", self.schedule_runs.clone());
        r.register("postgres_connections", "Connections", self.postgres_connections.clone());
        r.register("postgres_statements", "Statements since start", self.postgres_statements.clone());
        r.register("redis_commands_in_flight", "Commands at work", self.redis_in_flight.clone());
        r.register("redis_commands", "Commands since start", self.redis_commands.clone());
        r.register("redis_connections_opened", "Opened since start", self.redis_opened.clone());
    }

    /// The counters of a component.
    pub fn of(&self, component: &str) -> Meters {
        let label = ComponentLabel { component: component.to_owned() };
        let status = |status| {
            let component = component.to_owned();
            self.requests.get_or_create_owned(&RequestLabels { component, status })
        };
        Meters {
            statuses: CLASSES.map(status),
            duration: self.durations.get_or_create_owned(&label),
            in_flight: self.in_flight.get_or_create_owned(&label),
            created: self.instances_created.get_or_create_owned(&label),
            live: self.instances_live.get_or_create_owned(&label),
            traps: self.traps.get_or_create_owned(&label),
            timeouts: self.timeouts.get_or_create_owned(&label),
        }
    }

    /// Counts a run of a schedule; `status` says how it ended.
    pub fn schedule_ran(&self, component: &str, status: &'static str) {
        let labels = RequestLabels { component: component.to_owned(), status };
        self.schedule_runs.get_or_create_owned(&labels).inc();
    }

    /// The page.
    ///
    /// # Errors
    /// None: a `String` takes everything.
    pub fn page(&self, postgres: &Postgres, redis: &Redis) -> Result<String, fmt::Error> {
        self.read_pools(postgres, redis);
        let mut page = String::new();
        encode(&mut page, &self.registry)?;
        Ok(page)
    }

    fn read_pools(&self, postgres: &Postgres, redis: &Redis) {
        // Two pools of one address (other users or databases) are added up.
        self.postgres_connections.clear();
        self.postgres_statements.clear();
        for pool in postgres.stats() {
            for (state, count) in
                [("in_use", pool.in_use), ("idle", pool.idle), ("limit", pool.limit)]
            {
                let labels = PoolLabels { address: pool.address.clone(), state };
                self.postgres_connections.get_or_create_owned(&labels).inc_by(signed(count));
            }
            let label = AddressLabel { address: pool.address };
            let statements = i64::try_from(pool.statements).unwrap_or(i64::MAX);
            self.postgres_statements.get_or_create_owned(&label).inc_by(statements);
        }
        self.redis_in_flight.clear();
        self.redis_commands.clear();
        self.redis_opened.clear();
        for server in redis.stats() {
            let label = AddressLabel { address: server.address };
            let total = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
            self.redis_in_flight.get_or_create_owned(&label).inc_by(signed(server.in_flight));
            self.redis_commands.get_or_create_owned(&label).inc_by(total(server.commands));
            self.redis_opened
                .get_or_create_owned(&label)
                .inc_by(total(server.connections_opened));
        }
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
