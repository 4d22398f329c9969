use anyhow::{Context, Result};
use std::process::Command;
use support::Cluster;

/// What the disk under the test databases can do, as Postgres' own tool measures it: no commit is faster than its sync.
pub(crate) fn syncs_per_second(cluster: &Cluster) -> Result<f64> {
    let output = Command::new(cluster.postgres_tool("pg_test_fsync"))
        .args(["--secs-per-test", "1", "--filename", "/tmp/rongtong-fsync-test"])
        .output()
        .context("pg_test_fsync does not run")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.trim().starts_with("fdatasync"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .context("pg_test_fsync says nothing of fdatasync")
}
