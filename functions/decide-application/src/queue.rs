use chrono::{DateTime, Utc};
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use web::{Answer, Json, Platform, Response, Staff};

statement! {
    ReadQueue("decide-application/read_queue") -> DecisionQueue
}

row! {
    /// How the stream of applications is kept up with. An application waits in Postgres until its first run is kept, so
    /// none is lost and none is decided twice.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct DecisionQueue {
        /// Applications that wait for their first run.
        waiting: i64,
        /// How long the oldest of them has waited.
        oldest_wait_seconds: f64,
        /// Those of them that failed and are tried again later.
        failing: i64,
        /// First runs of the last 24 hours.
        decided_24h: i64,
        /// From the application to its first run, of those; null without one.
        median_lag_seconds: Option<f64>,
        p99_lag_seconds: Option<f64>,
        last_decided_at: Option<DateTime<Utc>>,
    }
}

/// 实时决策: how many applications wait for the rules, and how long the others did.
#[utoipa::path(
    get, path = "/api/decision-queue", tag = "decide-application", responses((status = 200, body = DecisionQueue))
)]
pub(crate) async fn read(platform: Platform, _: Staff) -> Answer<Json<DecisionQueue>> {
    Ok(Json(platform.store().await?.one(ReadQueue {}).await?))
}

/// The same for Prometheus.
pub(crate) async fn metrics(platform: Platform) -> Answer<Response> {
    let queue: DecisionQueue = platform.store().await?.one(ReadQueue {}).await?;
    web::metrics(&registry(&queue))
}

fn registry(queue: &DecisionQueue) -> Registry {
    let mut registry = Registry::with_prefix("rongtong");
    let mut count = |name, help, value| registry.register(name, help, ConstGauge::new(value));
    count("decisions_waiting", "Applications without a first run", queue.waiting);
    count("decisions_failing", "Applications whose first run failed", queue.failing);
    count("decisions_day", "First runs of 24 hours", queue.decided_24h);
    let mut seconds = |name, help, value: Option<f64>| {
        registry.register(name, help, ConstGauge::new(value.unwrap_or(f64::NAN)));
    };
    let help = "How long the oldest of them has waited";
    seconds("decision_oldest_wait_seconds", help, Some(queue.oldest_wait_seconds));
    let help = "From application to first run, half of them";
    seconds("decision_lag_seconds_p50", help, queue.median_lag_seconds);
    let help = "From application to first run, 99 of 100";
    seconds("decision_lag_seconds_p99", help, queue.p99_lag_seconds);
    registry
}
