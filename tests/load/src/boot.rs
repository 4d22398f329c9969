use crate::memory::Memory;
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
        idle.turn(Memory::of(host.pid())?.resident, Memory::of(native.pid())?.resident);
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
        Ok(Memory::of(pid)?.resident)
    };
    let arguments = [url];
    let (figures, memory) = tokio::join!(wrk::run(many, &arguments), middle);
    figures?;
    memory
}
