//! Orders in any number, with all that belongs to them, for measuring how cost grows. The database
//! makes them, set by set; names and telephone numbers are sealed here. The same seed makes the
//! same orders.

mod contact;
mod verdict;

use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, Utc};
use contact::Contacts;
use crypto::Keyring;
use sqlx::{Connection, PgConnection, PgPool, Row};
use std::time::Instant;

/// Orders of one transaction.
const BATCH: i64 = 50_000;
/// For every hundred orders so many demands are posted; institutions make some of the orders of
/// them.
const DEMANDS_PERCENT: i64 = 15;
/// How many orders an applicant makes in all, on average.
const ORDERS_PER_APPLICANT: i64 = 5;

macro_rules! statement {
    ($name:literal) => {
        include_str!(concat!("../../seed/orders/", $name, ".sql"))
    };
}

/// What the first transaction of a batch writes once its orders are planned, in this order.
const COURSES: [(&str, &str); 8] = [
    ("demands", statement!("insert_demands")),
    ("orders", statement!("insert_orders")),
    ("choices", statement!("choose_orders")),
    ("views", statement!("insert_views")),
    ("steps", statement!("plan_steps")),
    ("events", statement!("insert_events")),
    ("consents", statement!("insert_consents")),
    ("numbers", statement!("keep_numbers")),
];
/// What the second one writes, on the other connection, while the first one of the next batch runs.
const TRACES: [(&str, &str); 5] = [
    ("answers", statement!("insert_answers")),
    ("decisions", statement!("insert_decisions")),
    ("traces", statement!("insert_traces")),
    ("messages", statement!("insert_messages")),
    ("alerts", statement!("insert_alerts")),
];

/// How many orders to make, and where chance begins.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Orders, those made of demands among them.
    pub orders: i64,
    /// The same seed makes the same orders.
    pub seed: u32,
}

/// What a run goes by throughout.
struct Run {
    orders: i64,
    applicants: i32,
    first_day: DateTime<Utc>,
    present: DateTime<Utc>,
    orders_before: i64,
    demands_before: i64,
}

/// Adds orders to a platform that has the demo city, as the owner of the schema with the right to
/// set `session_replication_role`. While a batch is written, triggers and foreign keys are off in
/// this session alone; what they guard is checked before the batch is kept, references at the end.
///
/// # Errors
/// When the city is missing, the database does not answer, or a batch breaks a rule; the batches
/// before it are kept.
pub async fn load(pool: &PgPool, keyring: &Keyring, plan: Plan) -> Result<()> {
    ensure!(plan.orders > 0, "ask for at least one order");
    // Sessions of their own: what is set in them ends with them, however the run ends.
    let (mut first, mut second) = (pool.acquire().await?.detach(), pool.acquire().await?.detach());
    // Two at once: the second waits here.
    sqlx::query("select pg_advisory_lock(341201)").execute(&mut first).await?;
    for connection in [&mut first, &mut second] {
        sqlx::raw_sql(statement!("settings")).execute(connection).await?;
    }
    let prepare = statement!("prepare").replace(":seed", &plan.seed.to_string());
    sqlx::raw_sql(&prepare).execute(&mut first).await.context("nothing can be planned")?;
    for batch in 0..2 {
        enter(&mut first, batch).await?;
        sqlx::raw_sql(statement!("batch_tables")).execute(&mut first).await?;
    }
    contact::bring_remarks(&mut first).await?;
    verdict::bring(&mut first).await?;

    let contacts = Contacts::new(keyring)?;
    let run = Run::begin(&mut first, plan).await?;
    run.register(&mut first, &contacts).await?;
    run.batches(&mut first, &mut second, &contacts).await?;
    check_references(&mut first, &mut second).await?;
    sqlx::raw_sql(statement!("finish")).execute(&mut first).await?;
    sqlx::query("analyze").execute(&mut first).await?;
    second.close().await?;
    first.close().await?;
    Ok(())
}

/// Of the two sets of tables that batches are planned in, uses the one of this batch.
async fn enter(connection: &mut PgConnection, batch: i64) -> Result<()> {
    let path = format!("set search_path = orders_batch_{}, orders_plan, public", batch % 2);
    sqlx::query(&path).execute(connection).await?;
    Ok(())
}

/// Writes the answers, decisions, messages and audit entries of a batch whose orders are kept.
async fn trace(connection: &mut PgConnection, batch: i64) -> Result<()> {
    enter(connection, batch).await?;
    sqlx::raw_sql(statement!("begin_batch")).execute(&mut *connection).await?;
    write(connection, &TRACES).await?;
    sqlx::query("commit").execute(connection).await?;
    Ok(())
}

async fn write(connection: &mut PgConnection, statements: &[(&str, &str)]) -> Result<()> {
    for (name, statement) in statements {
        sqlx::query(statement)
            .execute(&mut *connection)
            .await
            .with_context(|| format!("{name} are not accepted"))?;
    }
    Ok(())
}

impl Run {
    async fn begin(connection: &mut PgConnection, plan: Plan) -> Result<Self> {
        let row = sqlx::query(statement!("begin")).fetch_one(connection).await?;
        let Some(first_day) = row.try_get("first_day")? else {
            bail!("there is no city to make orders for: run `database demo` first");
        };
        Ok(Self {
            orders: plan.orders,
            applicants: i32::try_from((plan.orders / ORDERS_PER_APPLICANT).max(20))?,
            first_day,
            present: row.try_get("present")?,
            orders_before: row.try_get("orders")?,
            demands_before: row.try_get("demands")?,
        })
    }

