//! Failures of sqlx in the form that Spin gives them, and what each leaves of the connection.

use std::fmt;

use sqlx::postgres::{PgDatabaseError, PgErrorPosition, PgSeverity};

use super::wit::{DbError, Error, QueryError};

/// The query failed; with all that the database said, when it was the database.
fn query_failed(error: &sqlx::Error) -> Error {
    let inner = match database_error(error) {
        None => QueryError::Text(format!("{error:?}")),
        Some(cause) => QueryError::DbError(DbError {
            as_text: format!("{:?}", AsText(cause)),
            severity: severity(cause).to_owned(),
            code: cause.code().to_owned(),
            message: cause.message().to_owned(),
            detail: cause.detail().map(str::to_owned),
            extras: extras(cause),
        }),
    };
    Error::QueryFailed(inner)
}

/// The query failed for a reason that has no structure.
pub(super) fn query_failed_text(text: impl Into<String>) -> Error {
    Error::QueryFailed(QueryError::Text(text.into()))
}

/// Why a statement failed and what became of its connection.
pub(super) struct Failure {
    /// Boxed, so that results stay small where all goes well.
    pub(super) error: Box<Error>,
    pub(super) connection: After,
}

/// The state of a connection after a failure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum After {
    /// As good as before.
    Usable,
    /// As good as before; its prepared statement was out of date and nothing was run.
    Stale,
    /// A result is still on its way.
    Unfinished,
    /// The server ended it.
    Broken,
}

impl Failure {
    /// A refusal of the host, which the connection does not feel.
    pub(super) fn harmless(text: impl Into<String>) -> Self {
        Self { error: Box::new(query_failed_text(text)), connection: After::Usable }
    }
}

/// A failure that sqlx reports.
impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        let connection = if is_broken(&error) {
            After::Broken
        } else if is_stale_plan(&error) {
            After::Stale
        } else {
            After::Usable
        };
        Self { error: Box::new(query_failed(&error)), connection }
    }
}

/// What the database itself said, if it was the database.
pub(super) fn database_error(error: &sqlx::Error) -> Option<&PgDatabaseError> {
    error.as_database_error().and_then(|cause| cause.try_downcast_ref::<PgDatabaseError>())
}

/// Whether the connection is unusable: the socket failed, or the server ended the session.
fn is_broken(error: &sqlx::Error) -> bool {
    match database_error(error) {
        // Shutdown, crash of another session, not yet started, idle too long.
        Some(cause) => {
            matches!(cause.severity(), PgSeverity::Fatal | PgSeverity::Panic)
                || matches!(cause.code(), "57P01" | "57P02" | "57P03" | "57P05")
        }
        None => !matches!(
            error,
            sqlx::Error::Encode(_) | sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. }
        ),
    }
}

/// Whether a statement prepared earlier no longer fits the tables; it was not run.
///
/// Spin prepares each time and never meets this.
fn is_stale_plan(error: &sqlx::Error) -> bool {
    database_error(error).is_some_and(|cause| match cause.code() {
        "0A000" => cause.routine() == Some("RevalidateCachedQuery"),
        "26000" => true,
        _ => false,
    })
}

/// Spin's keys, in Spin's order.
fn extras(cause: &PgDatabaseError) -> Vec<(String, String)> {
    let line = cause.line().map(|line| line.to_string());
    let fields = [
        ("column", cause.column()),
        ("constraint", cause.constraint()),
        ("routine", cause.routine()),
        ("hint", cause.hint()),
        ("table", cause.table()),
        ("datatype", cause.data_type()),
        ("schema", cause.schema()),
        ("file", cause.file()),
        ("line", line.as_deref()),
        ("where_", cause.r#where()),
    ];
    fields
        .into_iter()
        .filter_map(|(key, value)| value.map(|value| (key.to_owned(), value.to_owned())))
        .collect()
}

fn severity(cause: &PgDatabaseError) -> &'static str {
    match cause.severity() {
        PgSeverity::Panic => "PANIC",
        PgSeverity::Fatal => "FATAL",
        PgSeverity::Error => "ERROR",
        PgSeverity::Warning => "WARNING",
        PgSeverity::Notice => "NOTICE",
        PgSeverity::Debug => "DEBUG",
        PgSeverity::Info => "INFO",
        PgSeverity::Log => "LOG",
    }
}

/// Prints an error the way Spin's driver does, for functions that search its text.
struct AsText<'a>(&'a PgDatabaseError);

impl fmt::Debug for AsText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = self.0;
        let position = cause.position().map(|position| match position {
            PgErrorPosition::Original(at) => format!("Original({at})"),
            PgErrorPosition::Internal { position, query } => {
                format!("Internal {{ position: {position}, query: {query:?} }}")
            }
        });
        let position = position.as_deref().map(Plain);
        let code = format!("SqlState(E{})", cause.code());
        let text = fmt::from_fn(|f| {
            f.debug_struct("DbError")
                .field("severity", &severity(cause))
                .field("parsed_severity", &Some(cause.severity()))
                .field("code", &Plain(&code))
                .field("message", &cause.message())
                .field("detail", &cause.detail())
                .field("hint", &cause.hint())
                .field("position", &position)
                .field("where_", &cause.r#where())
                .field("schema", &cause.schema())
                .field("table", &cause.table())
                .field("column", &cause.column())
                .field("datatype", &cause.data_type())
                .field("constraint", &cause.constraint())
                .field("file", &cause.file())
                .field("line", &cause.line())
                .field("routine", &cause.routine())
                .finish()
        });
        f.debug_struct("Error").field("kind", &Plain("Db")).field("cause", &Some(text)).finish()
    }
}

/// Text that shows without quotes.
struct Plain<'a>(&'a str);

impl fmt::Debug for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
