use chrono::{DateTime, Utc};
use serde::Serialize;
use std::fmt::Write as _;
use store::{row, statement};
use utoipa::ToSchema;
use web::{Answer, IntoResponse, Json, Platform, Response, Staff};

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

/// The same for Prometheus, in its text format 0.0.4. The gateway keeps `/metrics` from outside.
pub(crate) async fn metrics(platform: Platform) -> Answer<Response> {
    let queue: DecisionQueue = platform.store().await?.one(ReadQueue {}).await?;
    let kind = [("content-type", "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, text(&queue)).into_response())
}

fn text(queue: &DecisionQueue) -> String {
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, value: f64| {
        _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
    };
    let none = f64::NAN;
    gauge("rongtong_decisions_waiting", "Applications without a first run.", queue.waiting as f64);
    gauge(
        "rongtong_decision_oldest_wait_seconds",
        "How long the oldest of them has waited.",
        queue.oldest_wait_seconds,
    );
    gauge("rongtong_decisions_day", "First runs of 24 hours.", queue.decided_24h as f64);
    gauge(
        "rongtong_decision_lag_seconds_p50",
        "From application to first run, half of them.",
        queue.median_lag_seconds.unwrap_or(none),
    );
    gauge(
        "rongtong_decision_lag_seconds_p99",
        "From application to first run, 99 of 100.",
        queue.p99_lag_seconds.unwrap_or(none),
    );
    text
}
