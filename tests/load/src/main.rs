//! Ratios against named references, measured in one run: A and B in turn, medians, beside what the disk can do. Two
//! machines' bare times say nothing about each other; a ratio travels.

mod boot;
mod disk;
mod grab;
mod memory;
mod native;
mod read;
mod report;
mod score;
mod soak;
mod wrk;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use read::Reading;
use report::Report;
use soak::Soak;
use std::path::PathBuf;
use support::Cluster;
use system_tests::Runner;

#[derive(Parser)]
struct CommandLine {
    #[command(flatten)]
    plan: Plan,
    /// Measure only these; all when none is named
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Another build of the host, the program's path, that takes turns with this one in reading
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
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

/// What can be measured alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// A read by id beside a native server
    Read,
    /// Grabs beside pgbench
    Grab,
    /// Scores beside FastAPI
    Score,
    /// Fresh instances beside used ones
    Fresh,
    /// The first answer, and memory
    Boot,
}

#[derive(Subcommand)]
enum Role {
    /// The native server that the host is measured against; the benchmark starts it itself
    Native {
        #[arg(long)]
        database_url: String,
    },
    /// Ask the functions by turns, millions of times, and watch the memory of the host
    Soak(Soak),
}

#[tokio::main]
async fn main() -> Result<()> {
    let line = CommandLine::parse();
    match &line.role {
        Some(Role::Native { database_url }) => native::serve(database_url).await,
        Some(Role::Soak(soak)) => soak.run().await,
        None => measure(&line).await,
    }
}

/// All ratios that are wanted, one after the other.
async fn measure(line: &CommandLine) -> Result<()> {
    let cluster = Cluster::start_durable()?;
    let mut report = Report::new(line.plan);
    report.disk(disk::syncs_per_second(&cluster)?);
    let mut reading = Reading::set(&cluster, line.plan).await?;
    let wanted = |part| line.only.is_empty() || line.only.contains(&part);
    if wanted(Part::Read) {
        report.ratios(&read::against_native(&reading, line.plan).await?);
    }
    if let Some(program) = &line.against {
        report.ratios(&read::against_host(&mut reading, line.plan, program).await?);
    }
    if wanted(Part::Grab) {
        report.ratios(&[grab::grab_vs_pgbench(&cluster, line.plan).await?]);
    }
    if wanted(Part::Score) {
        report.ratios(&score::against_fastapi(&cluster, line.plan).await?);
    }
    if wanted(Part::Fresh) && line.plan.runner() == Runner::Embedded {
        report.ratios(&[read::fresh_vs_reused(&mut reading, line.plan).await?]);
    }
    if wanted(Part::Boot) {
        report.ratios(&boot::boot(&mut reading, line.plan).await?);
    }
    Ok(())
}
