//! The clock and the source of randomness: the only module of the functions that reads them.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one module that reads the clock and randomness"
)]

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::time::{Duration, Instant, SystemTime};
use uuid::Uuid;

/// Asia/Shanghai is eight hours ahead of UTC and keeps no summer time.
const SHANGHAI: TimeDelta = TimeDelta::hours(8);

/// This moment.
pub fn now() -> DateTime<Utc> {
    DateTime::from(SystemTime::now())
}

/// A clock that only runs forward, for how long something takes.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts it.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has run.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Today's date in Asia/Shanghai.
pub fn today() -> NaiveDate {
    (now() + SHANGHAI).date_naive()
}

/// Unpredictable random bytes. Aborts when the system has no source of them.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if getrandom::fill(&mut bytes).is_err() {
        std::process::abort(); // without randomness there are no secrets
    }
    bytes
}

/// A new id (UUIDv7, RFC 9562): ordered by the millisecond of its creation.
pub fn new_id() -> Uuid {
    let millis = u64::try_from(now().timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random_bytes()).into_uuid()
}
