use crate::report::Ratio;
use crate::{Plan, native, wrk};
use anyhow::{Result, ensure};
use support::Cluster;
use system_tests::Town;

/// The reading function through the host / a native server with the same statement.
pub(crate) async fn host_vs_native(cluster: &Cluster, plan: Plan) -> Result<Ratio> {
    let town = Town::start_on(cluster).await?;
    let bank = town.institution("bank").await?;
    let product = town.product(bank).await?;
    let (reference, _process) = native::start(&town.database_url).await?;
    let path = format!("/api/products/{product}");
    let (ours, theirs) = (format!("{}{path}", town.base_url()), format!("{reference}{path}"));
    let (a, b) = (body(&ours).await?, body(&theirs).await?);
    ensure!(a == b, "both must answer the same:\n{a}\n{b}");
    let mut ratio = Ratio {
        name: "host_vs_native",
        unit: "requests/s",
        a: Vec::new(),
        b: Vec::new(),
        aim: 0.6,
    };
    for url in [&ours, &theirs] {
        let warm = Plan { seconds: 1, ..plan };
        wrk::requests_per_second(warm, &[url]).await?;
    }
    for _ in 0..plan.rounds {
        ratio.a.push(wrk::requests_per_second(plan, &[&ours]).await?);
        ratio.b.push(wrk::requests_per_second(plan, &[&theirs]).await?);
    }
    Ok(ratio)
}

async fn body(url: &str) -> Result<serde_json::Value> {
    Ok(serde_json::from_str(&reqwest::get(url).await?.error_for_status()?.text().await?)?)
}
