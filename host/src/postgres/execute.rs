//! Running one statement on one connection.

use std::future::pending;
use std::time::Duration;

use futures_util::stream::BoxStream;
use futures_util::{FutureExt as _, StreamExt as _};
use sqlx::postgres::{
    PgArgumentBuffer, PgArguments, PgConnection, PgQueryResult, PgRow, PgTypeInfo, Postgres,
};
use sqlx::{Arguments as _, Connection as _, Either, Encode, Executor as _, Statement as _, Type};

use super::RESULT_BYTES_MAX;
use super::batch::{Abandoned, BatchSender};
use super::decode;
use super::error::{After, Failure, query_failed_text};
use super::param::Param;
use super::types::PgType;
use super::wire::Malformed;
use super::wit::{Column, Row};
use super::work::Work;

/// How long the rest of an abandoned result may take; then the connection is closed.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(200);

/// Why a result is read no further.
enum Stop {
    /// The reader is gone.
    Abandoned,
    /// A row that has no form in Spin's types, or too many bytes.
    Failed(String),
}

impl From<Abandoned> for Stop {
    fn from(_: Abandoned) -> Self {
        Self::Abandoned
    }
}

/// The parameters of a prepared statement, encoded.
pub(super) struct Prepared {
    arguments: PgArguments,
}

/// Where the rows go.
pub(super) enum Sink {
    /// Nowhere.
    Count,
    /// Into memory.
    Collect(Collected),
    /// To the reader, in batches.
    Send(BatchSender),
}

/// Rows held in memory.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    size_bytes: usize,
}

/// Prepares the statement, which takes no round trip when this connection knows it, and checks and
/// encodes the parameters for the types that Postgres inferred.
pub(super) async fn prepare(work: &mut Work) -> Result<Prepared, Failure> {
    let connection = work.lease.connection()?;
    let statement = connection.prepare(&work.sql).await?;
    let types = match statement.parameters() {
        Some(Either::Left(types)) => types,
        _ => &[],
    };
    let arguments = bind(&work.params, types)?;
    Ok(Prepared { arguments })
}

fn bind(params: &[Param], types: &[PgTypeInfo]) -> Result<PgArguments, Failure> {
    if params.len() != types.len() {
        return Err(Failure::harmless(format!(
            "Error {{ kind: Parameters({}, {}), cause: None }}",
            params.len(),
            types.len()
        )));
    }
    let mut arguments = PgArguments::default();
    arguments.reserve(params.len(), params.len() * 16);
    for (index, (param, info)) in params.iter().zip(types).enumerate() {
        let pg_type = PgType::new(info);
        if !param.fits(&pg_type) {
            return Err(Failure::harmless(format!(
                "Error {{ kind: ToSql({index}), cause: Some(WrongType {{ postgres: {}, \
                 rust: {:?} }}) }}",
                pg_type.name(),
                param.rust_name()
            )));
        }
        arguments
            .add(Bound { param, info })
            .map_err(|error| Failure::harmless(format!("parameter {index}: {error}")))?;
    }
    Ok(arguments)
}

/// A parameter together with the type it is sent as.
struct Bound<'a> {
    param: &'a Param,
    info: &'a PgTypeInfo,
}

impl<'a> Encode<'a, Postgres> for Bound<'a> {
    fn encode_by_ref(
        &self,
        buffer: &mut PgArgumentBuffer,
    ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        let written = self.param.encode(&PgType::new(self.info), buffer);
        Ok(if written { sqlx::encode::IsNull::No } else { sqlx::encode::IsNull::Yes })
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.info.clone())
    }
}

impl Type<Postgres> for Bound<'_> {
    fn type_info() -> PgTypeInfo {
        // Never asked: every value says its own type.
        PgTypeInfo::with_name("unknown")
    }
}

/// Runs a prepared statement to its end and says how many rows it touched.
///
/// A plan that no longer fits the tables is made again, once: the server refused it before running
/// anything. Nothing else is ever sent twice.
pub(super) async fn run(
    work: &mut Work,
    prepared: Prepared,
    sink: &mut Sink,
) -> Result<u64, Failure> {
    let connection = work.lease.connection()?;
    let first = run_once(connection, &work.sql, prepared, sink).await;
    match first {
        Err(failure) if failure.connection == After::Stale && !work.held => {
            work.lease.connection()?.clear_cached_statements().await?;
            let prepared = prepare(work).await?;
            let connection = work.lease.connection()?;
            run_once(connection, &work.sql, prepared, sink).await
        }
        other => other,
    }
}

