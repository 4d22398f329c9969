use crate::Plan;
use anyhow::{Context, Result, ensure};
use tokio::process::Command;

/// What `wrk` measured.
#[derive(Clone, Copy)]
pub(crate) struct Figures {
    /// How many requests were answered.
    pub(crate) requests: u64,
    pub(crate) requests_per_second: f64,
    /// Milliseconds within which half of the requests were answered.
    pub(crate) p50: f64,
    /// Milliseconds within which 99 of 100 requests were answered.
    pub(crate) p99: f64,
}

/// Lets `wrk` ask; any other answer than 2xx is a failure of the measurement.
pub(crate) async fn run(plan: Plan, arguments: &[&str]) -> Result<Figures> {
    let output = Command::new("wrk")
        // A slow answer is measured, not given up: it belongs to the latency.
        .args([
            "-t1",
            "--latency",
            "--timeout",
            "30s",
            &format!("-c{}", plan.clients),
            &format!("-d{}s", plan.seconds),
        ])
        .args(arguments)
        .output()
        .await
        .context("wrk does not run: scripts/bench installs it")?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(!text.contains("Non-2xx"), "not every request was answered well:\n{text}");
    ensure!(!text.contains("Socket errors"), "connections broke:\n{text}");
    let after = |head: &str| text.lines().find_map(|line| line.trim().strip_prefix(head));
    let said = || format!("wrk says:\n{text}\n{}", String::from_utf8_lossy(&output.stderr));
    Ok(Figures {
        requests: requests(&text).with_context(said)?,
        requests_per_second: after("Requests/sec:")
            .and_then(|rate| rate.trim().parse().ok())
            .with_context(said)?,
        p50: after("50%").and_then(milliseconds).with_context(said)?,
        p99: after("99%").and_then(milliseconds).with_context(said)?,
    })
}

/// The number in the line `12345 requests in 10.01s, 4.03MB read`.
fn requests(text: &str) -> Option<u64> {
    text.lines().find_map(|line| line.trim().split_once(" requests in ")?.0.parse().ok())
}

/// `812.00us`, `1.23ms` or `1.02s` in milliseconds.
fn milliseconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let units = [("us", 0.001), ("ms", 1.0), ("s", 1000.0)];
    units.into_iter().find_map(|(unit, factor)| {
        text.strip_suffix(unit)?.parse::<f64>().ok().map(|number| number * factor)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted() {
        let text =
            "  Latency  1ms\n  52311 requests in 10.01s, 4.03MB read\nRequests/sec: 5225.87\n";
        assert_eq!(requests(text), Some(52_311));
        assert_eq!(requests("Requests/sec: 1"), None);
    }

    #[test]
    fn times_are_read_in_every_unit() {
        assert_eq!(milliseconds("   812.00us"), Some(0.812));
        assert_eq!(milliseconds("1.25ms"), Some(1.25));
        assert_eq!(milliseconds(" 2.00s "), Some(2000.0));
        assert_eq!(milliseconds("soon"), None);
    }
}
