//! What a statement costs once Postgres has made up its mind about its plan.

use crate::values::Values;
use anyhow::{Context, Result};
use serde_json::{Map, Value};
use sqlx::{Connection, PgConnection, Row};
use statement::Statement;

/// The sixth time Postgres may settle for one plan for all values; the seventh shows whether it
/// did.
const TIMES: usize = 7;

/// A statement with what it is given.
pub(crate) struct Trial {
    pub(crate) name: String,
    pub(crate) statement: String,
    pub(crate) sql: Statement,
    pub(crate) case: Map<String, Value>,
}

#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// Pages looked at, cached or not; the most of the first and the last time.
    pub(crate) buffers: i64,
    pub(crate) rows: i64,
    pub(crate) milliseconds: f64,
}

impl Cost {
    pub(crate) fn per_row(&self) -> f64 {
        self.buffers.max(1) as f64 / self.rows.max(1) as f64
    }
}

impl Trial {
    /// Runs it several times, each time taking back what it wrote.
    pub(crate) async fn run(&self, connection: &mut PgConnection, values: &Values) -> Result<Cost> {
        let (mut types, mut given) = (Vec::new(), Vec::new());
        for place in &self.sql.places {
            let parameter = self.sql.parameters.get(place.parameter).context("no parameter")?;
            let expression = values.expression(&self.case, &place.name, parameter.is_nullable)?;
            let kind = place.postgres_type;
            let literal = format!("select coalesce(quote_literal(({expression})::{kind}), 'null')");
            let literal: String = sqlx::query_scalar(&literal).fetch_one(&mut *connection).await?;
            types.push(kind);
            given.push(format!("{literal}::{kind}"));
        }
        let (types, given) = if types.is_empty() {
            (String::new(), String::new())
        } else {
            (format!("({})", types.join(", ")), format!("({})", given.join(", ")))
        };
        let prepare = format!("prepare trial {types} as {}", self.sql.sql);
        sqlx::raw_sql(&prepare).execute(&mut *connection).await?;
        let explain = format!("explain (analyze, buffers, format json) execute trial {given}");
        let mut costs = Vec::new();
        for _ in 0..TIMES {
            let mut transaction = connection.begin().await?;
            let row = sqlx::raw_sql(&explain).fetch_one(&mut *transaction).await?;
            transaction.rollback().await?;
            costs.push(cost(&row.try_get(0)?)?);
        }
        sqlx::raw_sql("deallocate trial").execute(&mut *connection).await?;
        let last = costs.last().copied().context("not run")?;
        // The first time reads the catalogue too.
        let buffers = costs.iter().skip(1).map(|cost| cost.buffers).max().unwrap_or_default();
        Ok(Cost { buffers, ..last })
    }
}

fn cost(explained: &Value) -> Result<Cost> {
    let root = explained.get(0).context("no plan")?;
    let plan = root.get("Plan").context("no plan")?;
    let number = |name: &str| plan.get(name).and_then(Value::as_i64).unwrap_or_default();
    Ok(Cost {
        buffers: number("Shared Hit Blocks") + number("Shared Read Blocks"),
        rows: number("Actual Rows"),
        milliseconds: root.get("Execution Time").and_then(Value::as_f64).unwrap_or_default(),
    })
}
