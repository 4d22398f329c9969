//! Ratios against named references, measured in one run: A and B in turn, medians, beside what the disk can do. Two
//! machines' bare times say nothing about each other; a ratio travels.

mod boot;
mod disk;
mod grab;
mod native;
mod read;
mod report;
mod score;
mod wrk;

use anyhow::Result;
use clap::{Parser, Subcommand};
use read::Reading;
use report::Report;
use support::Cluster;
use system_tests::Runner;

#[derive(Parser)]
struct CommandLine {
    #[command(flatten)]
    plan: Plan,
    #[command(subcommand)]
    role: Option<Role>,
}

/// How long and how often is measured.
#[derive(clap::Args, Clone, Copy)]
pub(crate) struct Plan {
    /// One JSON line per ratio instead of a table
    #[arg(long)]
    json: bool,
    /// How often A and B take turns
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How long each turn lasts, seconds
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// How many connections, on both sides
    #[arg(long, default_value_t = 8)]
    clients: usize,
    /// Measure `spin up`, which must be on the path, in place of the embedded host
    #[arg(long)]
    spin: bool,
}

impl Plan {
    /// What serves the manifest.
    fn runner(self) -> Runner {
        if self.spin { Runner::Spin } else { Runner::Embedded }
    }
}

#[derive(Subcommand)]
enum Role {
    /// The native server that the host is measured against; the benchmark starts it itself
    Native {
        #[arg(long)]
        database_url: String,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    let line = CommandLine::parse();
    if let Some(Role::Native { database_url }) = line.role {
        return native::serve(&database_url).await;
    }
    let cluster = Cluster::start_durable()?;
    let mut report = Report::new(line.plan);
    report.disk(disk::syncs_per_second(&cluster)?);
    let mut reading = Reading::set(&cluster, line.plan).await?;
    report.ratios(&read::against_native(&reading, line.plan).await?);
    report.ratios(&[grab::grab_vs_pgbench(&cluster, line.plan).await?]);
    report.ratios(&score::against_fastapi(&cluster, line.plan).await?);
    if line.plan.runner() == Runner::Embedded {
        report.ratios(&[read::fresh_vs_reused(&mut reading, line.plan).await?]);
    }
    report.ratios(&boot::boot(&mut reading, line.plan).await?);
    Ok(())
}
