//! No list and no page may cost more because the tables have grown. Every statement is run over
//! 20,000 orders and over ten times as many, with what callers really ask for, and the buffers that
//! it touches are compared. `scripts/test plans`.

mod measure;
mod values;

use anyhow::{Context, Result};
use crypto::Keyring;
use database::orders::Plan;
use measure::{Cost, Trial};
use sqlx::{Connection, PgConnection, PgPool};
use std::path::{Path, PathBuf};
use support::Cluster;
use values::Values;

const FILLER: &str = include_str!("filler.sql");
const FEW: i64 = 20_000;
const MANY: i64 = 200_000;
/// From few to many orders a row may come to cost so many times as much: trees get a level deeper,
/// and what lay close together lies apart.
const GROWTH_MAX: f64 = 2.0;
/// What costs no more than this may do as it likes.
const BUFFERS_FREE: i64 = 100;

#[tokio::test]
#[ignore = "takes some minutes: scripts/test plans"]
async fn no_statement_grows_with_its_tables() -> Result<()> {
    let url = Cluster::shared()?.fresh_database("template1")?;
    let pool = PgPool::connect(&url).await?;
    database::migrate(&pool).await?;
    database::reference(&pool).await?;
    let keyring = Keyring::parse(&format!("1:{}", "2b".repeat(16)), &"7e".repeat(32))?;
    database::demo::load(&pool, &keyring).await?;

    let values = Values::read()?;
    let mut connection = PgConnection::connect(&url).await?;
    let mut costs: Vec<Vec<(Trial, Cost)>> = Vec::new();
    for (orders, seed) in [(FEW, 1), (MANY - FEW, 2)] {
        database::orders::load(&pool, &keyring, Plan { orders, seed }).await?;
        sqlx::raw_sql(FILLER).execute(&mut connection).await.context("filler")?;
        sqlx::raw_sql("vacuum analyze").execute(&mut connection).await?;
        costs.push(run_all(&mut connection, &values).await?);
    }

    let mut breaches = Vec::new();
    let [few, many] = costs.as_slice() else { unreachable!("two sizes") };
    for ((trial, few), (_, many)) in few.iter().zip(many) {
        let verdict = judge(&values, trial, few, many);
        println!(
            "{:60} {:7} -> {:7} buffers, {:3} -> {:3} rows, {:8.2} ms {}",
            trial.name,
            few.buffers,
            many.buffers,
            few.rows,
            many.rows,
            many.milliseconds,
            verdict.as_deref().unwrap_or_default()
        );
        breaches.extend(verdict.map(|verdict| format!("{}: {verdict}", trial.name)));
    }
    assert!(few.len() > 100, "only {} statements were tried", few.len());
    assert!(breaches.is_empty(), "grows with its tables:\n  {}", breaches.join("\n  "));
    Ok(())
}

async fn run_all(connection: &mut PgConnection, values: &Values) -> Result<Vec<(Trial, Cost)>> {
    let mut costs = Vec::new();
    for path in statements()? {
        for trial in values.trials(&path)? {
            let cost = trial.run(connection, values).await;
            let cost = cost.with_context(|| trial.name.clone())?;
            costs.push((trial, cost));
        }
    }
    Ok(costs)
}

/// What is wrong with how the cost has grown.
fn judge(values: &Values, trial: &Trial, few: &Cost, many: &Cost) -> Option<String> {
    if let Some(most) = values.cap(&trial.statement) {
        return (many.buffers > most).then(|| format!("more than {most} buffers"));
    }
    let growth = many.per_row() / few.per_row();
    (many.buffers > BUFFERS_FREE && growth > GROWTH_MAX).then(|| format!("{growth:.1} times"))
}

/// The files of the statements, by name.
fn statements() -> Result<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sql/queries");
    let mut paths = Vec::new();
    for folder in std::fs::read_dir(root)? {
        for file in std::fs::read_dir(folder?.path())? {
            paths.push(file?.path());
        }
    }
    paths.sort();
    Ok(paths)
}
