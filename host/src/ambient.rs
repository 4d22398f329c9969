//! The clock, randomness and the environment, read here and nowhere else in the host.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};

/// Variables of the manifest start with this in the environment, as on Spin.
const VARIABLE_PREFIX: &str = "SPIN_VARIABLE_";

/// The time of day.
pub fn now() -> DateTime<Utc> {
    DateTime::from(wall_clock())
}

/// Since 1970, for names and metrics.
pub fn since_epoch() -> Duration {
    wall_clock().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn wall_clock() -> SystemTime {
    SystemTime::now()
}

/// Unpredictable bytes; zeros if the system has no source, which it always has.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    if getrandom::fill(&mut bytes).is_err() {
        tracing::error!("the system gives no random bytes");
    }
    bytes
}

/// The manifest's variables that the environment sets, by their lower-case name.
pub fn manifest_variables() -> Vec<(String, String)> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    std::env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            let name = name.strip_prefix(VARIABLE_PREFIX)?.to_ascii_lowercase();
            Some((name, value.into_string().ok()?))
        })
        .collect()
}
