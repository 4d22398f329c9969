use crate::native::Native;
use crate::read::Reading;
use crate::report::Ratio;
use crate::{Plan, wrk};
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// From the start, with every component compiled before, to the first answer / the same of the native server; and the
/// memory of both, before any load and in the middle of it.
pub(crate) async fn boot(reading: &mut Reading, plan: Plan) -> Result<Vec<Ratio>> {
    let mut first = Ratio::new("boot_vs_native", "ms to the first answer");
    let mut idle = Ratio::new("idle_vs_native", "MiB");
    let mut loaded = Ratio::new("loaded_vs_native", "MiB, 64 clients");
    for _ in 0..plan.rounds {
        let start = Instant::now();
        let base_url = reading.town.add_host().await?;
        let host = reading.town.hosts.pop().context("no host")?;
        let ours = reading.at(&base_url);
        reqwest::get(&ours).await?.error_for_status()?;
        let ours_first = start.elapsed();
        let start = Instant::now();
        let native = Native::start(&reading.town.database_url).await?;
        let theirs = reading.at(native.base_url());
        reqwest::get(&theirs).await?.error_for_status()?;
        first.turn(milliseconds(ours_first), milliseconds(start.elapsed()));
        idle.turn(resident_mib(host.pid())?, resident_mib(native.pid())?);
        loaded.turn(
            under_load(plan, &ours, host.pid()).await?,
            under_load(plan, &theirs, native.pid()).await?,
        );
    }
    Ok(vec![first, idle, loaded])
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

async fn under_load(plan: Plan, url: &str, pid: u32) -> Result<f64> {
    let many = Plan { clients: 64, seconds: 2, ..plan };
    let middle = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        resident_mib(pid)
    };
    let arguments = [url];
    let (figures, memory) = tokio::join!(wrk::run(many, &arguments), middle);
    figures?;
    memory
}

/// The memory that a process holds, as the system counts it.
fn resident_mib(pid: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: f64 = line
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .context("the system does not tell the memory")?;
    Ok(kib / 1024.0)
}
