//! What the host keeps of instances that have ended, and that it says so.

use std::time::{Duration, Instant};

use crate::harness::{Host, manifest};

/// What one instance writes to, in MiB.
const WRITTEN: usize = 8;
/// How many there are at once.
const INSTANCES: usize = 12;

/// The most that the host keeps after instances that wrote much, in bytes.
fn kept(kept_mib: &str) -> f64 {
    let arguments = [
        "--kept-mib",
        kept_mib,
        "--instances",
        "16",
        "--instance-requests-at-once",
        "1",
        "--instance-idle-s",
        "0.1",
    ];
    let host = Host::with(&manifest(""), &arguments);
    let path = format!("/alloc?{WRITTEN}");
    std::thread::scope(|scope| {
        for _ in 0..INSTANCES {
            scope.spawn(|| assert_eq!(host.ask(&path).0, 200));
        }
    });
    let end = Instant::now() + Duration::from_secs(20);
    while host.metric(r#"rongtong_instances_live{component="probe"}"#) > 0.0 {
        assert!(Instant::now() < end, "the instances do not end");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(host.metric("rongtong_memories_kept") >= 1.0, "an instance leaves its place");
    host.metric("rongtong_memories_kept_bytes")
}

#[test]
fn ended_instances_keep_no_more_than_they_may() {
    let (none, little) = (kept("0"), kept("1"));
    assert_eq!(none, 0.0);
    assert!((1.0..=f64::from(1 << 20)).contains(&little), "{little} bytes");
}

#[test]
fn the_memory_of_the_process_is_shown() {
    let host = Host::start(&manifest(""));
    assert_eq!(host.ask("/hello").0, 200);
    let all = host.metric("process_resident_memory_bytes");
    let kinds = ["anonymous", "files", "shared"];
    let of = |kind| host.metric(&format!("rongtong_resident_bytes{{kind=\"{kind}\"}}"));
    let sum: f64 = kinds.into_iter().map(of).sum();
    // Each number is of another moment.
    assert!(all > f64::from(4 << 20) && (all - sum).abs() < all / 10.0, "{all} is not about {sum}");
}
