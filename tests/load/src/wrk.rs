use crate::Plan;
use anyhow::{Context, Result, ensure};
use tokio::process::Command;

/// Requests per second that `wrk` gets answered with 2xx. Any other answer is a failure of the measurement.
pub(crate) async fn requests_per_second(plan: Plan, arguments: &[&str]) -> Result<f64> {
    let output = Command::new("wrk")
        .args(["-t1", &format!("-c{}", plan.clients), &format!("-d{}s", plan.seconds)])
        .args(arguments)
        .output()
        .await
        .context("wrk does not run: scripts/bench installs it")?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(!text.contains("Non-2xx"), "not every request was answered well:\n{text}");
    ensure!(!text.contains("Socket errors"), "connections broke:\n{text}");
    text.lines()
        .find_map(|line| line.strip_prefix("Requests/sec:")?.trim().parse().ok())
        .with_context(|| format!("wrk says:\n{text}\n{}", String::from_utf8_lossy(&output.stderr)))
}
