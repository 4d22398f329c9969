//! Many rows in one statement: they travel as one JSON document, and Postgres gives each value its
//! column's type.

use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sqlx::PgConnection;
use sqlx::types::Json;

/// The rows of a CSV text with a head line; an empty field is null.
pub(crate) fn parse_csv<T: DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    let rows: Result<Vec<T>, csv::Error> =
        csv::Reader::from_reader(text.as_bytes()).deserialize().collect();
    rows.context("a seed file is malformed")
}

/// As [`parse_csv`], untyped.
pub(crate) fn parse_csv_objects(text: &str) -> Result<Vec<Map<String, Value>>> {
    let mut rows: Vec<Map<String, Value>> = Vec::new();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers()?.clone();
    for record in reader.records() {
        let record = record?;
        let value = |field: &str| match field {
            "" => Value::Null,
            text => Value::from(text),
        };
        rows.push(head.iter().map(str::to_owned).zip(record.iter().map(value)).collect());
    }
    Ok(rows)
}

/// Inserts rows whose fields bear the names of the table's columns.
pub(crate) async fn insert<T: Serialize>(
    connection: &mut PgConnection,
    table: &str,
    rows: &[T],
) -> Result<()> {
    let rows = objects(rows)?;
    let columns = columns(&rows);
    let statement = format!(
        "insert into {table} ({columns}) \
         select {columns} from jsonb_populate_recordset(null::{table}, $1)"
    );
    sqlx::query(&statement)
        .bind(Json(rows))
        .execute(connection)
        .await
        .with_context(|| format!("rows of {table}"))?;
    Ok(())
}

/// Inserts rows, or brings those with the same key up to date. Columns that the rows do not name
/// stay as they are.
pub(crate) async fn upsert<T: Serialize>(
    connection: &mut PgConnection,
    table: &str,
    key: &str,
    rows: &[T],
) -> Result<()> {
    let rows = objects(rows)?;
    let columns = columns(&rows);
    let changes: Vec<String> = rows
        .iter()
        .take(1)
        .flat_map(Map::keys)
        .filter(|column| *column != key)
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    let statement = format!(
        "insert into {table} ({columns}) \
         select {columns} from jsonb_populate_recordset(null::{table}, $1) \
         on conflict ({key}) do update set {}",
        changes.join(", ")
    );
    sqlx::query(&statement)
        .bind(Json(rows))
        .execute(connection)
        .await
        .with_context(|| format!("rows of {table}"))?;
    Ok(())
}

fn objects<T: Serialize>(rows: &[T]) -> Result<Vec<Map<String, Value>>> {
    let rows = serde_json::to_value(rows).and_then(serde_json::from_value);
    rows.context("rows are not objects")
}

fn columns(rows: &[Map<String, Value>]) -> String {
    let names: Vec<&str> = rows.iter().take(1).flat_map(Map::keys).map(String::as_str).collect();
    names.join(", ")
}
