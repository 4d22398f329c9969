//! The clock, randomness and the environment, read here and nowhere else in the host.

use std::cell::RefCell;
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

/// Random bytes are asked of the system in stocks of this many: each request takes some.
const STOCK: usize = 1536;

/// Unpredictable bytes; zeros if the system has no source, which it always has.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    thread_local! {
        static LEFT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    LEFT.with_borrow_mut(|left| {
        if left.len() < N {
            left.resize(STOCK.max(N), 0);
            fill(left);
        }
        let mut bytes = [0; N];
        // Each byte is given out once.
        for (byte, fresh) in bytes.iter_mut().zip(left.drain(left.len() - N..)) {
            *byte = fresh;
        }
        bytes
    })
}

fn fill(bytes: &mut [u8]) {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    if getrandom::fill(bytes).is_err() {
        bytes.fill(0);
        tracing::error!("the system gives no random bytes");
    }
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
