//! Every statement of `sql/queries/` is used, says what it is for, and is accepted by the migrated schema for the role
//! that the functions work as.

use crate::{assert_none, declared, sources};
use anyhow::{Context, Result};
use sqlx::{Column, Connection, Describe, Executor, PgConnection, Postgres, Row, TypeInfo};
use statement::Statement;
use std::collections::BTreeMap;
use support::Cluster;

fn statements() -> Result<Vec<(String, String)>> {
    let files = sources(&[".sql"])?.into_iter();
    Ok(files
        .filter_map(|(name, text)| {
            let name = name.strip_prefix("sql/queries/")?.strip_suffix(".sql")?.to_owned();
            Some((name, text))
        })
        .collect())
}

#[test]
fn each_is_read_and_used_once() -> Result<()> {
    let declared = declared::statements()?;
    let mut breaches = Vec::new();
    for (name, text) in statements()? {
        if let Err(error) = Statement::parse(&text) {
            breaches.push(format!("sql/queries/{name}.sql: {error}"));
        }
        let places: Vec<_> = declared.iter().filter(|one| one.path == name).collect();
        match places.as_slice() {
            [_] => {}
            [] => breaches.push(format!("{name} is not used")),
            [first, second, ..] => {
                breaches.push(format!("{name} stands in {} and {}", first.file, second.file));
            }
        }
    }
    assert!(!declared.is_empty());
    assert_none("a statement has a header that can be read, and is declared once", &breaches);
    Ok(())
}

/// A step without its request would leave no entry in the audit trail and no message.
#[test]
fn a_step_names_its_request() -> Result<()> {
    let breaches: Vec<_> = statements()?
        .into_iter()
        .filter(|(_, text)| text.contains("insert into order_event ("))
        .filter(|(_, text)| !text.contains("actor_role, request_id"))
        .map(|(name, _)| name)
        .collect();
    assert_none("an event carries the id of its request", &breaches);
    Ok(())
}

/// Planning a prepared statement checks its tables, columns and types; explaining its execution checks the rights of
/// the role too. Nothing is run.
#[tokio::test]
async fn each_is_accepted_by_the_schema() -> Result<()> {
    let url = Cluster::shared()?.fresh_database("template1")?;
    let pool = sqlx::PgPool::connect(&url).await?;
    database::migrate(&pool).await?;
    let mut connection = PgConnection::connect(&url).await?;
    sqlx::raw_sql("set plan_cache_mode = force_generic_plan; set role rongtong_app")
        .execute(&mut connection)
        .await?;
    for (name, text) in statements()? {
        let sql = Statement::parse(&text).with_context(|| name.clone())?.sql;
        explain(&mut connection, &sql).await.with_context(|| format!("sql/queries/{name}.sql"))?;
    }
    Ok(())
}

async fn explain(connection: &mut PgConnection, statement: &str) -> Result<()> {
    sqlx::raw_sql(&format!("prepare candidate as {statement}")).execute(&mut *connection).await?;
    let row = sqlx::query(
        "select cardinality(parameter_types) from pg_prepared_statements where name = 'candidate'",
    )
    .fetch_one(&mut *connection)
    .await?;
    let count: i32 = row.try_get(0)?;
    let nulls = vec!["null"; usize::try_from(count)?].join(", ");
    let execute = if count == 0 {
        "execute candidate".to_owned()
    } else {
        format!("execute candidate({nulls})")
    };
    sqlx::raw_sql(&format!("explain {execute}")).execute(&mut *connection).await?;
    sqlx::raw_sql("deallocate candidate").execute(&mut *connection).await?;
    Ok(())
}

/// The types that Spin passes between Postgres and a component, by their names in Postgres: the word of a parameter and
/// the Rust type of a column. `timestamptz` is none of them, see `utc` in the schema.
const SPIN_TYPES: &[(&str, &str, &str)] = &[
    ("BOOL", "boolean", "bool"),
    ("INT2", "", "i16"),
    ("INT4", "integer", "i32"),
    ("INT8", "bigint", "i64"),
    ("FLOAT8", "double precision", "f64"),
    ("TEXT", "text", "String"),
    ("BYTEA", "bytea", "Vec<u8>"),
    ("DATE", "date", "NaiveDate"),
    ("TIMESTAMP", "", "DateTime<Utc>"),
    ("UUID", "uuid", "Uuid"),
    ("JSONB", "jsonb", "Value"),
    ("NUMERIC", "numeric", "Decimal"),
    ("TEXT[]", "text[]", "Vec<String>"),
];

/// What the header declares and what the component reads is what Postgres infers and gives.
#[tokio::test]
async fn each_has_the_types_that_it_says() -> Result<()> {
    let url = Cluster::shared()?.fresh_database("template1")?;
    let pool = sqlx::PgPool::connect(&url).await?;
    database::migrate(&pool).await?;
    let mut connection = PgConnection::connect(&url).await?;
    let declared = declared::statements()?;
    let mut breaches = Vec::new();
    for (name, text) in statements()? {
        let statement = Statement::parse(&text).with_context(|| name.clone())?;
        let described = connection.describe(&statement.sql).await.with_context(|| name.clone())?;
        check_parameters(&name, &statement, &described, &mut breaches);
        if let Some(one) = declared.iter().find(|one| one.path == name) {
            check_columns(&name, &one.columns, &described, &mut breaches);
        }
    }
    assert_none("header, Rust types and schema agree", &breaches);
    Ok(())
}

fn check_parameters(
    name: &str,
    statement: &Statement,
    described: &Describe<Postgres>,
    breaches: &mut Vec<String>,
) {
    let inferred = described.parameters().and_then(sqlx::Either::left).unwrap_or_default();
    for (place, kind) in statement.places.iter().zip(inferred) {
        let known = SPIN_TYPES.iter().find(|row| row.0 == kind.name()).map(|row| row.1);
        if known != Some(place.postgres_type) {
            let (place, said) = (&place.name, place.postgres_type);
            breaches.push(format!("{name}: :{place} is {}, the header says {said}", kind.name()));
        }
    }
}

fn check_columns(
    name: &str,
    read: &BTreeMap<String, String>,
    described: &Describe<Postgres>,
    breaches: &mut Vec<String>,
) {
    for column in described.columns() {
        let kind = column.type_info().name();
        let Some((_, _, rust)) = SPIN_TYPES.iter().find(|row| row.0 == kind) else {
            breaches.push(format!("{name} gives {} as {kind}", column.name()));
            continue;
        };
        let Some(field) = read.get(column.name()) else {
            breaches.push(format!("{name}: nobody reads the column {}", column.name()));
            continue;
        };
        let plain = field.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>'));
        let plain = plain.unwrap_or(field).trim_start_matches("serde_json::");
        if plain != *rust {
            breaches.push(format!("{name}: {} is {kind}, read as {field}", column.name()));
        }
    }
    for field in read.keys() {
        if !described.columns().iter().any(|column| column.name() == field) {
            breaches.push(format!("{name} gives no column {field}"));
        }
    }
}
