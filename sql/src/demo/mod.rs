//! The demo city: invented institutions, firms and a year of loans between them. Dates count back
//! from the day of loading; all else falls the same way in every run. Nothing of it belongs into a
//! platform in use.

mod account;
mod chance;
mod city;
mod clock;
mod course;
mod demand;
mod demand_rows;
mod fact;
mod firm;
mod identity;
mod institution;
mod order;
mod order_rows;
mod product;
mod product_rows;

use account::{ANNOUNCED, AccountRow, Accounts};
use anyhow::Result;
use chrono::TimeDelta;
pub(crate) use city::{REMARKS, WORDS};
pub(crate) use identity::credit_code_of;

use city::City;
use clock::Clock;
use course::Course;
use crypto::Keyring;
use order::Market;
use product::Reviewers;
use sqlx::{PgConnection, PgPool};
use std::fmt;

const ORDERS: usize = 3000;
const INSERT_MESSAGES: &str = include_str!("../../seed/demo/insert_messages.sql");
const INSERT_CONSENTS: &str = include_str!("../../seed/demo/insert_consents.sql");
const INSERT_POOLS: &str = include_str!("../../seed/demo/insert_pools.sql");
const INSERT_LISTS: &str = include_str!("../../seed/demo/insert_lists.sql");
const INSERT_PARTNER: &str = include_str!("../../seed/demo/insert_partner.sql");

/// What was made.
#[derive(Debug)]
pub struct Summary {
    institutions: usize,
    products: usize,
    firms: usize,
    orders: usize,
    events: usize,
    demands: usize,
    facts: usize,
    accounts: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} institutions, {} products, {} firms, {} orders with {} events, {} demands, \
             {} facts, {} accounts",
            self.institutions,
            self.products,
            self.firms,
            self.orders,
            self.events,
            self.demands,
            self.facts,
            self.accounts
        )
    }
}

/// Builds the demo city in a database with its reference data, or does nothing (`None`) when it
/// stands already.
///
/// # Errors
/// When the schema or the reference data are missing, or the database does not answer.
pub async fn load(pool: &PgPool, keyring: &Keyring) -> Result<Option<Summary>> {
    let mut transaction = pool.begin().await?;
    // Two at once: the second waits here, and then finds the city.
    sqlx::query("select pg_advisory_xact_lock(341200)").execute(&mut *transaction).await?;
    let is_there: bool = sqlx::query_scalar("select exists (select from account where login = $1)")
        .bind(ANNOUNCED.first())
        .fetch_one(&mut *transaction)
        .await?;
    if is_there {
        return Ok(None);
    }
    let mut city = City::new(Clock::read(&mut transaction).await?, keyring)?;
    let summary = build(&mut city, &mut transaction).await?;
    transaction.commit().await?;
    sqlx::query("analyze").execute(pool).await?;
    Ok(Some(summary))
}

async fn build(city: &mut City<'_>, connection: &mut PgConnection) -> Result<Summary> {
    let mut accounts = Accounts::new(city)?;
    let (institutions, institution_rows) = institution::open(city, &mut accounts)?;
    let (firms, mut firm_rows) = firm::found(city, &mut accounts)?;
    let reviewers = Reviewers {
        operator: staff(city, &mut accounts, "operator")?,
        regulator: staff(city, &mut accounts, "regulator")?,
    };
    let (shelves, product_rows) = product::publish(city, &institutions, reviewers)?;
    let board = demand::post(city, &institutions, &firms)?;
    let market = Market { institutions: &institutions, firms: &firms, shelves: &shelves };
    let mut courses = order::place(city, &market, ORDERS.saturating_sub(board.courses.len()))?;
    courses.extend(board.courses);
    let facts = fact::gather(city, &firms, &mut firm_rows)?;

    institution_rows.insert(connection).await?;
    crate::bulk::insert(connection, "applicant", &firm_rows).await?;
    crate::bulk::insert(connection, "account", &accounts.rows).await?;
    product_rows.insert(connection).await?;
    board.rows.insert(connection).await?;
    let events = live_through(connection, &courses, &board.rows).await?;
    sqlx::query(INSERT_MESSAGES).bind(ANNOUNCED).execute(&mut *connection).await?;
    crate::bulk::insert(connection, "company_fact", &facts).await?;
    sqlx::query(INSERT_CONSENTS).execute(&mut *connection).await?;
    sqlx::query(INSERT_LISTS).execute(&mut *connection).await?;
    sqlx::raw_sql(INSERT_POOLS).execute(&mut *connection).await?;
    let secret = crypto::sha256(account::PASSWORD.as_bytes());
    sqlx::query(INSERT_PARTNER).bind(secret).execute(&mut *connection).await?;
    Ok(Summary {
        institutions: institutions.len(),
        products: product_rows.products.len(),
        firms: firms.len(),
        orders: courses.len(),
        events,
        demands: board.rows.demands.len(),
        facts: facts.len(),
        accounts: accounts.rows.len(),
    })
}

fn staff(city: &mut City, accounts: &mut Accounts, role: &'static str) -> Result<uuid::Uuid> {
    let created_at = city.clock.now - TimeDelta::days(560);
    let row = AccountRow { role, created_at, ..AccountRow::default() };
    accounts.with_login(city, format!("{role}01"), row)
}

/// Writes the orders and takes them all through their first steps, then their second ones, and so
/// on, so that the database checks each. Says how many events there were.
async fn live_through(
    connection: &mut PgConnection,
    courses: &[Course<'_>],
    demands: &demand_rows::DemandRows,
) -> Result<usize> {
    let first: Vec<_> = courses.iter().map(|course| &course.first).collect();
    order_rows::insert(connection, &first).await?;
    for round in 0.. {
        let steps: Vec<_> = courses.iter().filter_map(|course| course.steps.get(round)).collect();
        if steps.is_empty() {
            break;
        }
        order_rows::step(connection, &steps).await?;
        if round == 0 {
            // The first step of a demand's order is its first review; now applicants choose.
            demands.choose(connection).await?;
        }
    }
    let mut events: Vec<_> = courses.iter().flat_map(|course| &course.events).collect();
    events.sort_by_key(|event| event.happened_at);
    crate::bulk::insert(connection, "order_event", &events).await?;
    Ok(events.len())
}
