//! What the tests ask a session, in few words.

use host::postgres::wit::{DbError, DbValue, Error, ParameterValue, QueryError, RowSet};
use host::postgres::{Config, Postgres, Session};

/// A process-wide Postgres of the test's own, and one connection from it.
pub(crate) async fn open(url: &str) -> (Postgres, Session) {
    let postgres = Postgres::new(Config::default());
    let session = postgres.open(url, None).await.unwrap();
    (postgres, session)
}

pub(crate) async fn query(
    session: &Session,
    sql: &str,
    params: impl IntoIterator<Item = ParameterValue>,
) -> Result<RowSet, Error> {
    session.query(sql.to_owned(), params.into_iter().collect()).await
}

pub(crate) async fn execute(session: &Session, sql: &str) -> Result<u64, Error> {
    session.execute(sql.to_owned(), Vec::new()).await
}

/// The only value of the only row.
pub(crate) async fn value(session: &Session, sql: &str) -> DbValue {
    let mut result = query(session, sql, []).await.unwrap();
    assert_eq!((result.rows.len(), result.columns.len()), (1, 1), "{sql}");
    result.rows.remove(0).remove(0)
}

pub(crate) async fn int(session: &Session, sql: &str) -> i64 {
    match value(session, sql).await {
        DbValue::Int64(number) => number,
        DbValue::Int32(number) => number.into(),
        other => panic!("{sql}: {other:?}"),
    }
}

pub(crate) fn db_error(error: Error) -> DbError {
    match error {
        Error::QueryFailed(QueryError::DbError(error)) => error,
        other => panic!("not an error of the database: {other:?}"),
    }
}

pub(crate) fn text_error(error: Error) -> String {
    match error {
        Error::QueryFailed(QueryError::Text(text)) => text,
        other => panic!("not a text: {other:?}"),
    }
}
