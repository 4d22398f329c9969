//! what failed in the engines that decide, score and warn.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Json, Platform, Problem, Staff};

statement! {
    ListEngines("score-company/list_engines") -> Row
}

row! {
    struct Row {
        engine: String,
        started_at: Option<DateTime<Utc>>,
        found: Option<i32>,
        done: Option<i32>,
        failed: Option<i32>,
        error: Option<String>,
        failing: i64,
        failures: Value,
    }
}

/// An engine's last run and its failures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Engine {
    /// `decide-application`, `score-company` or `warn-loans`.
    engine: String,
    /// The last run that had something to do; null before the first, and for an engine that is only asked.
    #[schema(required)]
    last_run: Option<EngineRun>,
    /// What failed within a day and has not succeeded since.
    failing: i64,
    /// The newest twenty of them.
    failures: Vec<Failure>,
}

/// A run over what was due.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EngineRun {
    started_at: DateTime<Utc>,
    found: i32,
    done: i32,
    failed: i32,
    /// The code of the first failure.
    #[schema(required)]
    error: Option<String>,
}

/// What failed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Failure {
    /// The order, or the firm where a score was asked for.
    item_id: Uuid,
    /// How often it was tried.
    attempts: i32,
    /// The code of the last failure; the log has the cause.
    error: String,
    failed_at: DateTime<Utc>,
    /// When a sweep tries again.
    retry_at: DateTime<Utc>,
}

/// All engines.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Engines {
    items: Vec<Engine>,
}

/// 引擎监控: the last run of each engine, and what failed.
#[utoipa::path(
    get, path = "/api/engine-monitor", tag = "score-company", responses((status = 200, body = Engines))
)]
pub(crate) async fn list(platform: Platform, _: Staff) -> Answer<Json<Engines>> {
    let rows = platform.store().await?.all(ListEngines {}).await?;
    let engines: Result<_, serde_json::Error> = rows.into_iter().map(engine).collect();
    let items = engines.map_err(|error| Problem::caused(Fault::Internal, error))?;
    Ok(Json(Engines { items }))
}

fn engine(row: Row) -> Result<Engine, serde_json::Error> {
    let Row { engine, started_at, found, done, failed, error, failing, failures } = row;
    let last_run = match (started_at, found, done, failed) {
        (Some(started_at), Some(found), Some(done), Some(failed)) => {
            Some(EngineRun { started_at, found, done, failed, error })
        }
        _ => None,
    };
    Ok(Engine { engine, last_run, failing, failures: serde_json::from_value(failures)? })
}
