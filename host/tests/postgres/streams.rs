//! Rows that arrive while the statement runs.

use host::postgres::wit::{DbValue, Error, QueryError, Row};
use host::postgres::{Postgres, RowStream, Session};

use super::ask::{db_error, execute, int, open};
use super::support::Shared;

async fn stream(session: &Session, sql: &str) -> RowStream {
    session.query_stream(sql.to_owned(), Vec::new()).await.unwrap()
}

async fn all(mut stream: RowStream) -> (Vec<Row>, Result<(), Error>) {
    let mut rows = Vec::new();
    while let Some(more) = stream.rows.next().await {
        rows.extend(more);
    }
    (rows, stream.outcome.wait().await)
}

/// Waits until the pool has so many connections in use.
async fn settle(postgres: &Postgres, in_use: usize) {
    let settled = async || (postgres.stats()[0].in_use == in_use).then_some(());
    ::support::until("the pool has settled", settled).await;
}

#[tokio::test]
async fn a_hundred_thousand_rows_in_order() {
    let server = Shared::postgres();
    let (postgres, session) = open(&server.url()).await;
    let rows = stream(&session, "select i, 'row ' || i from generate_series(1, 100000) i").await;
    assert_eq!(rows.columns.len(), 2);
    let (rows, outcome) = all(rows).await;
    outcome.unwrap();
    assert_eq!(rows.len(), 100_000);
    for (index, row) in rows.iter().enumerate() {
        assert!(matches!(row[0], DbValue::Int32(id) if id as usize == index + 1));
    }
    settle(&postgres, 0).await;
    assert_eq!(postgres.stats()[0].size, 1);
}

#[tokio::test]
async fn the_database_waits_for_a_slow_reader() {
    let server = Shared::postgres();
    let (postgres, session) = open(&server.url()).await;
    execute(&session, "drop sequence if exists produced").await.unwrap();
    execute(&session, "create sequence produced").await.unwrap();
    let wide = "select nextval('produced'), repeat('x', 1000) from generate_series(1, 100000)";
    let mut rows = stream(&session, wide).await;
    let first = rows.rows.next().await.unwrap();
    assert!(first.len() <= 100);
    let other = postgres.open(&server.url(), None).await.unwrap();
    let waits = "select count(*) from pg_stat_activity
        where query like 'select nextval(''produced'')%' and wait_event = 'ClientWrite'";
    let stuck = async || (int(&other, waits).await == 1).then_some(());
    ::support::until("the database waits for its reader", stuck).await;
    let produced = int(&other, "select last_value from produced").await;
    // 100 MB in all; what has been produced fills the buffers of the sockets and little more.
    assert!(produced < 50_000, "{produced} rows ahead of the reader");
}

#[tokio::test]
async fn dropping_a_stream_early_keeps_the_connection_good() {
    let server = Shared::postgres();
    let (postgres, session) = open(&server.url()).await;
    for round in 0..5 {
        let mut rows = stream(&session, "select * from generate_series(1, 100000)").await;
        assert!(!rows.rows.next().await.unwrap().is_empty());
        drop(rows);
        assert_eq!(int(&session, &format!("select {round}")).await, round);
    }
    settle(&postgres, 0).await;
    // A result without an end is cut off with its connection.
    let sql = "with recursive r(i) as (select 1 union all select i + 1 from r) select i from r";
    drop(stream(&session, sql).await);
    assert_eq!(int(&session, "select 7").await, 7);
    settle(&postgres, 0).await;
    let active = "select count(*) from pg_stat_activity where query like 'with recursive r%'";
    let ended = async || (int(&session, active).await == 0).then_some(());
    ::support::until("the statement is ended", ended).await;
}

#[tokio::test]
async fn a_transaction_survives_a_stream_dropped_early() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    execute(&session, "begin").await.unwrap();
    execute(&session, "create table only_here (id int)").await.unwrap();
    drop(stream(&session, "select * from generate_series(1, 100000)").await);
    assert_eq!(int(&session, "select count(*) from only_here").await, 0);
    execute(&session, "rollback").await.unwrap();
}

#[tokio::test]
async fn another_statement_while_rows_are_read() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    let mut rows = stream(&session, "select * from generate_series(1, 100000)").await;
    let mut count = 0;
    while let Some(more) = rows.rows.next().await {
        if count == 0 {
            assert_eq!(int(&session, "select 7").await, 7);
        }
        count += more.len();
    }
    assert_eq!(count, 100_000);
}

#[tokio::test]
async fn failures_before_and_while_running() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    let refused = session.query_stream("select nothing from nowhere".to_owned(), vec![]).await;
    assert!(matches!(
        refused,
        Err(Error::QueryFailed(QueryError::DbError(error))) if error.code == "42P01"
    ));
    // What fails later is the outcome of the stream, as on Spin; the rows before it are kept.
    let late = stream(&session, "select 10 / (500 - i) from generate_series(1, 1000) i").await;
    let (rows, outcome) = all(late).await;
    assert_eq!((rows.len(), db_error(outcome.unwrap_err()).code.as_str()), (499, "22012"));
    let odd = stream(&session, "select 'infinity'::date").await;
    assert_eq!(odd.columns.len(), 1);
    let (rows, outcome) = all(odd).await;
    assert!(rows.is_empty() && outcome.is_err());
    let empty = stream(&session, "select 1 where false").await;
    assert!(empty.columns.is_empty());
    assert!(all(empty).await.1.is_ok());
    assert_eq!(int(&session, "select 1").await, 1);
}
