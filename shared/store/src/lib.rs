//! Statements on Postgres, as values.
//!
//! A statement is a file under `sql/queries/`, named with [`statement!`], run with [`Store`], and its rows become
//! the struct that [`row!`] declares. There is no transaction here on purpose: one statement per state change.

mod error;
mod row;
mod statement;

pub use error::StoreError;
pub use row::{Column, FromRow, private};
pub use spin_sdk::pg::{DbValue, ParameterValue};
pub use statement::Statement;

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
        Ok(Self(Connection::open(address).await?))
    }

    /// All rows of a statement.
    ///
    /// # Errors
    /// What Postgres refused, or a row that does not fit `R`.
    pub async fn all<R: FromRow>(
        &self,
        statement: &Statement,
        parameters: Vec<ParameterValue>,
    ) -> Result<Vec<R>, StoreError> {
        let mut tries = 1;
        loop {
            match self.attempt(statement, parameters.clone()).await {
                Err(error) if error.left_nothing_behind() && tries < TRIES_MAX => tries += 1,
                outcome => return outcome,
            }
        }
    }

    /// The only row of a statement, if there is one.
    ///
    /// # Errors
    /// As [`Store::all`], and when there are more rows than one.
    pub async fn optional<R: FromRow>(
        &self,
        statement: &Statement,
        parameters: Vec<ParameterValue>,
    ) -> Result<Option<R>, StoreError> {
        let mut rows = self.all(statement, parameters).await?;
        let row = rows.pop();
        if rows.is_empty() { Ok(row) } else { Err(StoreError::RowCount(statement.name)) }
    }

    /// The only row of a statement that always has one.
    ///
    /// # Errors
    /// As [`Store::all`], and when there is not exactly one row.
    pub async fn one<R: FromRow>(
        &self,
        statement: &Statement,
        parameters: Vec<ParameterValue>,
    ) -> Result<R, StoreError> {
        self.optional(statement, parameters).await?.ok_or(StoreError::RowCount(statement.name))
    }

    async fn attempt<R: FromRow>(
        &self,
        statement: &Statement,
        parameters: Vec<ParameterValue>,
    ) -> Result<Vec<R>, StoreError> {
        let result = self.0.query(statement.sql, parameters).await?;
        let places = row::places::<R>(result.columns(), statement)?;
        collect(result, |values| R::from_values(values, &places)).await
    }
}

async fn collect<R>(
    mut result: QueryResult,
    decode: impl Fn(&[DbValue]) -> Result<R, StoreError>,
) -> Result<Vec<R>, StoreError> {
    let mut rows = Vec::new();
    while let Some(values) = result.rows().next().await {
        rows.push(decode(&values)?);
    }
    result.result().await?;
    Ok(rows)
}

/// A parameter of the type `jsonb`.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn json<T: serde::Serialize>(value: &T) -> Result<ParameterValue, StoreError> {
    let bytes = serde_json::to_vec(value).map_err(|error| StoreError::Defect(error.to_string()))?;
    Ok(ParameterValue::Jsonb(bytes))
}

/// The parameters of a statement, in order: `params![id, amount, Some(text)]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::ParameterValue::from($value)),*] };
}
