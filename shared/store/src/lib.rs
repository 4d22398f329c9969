//! Statements on Postgres, as values.
//!
//! A statement is a file under `sql/queries/`; [`statement!`] makes a struct of it, whose fields are its parameters.
//! [`Store`] runs it, and its rows become the struct that [`row!`] declares. There is no transaction here on purpose:
//! one statement per state change.

mod error;
mod json;
mod row;
mod scope;
mod statement;

pub use error::StoreError;
pub use json::{Json, json};
pub use macros::statement;
pub use row::{Column, FromRow, private};
pub use scope::Scope;
pub use spin_sdk::pg::{DbValue, ParameterValue};
pub use statement::Statement;

/// The types that a statement's parameters have beside those of the standard library.
pub mod types {
    pub use chrono::NaiveDate;
    pub use rust_decimal::Decimal;
    pub use uuid::Uuid;
}

use spin_sdk::pg::{Connection, QueryResult};

/// How often a statement that Postgres gave up as a whole (deadlock, serialization failure) is tried in all.
const TRIES_MAX: usize = 4;

/// A connection for one request.
pub struct Store(Connection);

impl Store {
    /// Takes a connection of the pool to `address`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the database does not answer.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        let opened = Connection::open(address).await;
        Ok(Self(opened.map_err(|error| StoreError::of(error, "connection"))?))
    }

    /// All rows of a statement.
    ///
    /// # Errors
    /// What Postgres refused, or a row that does not fit.
    pub async fn all<S: Statement>(&self, statement: S) -> Result<Vec<S::Row>, StoreError> {
        let values = statement.values();
        for _ in 1..TRIES_MAX {
            match self.attempt::<S>(values.clone()).await {
                Err(error) if error.left_nothing_behind() => {}
                rows => return rows,
            }
        }
        self.attempt::<S>(values).await
    }

    /// The only row of a statement, if there is one.
    ///
    /// # Errors
    /// As [`Store::all`], and when there are more rows than one.
    pub async fn optional<S: Statement>(&self, statement: S) -> Result<Option<S::Row>, StoreError> {
        let mut rows = self.all(statement).await?;
        let row = rows.pop();
        if rows.is_empty() { Ok(row) } else { Err(StoreError::RowCount(S::NAME)) }
    }

    /// The only row of a statement that always has one.
    ///
    /// # Errors
    /// As [`Store::all`], and when there is not exactly one row.
    pub async fn one<S: Statement>(&self, statement: S) -> Result<S::Row, StoreError> {
        self.optional(statement).await?.ok_or(StoreError::RowCount(S::NAME))
    }

    async fn attempt<S: Statement>(
        &self,
        values: Vec<ParameterValue>,
    ) -> Result<Vec<S::Row>, StoreError> {
        let result = self.0.query(S::SQL, values).await;
        let result = result.map_err(|error| StoreError::of(error, S::NAME))?;
        let places = row::places::<S::Row>(result.columns(), S::NAME)?;
        collect(result, S::NAME, |values| S::Row::from_values(values, &places)).await
    }
}

async fn collect<R>(
    mut result: QueryResult,
    statement: &'static str,
    decode: impl Fn(&[DbValue]) -> Result<R, StoreError>,
) -> Result<Vec<R>, StoreError> {
    let mut rows = Vec::new();
    while let Some(values) = result.rows().next().await {
        rows.push(decode(&values)?);
    }
    result.result().await.map_err(|error| StoreError::of(error, statement))?;
    Ok(rows)
}
