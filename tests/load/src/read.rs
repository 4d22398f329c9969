use crate::native::Native;
use crate::report::Ratio;
use crate::{Plan, wrk};
use anyhow::{Result, ensure};
use std::path::Path;
use support::Cluster;
use system_tests::Town;

/// A product that a platform and the native server both answer, from one database.
pub(crate) struct Reading {
    pub(crate) town: Town,
    pub(crate) native: Native,
    path: String,
}

impl Reading {
    pub(crate) async fn set(cluster: &Cluster, plan: Plan) -> Result<Self> {
        let town = Town::start_by(plan.runner(), cluster).await?;
        let bank = town.institution("bank").await?;
        let product = town.product(bank).await?;
        let native = Native::start(&town.database_url).await?;
        let reading = Self { town, native, path: format!("/api/products/{product}") };
        let (a, b) = (body(&reading.ours()).await?, body(&reading.theirs()).await?);
        ensure!(a == b, "both must answer the same:\n{a}\n{b}");
        Ok(reading)
    }

    pub(crate) fn ours(&self) -> String {
        self.at(self.town.base_url())
    }

    pub(crate) fn theirs(&self) -> String {
        self.at(self.native.base_url())
    }

    pub(crate) fn at(&self, base_url: &str) -> String {
        format!("{base_url}{}", self.path)
    }
}

/// The reading function through the host / a native server with the same statement; the same under 64 clients, where
/// it is the time that half and 99 of 100 of them wait.
pub(crate) async fn against_native(reading: &Reading, plan: Plan) -> Result<Vec<Ratio>> {
    let ratios = [
        Ratio::new("host_vs_native", "requests/s").aim(0.65),
        Ratio::new("p50_vs_native", "ms, 64 clients"),
        Ratio::new("p99_vs_native", "ms, 64 clients").aim(2.0),
    ];
    in_turn(plan, &reading.ours(), &reading.theirs(), ratios).await
}

/// The same against another build of the host, on the same database.
pub(crate) async fn against_host(
    reading: &mut Reading,
    plan: Plan,
    program: &Path,
) -> Result<Vec<Ratio>> {
    let other = reading.town.add_host_of(program).await?;
    let ratios = [
        Ratio::new("host_vs_other", "requests/s"),
        Ratio::new("p50_vs_other", "ms, 64 clients"),
        Ratio::new("p99_vs_other", "ms, 64 clients"),
    ];
    in_turn(plan, &reading.ours(), &reading.at(&other), ratios).await
}

async fn in_turn(plan: Plan, a: &str, b: &str, ratios: [Ratio; 3]) -> Result<Vec<Ratio>> {
    let [mut throughput, mut p50, mut p99] = ratios;
    for url in [a, b] {
        wrk::run(Plan { seconds: 1, ..plan }, &[url]).await?;
    }
    for _ in 0..plan.rounds {
        let (ours, theirs) = (wrk::run(plan, &[a]).await?, wrk::run(plan, &[b]).await?);
        throughput.turn(ours.requests_per_second, theirs.requests_per_second);
        let many = Plan { clients: 64, ..plan };
        let (ours, theirs) = (wrk::run(many, &[a]).await?, wrk::run(many, &[b]).await?);
        p50.turn(ours.p50, theirs.p50);
        p99.turn(ours.p99, theirs.p99);
    }
    Ok(vec![throughput, p50, p99])
}

/// What a request costs one client when each gets a fresh instance / when instances are used again.
pub(crate) async fn fresh_vs_reused(reading: &mut Reading, plan: Plan) -> Result<Ratio> {
    let fresh = reading.town.add_host_with(&["--instance-requests", "1"]).await?;
    let (fresh, reused) = (reading.at(&fresh), reading.ours());
    let mut ratio = Ratio::new("fresh_vs_reused", "ms/request");
    let alone = Plan { clients: 1, ..plan };
    for url in [&fresh, &reused] {
        wrk::run(Plan { seconds: 1, ..alone }, &[url]).await?;
    }
    for _ in 0..plan.rounds {
        let (a, b) = (wrk::run(alone, &[&fresh]).await?, wrk::run(alone, &[&reused]).await?);
        ratio.turn(1000.0 / a.requests_per_second, 1000.0 / b.requests_per_second);
    }
    Ok(ratio)
}

async fn body(url: &str) -> Result<serde_json::Value> {
    Ok(serde_json::from_str(&reqwest::get(url).await?.error_for_status()?.text().await?)?)
}
