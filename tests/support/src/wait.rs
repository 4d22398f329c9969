use std::time::{Duration, Instant};

/// How long a condition is waited for: far longer than any takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pauses between two looks: short at first, and then gentle with what does not come soon.
fn pauses() -> impl Iterator<Item = Duration> {
    let longer = |pause: &Duration| Some((*pause * 2).min(Duration::from_millis(200)));
    std::iter::successors(Some(Duration::from_millis(5)), longer)
}

/// Looks again and again until there is something to see, for at most half a minute.
pub fn look_for<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let started = Instant::now();
    for pause in pauses() {
        let seen = look();
        if seen.is_some() || started.elapsed() > PATIENCE {
            return seen;
        }
        std::thread::sleep(pause);
    }
    None
}

/// Waits until a condition holds.
///
/// # Panics
/// When it does not within half a minute; `what` is said then.
#[track_caller]
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let seen = look_for(|| holds().then_some(()));
    assert!(seen.is_some(), "waited in vain until {what}");
}

/// Waits until there is something to see, for those who look by a future.
///
/// # Panics
/// When there is nothing within half a minute; `what` is said then.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    let mut pauses = pauses();
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(started.elapsed() < PATIENCE, "waited in vain until {what}");
        tokio::time::sleep(pauses.next().unwrap_or_default()).await;
    }
}
