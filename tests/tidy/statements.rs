//! Every statement of `sql/queries/` is used, says what it is for, and is accepted by the migrated schema for the role
//! that the functions work as.

use crate::{assert_none, sources};
use anyhow::{Context, Result};
use sqlx::{Column, Connection, Executor, PgConnection, Row, TypeInfo};
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
fn each_is_used_and_explained() -> Result<()> {
    let rust: String = sources(&[".rs"])?.into_iter().map(|(_, text)| text).collect();
    let mut breaches = Vec::new();
    for (name, text) in statements()? {
        if !rust.contains(&format!("statement!(\"{name}\")")) {
            breaches.push(format!("{name} is not used"));
        }
        let header: Vec<_> = text.lines().take_while(|line| line.starts_with("-- ")).collect();
        if header.is_empty() || !header.join(" ").to_lowercase().contains("row") {
            breaches.push(format!("{name} does not say its purpose, parameters and rows"));
        }
    }
    assert_none("a statement is used and has a header", &breaches);
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
        explain(&mut connection, &text).await.with_context(|| format!("sql/queries/{name}.sql"))?;
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

/// The types that Spin passes between Postgres and a component; `timestamptz` is none of them, see `utc` in the schema.
const SPIN_TYPES: &[&str] = &[
    "BOOL",
    "INT2",
    "INT4",
    "INT8",
    "FLOAT4",
    "FLOAT8",
    "TEXT",
    "VARCHAR",
    "BYTEA",
    "DATE",
    "TIME",
    "TIMESTAMP",
    "UUID",
    "JSONB",
    "NUMERIC",
    "INT4[]",
    "INT8[]",
    "NUMERIC[]",
    "TEXT[]",
    "INTERVAL",
];

#[tokio::test]
async fn each_speaks_only_types_that_spin_passes() -> Result<()> {
    let url = Cluster::shared()?.fresh_database("template1")?;
    let pool = sqlx::PgPool::connect(&url).await?;
    database::migrate(&pool).await?;
    let mut connection = PgConnection::connect(&url).await?;
    let mut breaches = Vec::new();
    for (name, text) in statements()? {
        let described = connection.describe(&text).await.with_context(|| name.clone())?;
        for column in described.columns() {
            let kind = column.type_info().name();
            if !SPIN_TYPES.contains(&kind) {
                breaches.push(format!("{name} gives {} as {kind}", column.name()));
            }
        }
        for kind in described.parameters().and_then(sqlx::Either::left).into_iter().flatten() {
            if !SPIN_TYPES.contains(&kind.name()) {
                breaches.push(format!("{name} takes a {}", kind.name()));
            }
        }
    }
    assert_none("only types that Spin passes", &breaches);
    Ok(())
}
