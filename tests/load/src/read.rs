use crate::native::Native;
use crate::report::Ratio;
use crate::{Plan, wrk};
use anyhow::{Result, ensure};
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
    let mut throughput = Ratio::new("host_vs_native", "requests/s").aim(0.6);
    let mut p50 = Ratio::new("p50_vs_native", "ms, 64 clients");
    let mut p99 = Ratio::new("p99_vs_native", "ms, 64 clients");
    let (ours, theirs) = (reading.ours(), reading.theirs());
    for url in [&ours, &theirs] {
        wrk::run(Plan { seconds: 1, ..plan }, &[url]).await?;
    }
    for _ in 0..plan.rounds {
        let (a, b) = (wrk::run(plan, &[&ours]).await?, wrk::run(plan, &[&theirs]).await?);
        throughput.turn(a.requests_per_second, b.requests_per_second);
        let many = Plan { clients: 64, ..plan };
        let (a, b) = (wrk::run(many, &[&ours]).await?, wrk::run(many, &[&theirs]).await?);
        p50.turn(a.p50, b.p50);
        p99.turn(a.p99, b.p99);
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