async fn run_once(
    connection: &mut PgConnection,
    sql: &str,
    prepared: Prepared,
    sink: &mut Sink,
) -> Result<u64, Failure> {
    let query = sqlx::query_with(sql, prepared.arguments).persistent(true);
    let mut results = connection.fetch_many(query);
    let mut affected = 0;
    let stop = loop {
        let next = match results.next().now_or_never() {
            Some(next) => Ok(next),
            None => wait(&mut results, sink).await,
        };
        let taken = match next {
            Ok(None) => break sink.flush().await.err().map(Stop::from),
            Ok(Some(Err(error))) => {
                // The rows before the failure are the reader's, as on Spin.
                let _abandoned = sink.flush().await;
                return Err(error.into());
            }
            Ok(Some(Ok(Either::Left(done)))) => {
                affected += done.rows_affected();
                Ok(())
            }
            Ok(Some(Ok(Either::Right(row)))) => sink.take(&row).await,
            Err(Abandoned) => Err(Stop::Abandoned),
        };
        if let Err(stop) = taken {
            break Some(stop);
        }
    };
    let error = match stop {
        None => return Ok(affected),
        Some(Stop::Abandoned) => "the reader of the rows is gone".to_owned(),
        Some(Stop::Failed(text)) => {
            let _abandoned = sink.flush().await;
            text
        }
    };
    let rest = async { while results.next().await.is_some() {} };
    let drained = tokio::time::timeout(DRAIN_TIMEOUT, rest).await.is_ok();
    let connection = if drained { After::Usable } else { After::Unfinished };
    Err(Failure { error: Box::new(query_failed_text(error)), connection })
}

type Results<'a> = BoxStream<'a, Result<Either<PgQueryResult, PgRow>, sqlx::Error>>;

/// Hands on the rows there are, then waits for more.
async fn wait(
    results: &mut Results<'_>,
    sink: &mut Sink,
) -> Result<Option<Result<Either<PgQueryResult, PgRow>, sqlx::Error>>, Abandoned> {
    sink.flush().await?;
    tokio::select! {
        biased;
        () = sink.abandoned() => Err(Abandoned),
        next = results.next() => Ok(next),
    }
}

impl Sink {
    async fn take(&mut self, row: &PgRow) -> Result<(), Stop> {
        match self {
            Self::Count => Ok(()),
            Self::Collect(collected) => collected.take(row).map_err(Stop::Failed),
            Self::Send(sender) => {
                if sender.is_first() {
                    sender.set_columns(decode::columns(row));
                }
                let (values, size_bytes) = decode::row(row).map_err(Stop::Failed)?;
                check_size(size_bytes).map_err(Stop::Failed)?;
                Ok(sender.push(values, size_bytes).await?)
            }
        }
    }

    async fn flush(&mut self) -> Result<(), Abandoned> {
        match self {
            Self::Count | Self::Collect(_) => Ok(()),
            Self::Send(sender) => sender.flush().await,
        }
    }

    /// Ends when the reader is gone.
    async fn abandoned(&self) {
        match self {
            Self::Count | Self::Collect(_) => pending().await,
            Self::Send(sender) => sender.abandoned().await,
        }
    }
}

impl Collected {
    fn take(&mut self, row: &PgRow) -> Result<(), Malformed> {
        if self.rows.is_empty() {
            self.columns = decode::columns(row);
        }
        let (values, size_bytes) = decode::row(row)?;
        self.size_bytes += size_bytes + std::mem::size_of_val(values.as_slice());
        check_size(self.size_bytes)?;
        self.rows.push(values);
        Ok(())
    }
}

/// Refuses what would fill the host's memory.
fn check_size(size_bytes: usize) -> Result<(), Malformed> {
    if size_bytes > RESULT_BYTES_MAX {
        return Err(format!("query result exceeds limit of {RESULT_BYTES_MAX} bytes"));
    }
    Ok(())
}
