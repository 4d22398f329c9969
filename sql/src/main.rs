//! The database tool: `database migrate`, `reference`, `demo`, `orders`, `check`.

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};
use crypto::Keyring;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::process::ExitCode;

/// Builds and fills the database of Rongtong.
#[derive(Parser)]
#[command(name = "database", version, arg_required_else_help = true)]
struct CommandLine {
    /// Where the database is: postgres://user:password@host:port/name
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    database_url: Option<String>,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Apply the pending migrations
    Migrate,
    /// Bring regions, industries, categories and the working calendar up to date
    Reference,
    /// Fill an empty platform with an invented city; does nothing when it is there already
    Demo(Keys),
    /// Add orders in any number to the demo city, with all that belongs to them; again adds more
    Orders(Orders),
    /// Say which migrations are pending; fails when there are any
    Check,
}

/// The keys of the encrypted columns, the same as the functions get.
#[derive(Args)]
struct Keys {
    /// 1:<32 hex digits>, several separated by commas; the first one seals
    #[arg(long, env = "SPIN_VARIABLE_DATA_KEYS", hide_env_values = true)]
    data_keys: String,
    /// 64 hex digits
    #[arg(long, env = "SPIN_VARIABLE_INDEX_KEY", hide_env_values = true)]
    index_key: String,
}

#[derive(Args)]
struct Orders {
    /// How many orders, those made of demands among them
    #[arg(long)]
    count: i64,
    /// Where chance begins; the same number makes the same orders
    #[arg(long, default_value_t = 1)]
    seed: u32,
    #[command(flatten)]
    keys: Keys,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(CommandLine::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("database: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(line: CommandLine) -> Result<()> {
    let url = line.database_url.context("give --database-url or set DATABASE_URL")?;
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .connect(&url)
        .await
        .context("the database does not answer")?;
    match line.task {
        Task::Migrate => migrate(&pool).await,
        Task::Reference => database::reference(&pool).await,
        Task::Demo(keys) => demo(&pool, &keys).await,
        Task::Orders(orders) => add_orders(&pool, &orders).await,
        Task::Check => check(&pool).await,
    }
}

async fn migrate(pool: &PgPool) -> Result<()> {
    let pending = database::pending(pool).await?;
    database::migrate(pool).await?;
    println!("{} migrations applied", pending.len());
    Ok(())
}

async fn demo(pool: &PgPool, keys: &Keys) -> Result<()> {
    let keyring = Keyring::parse(&keys.data_keys, &keys.index_key)?;
    match database::demo::load(pool, &keyring).await? {
        Some(summary) => println!("{summary}"),
        None => println!("the demo city is there already"),
    }
    Ok(())
}

async fn add_orders(pool: &PgPool, orders: &Orders) -> Result<()> {
    let keyring = Keyring::parse(&orders.keys.data_keys, &orders.keys.index_key)?;
    let plan = database::orders::Plan { orders: orders.count, seed: orders.seed };
    database::orders::load(pool, &keyring, plan).await
}

async fn check(pool: &PgPool) -> Result<()> {
    let pending = database::pending(pool).await?;
    for name in &pending {
        println!("pending: {name}");
    }
    if !pending.is_empty() {
        bail!("{} migrations are pending", pending.len());
    }
    println!("the schema is up to date");
    Ok(())
}