    /// Registers the applicants of the whole run.
    async fn register(&self, connection: &mut PgConnection, contacts: &Contacts<'_>) -> Result<()> {
        sqlx::query(statement!("plan_applicants"))
            .bind(self.applicants)
            .bind(self.first_day)
            .bind(self.present)
            .execute(&mut *connection)
            .await
            .context("applicants are not planned")?;
        contacts.seal_applicants(connection).await?;
        sqlx::query(statement!("insert_applicants"))
            .execute(&mut *connection)
            .await
            .context("applicants are not accepted")?;
        sqlx::raw_sql("analyze plan_applicant; analyze applicant; analyze account")
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Makes all batches; while the orders of one are made, the one before gets its traces.
    async fn batches(
        &self,
        first: &mut PgConnection,
        second: &mut PgConnection,
        contacts: &Contacts<'_>,
    ) -> Result<()> {
        let began = Instant::now();
        let count = (self.orders + BATCH - 1) / BATCH;
        for batch in 0..=count {
            let made = BATCH * batch;
            let size = BATCH.min(self.orders - made);
            let orders = async {
                match batch < count {
                    true => self.batch(first, contacts, (batch, size)).await,
                    false => Ok(()),
                }
            };
            let traces = async {
                match batch > 0 {
                    true => trace(second, batch - 1).await,
                    false => Ok(()),
                }
            };
            tokio::try_join!(orders, traces)?;
            println!("{} orders after {} s", made.min(self.orders), began.elapsed().as_secs());
        }
        Ok(())
    }

    /// Makes the orders of a batch, in one transaction.
    async fn batch(
        &self,
        connection: &mut PgConnection,
        contacts: &Contacts<'_>,
        (batch, size): (i64, i64),
    ) -> Result<()> {
        enter(connection, batch).await?;
        sqlx::raw_sql(statement!("empty_batch")).execute(&mut *connection).await?;
        sqlx::raw_sql(statement!("begin_batch"))
            .execute(&mut *connection)
            .await
            .context("the role may not set session_replication_role")?;
        self.plan(connection, (BATCH * batch, size)).await?;
        contacts.seal_contacts(connection).await?;
        write(connection, &COURSES).await?;
        check(connection).await?;
        sqlx::raw_sql(statement!("end_batch")).execute(connection).await?;
        Ok(())
    }

    async fn plan(&self, connection: &mut PgConnection, (made, size): (i64, i64)) -> Result<()> {
        let demands = (size * DEMANDS_PERCENT / 100).max(1);
        let part = |orders: i64| orders as f64 / self.orders as f64;
        sqlx::query(statement!("plan_demands"))
            .bind(i32::try_from(demands)?)
            .bind(self.demands_before + made * DEMANDS_PERCENT / 100)
            .bind(part(made))
            .bind(part(made + size))
            .bind(self.first_day)
            .bind(self.present)
            .bind(self.applicants)
            .execute(&mut *connection)
            .await
            .context("demands are not planned")?;
        let taken = sqlx::query(statement!("plan_slots"))
            .bind(self.present)
            .bind(self.orders_before + made)
            .execute(&mut *connection)
            .await
            .context("slots are not planned")?;
        let taken = i64::try_from(taken.rows_affected())?;
        sqlx::query(statement!("plan_orders"))
            .bind(i32::try_from(size - taken)?)
            .bind(self.orders_before + made + taken)
            .bind(part(made))
            .bind(part(made + size))
            .bind(self.first_day)
            .bind(self.present)
            .bind(self.applicants)
            .execute(&mut *connection)
            .await
            .context("orders are not planned")?;
        sqlx::raw_sql("analyze plan_demand; analyze plan_order").execute(&mut *connection).await?;
        let walked = sqlx::query(statement!("walk"))
            .bind(self.present)
            .execute(connection)
            .await
            .context("orders do not take their steps")?;
        ensure!(i64::try_from(walked.rows_affected())? == size, "an order got lost on its way");
        Ok(())
    }
}

/// Fails when a row anywhere refers to nothing. Each connection looks at every other foreign key.
async fn check_references(first: &mut PgConnection, second: &mut PgConnection) -> Result<()> {
    let keys = sqlx::query(statement!("references")).fetch_all(&mut *first).await?;
    let keys: Vec<(String, String)> = keys
        .iter()
        .map(|row| Ok((row.try_get("name")?, row.try_get("statement")?)))
        .collect::<Result<_>>()?;
    let (even, odd): (Vec<_>, Vec<_>) = keys.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    tokio::try_join!(check_all(first, even), check_all(second, odd))?;
    Ok(())
}

async fn check_all(
    connection: &mut PgConnection,
    keys: Vec<(usize, &(String, String))>,
) -> Result<()> {
    for (_, (name, statement)) in keys {
        let broken: i64 = sqlx::query_scalar(statement).fetch_one(&mut *connection).await?;
        ensure!(broken == 0, "{broken} rows of {name} refer to nothing");
    }
    Ok(())
}

/// Fails when an order or a demand of the batch stands where the guards would not have let it go.
async fn check(connection: &mut PgConnection) -> Result<()> {
    let row = sqlx::query(statement!("check")).fetch_one(connection).await?;
    for rule in ["starts", "steps", "ends", "untold", "future", "slots", "states", "dues"] {
        let broken: i64 = row.try_get(rule)?;
        ensure!(broken == 0, "{broken} rows of the batch break the rule of {rule}");
    }
    Ok(())
}
