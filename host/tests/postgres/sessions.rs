//! Sessions: what one guest leaves behind is there for it and for no other.

use std::time::{Duration, Instant};

use host::postgres::wit::{DbValue, Error};
use host::postgres::{Config, Postgres};

use super::ask::{db_error, execute, int, open, query, value};
use super::support::Shared;

#[tokio::test]
async fn an_open_transaction_is_undone() {
    let server = Shared::postgres();
    let (postgres, session) = open(&server.url()).await;
    execute(&session, "drop table if exists left_open").await.unwrap();
    execute(&session, "create table left_open (id int)").await.unwrap();
    execute(&session, "begin").await.unwrap();
    execute(&session, "insert into left_open values (1)").await.unwrap();
    assert_eq!(int(&session, "select count(*) from left_open").await, 1);
    let pid = int(&session, "select pg_backend_pid()").await;
    drop(session);
    let next = postgres.open(&server.url(), None).await.unwrap();
    assert_eq!(int(&next, "select count(*) from left_open").await, 0);
    // The row lock is gone too, and the statement does not wait for it.
    execute(&next, "insert into left_open values (2)").await.unwrap();
    let left = format!("select count(*) from pg_stat_activity where pid = {pid}");
    // The server ends the session when it sees the socket closed, a moment later.
    let gone = async || (int(&next, &left).await == 0).then_some(());
    ::support::until("the session of the transaction is gone", gone).await;
}

#[tokio::test]
async fn a_transaction_works_within_one_guest() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    execute(&session, "drop table if exists kept").await.unwrap();
    execute(&session, "create table kept (id int primary key)").await.unwrap();
    execute(&session, "begin").await.unwrap();
    execute(&session, "insert into kept values (1)").await.unwrap();
    execute(&session, "commit").await.unwrap();
    execute(&session, "start transaction").await.unwrap();
    execute(&session, "insert into kept values (1)").await.unwrap_err();
    let aborted = execute(&session, "insert into kept values (2)").await.unwrap_err();
    assert_eq!(db_error(aborted).code, "25P02");
    execute(&session, "rollback").await.unwrap();
    assert_eq!(int(&session, "select count(*) from kept").await, 1);
}

#[tokio::test]
async fn settings_and_temporary_tables_stay_with_the_guest() {
    let server = Shared::postgres();
    let (postgres, session) = open(&server.url()).await;
    execute(&session, "set application_name = 'mine'").await.unwrap();
    execute(&session, "create temp table scratch (id int)").await.unwrap();
    execute(&session, "insert into scratch values (1)").await.unwrap();
    let name = value(&session, "select current_setting('application_name')").await;
    assert!(matches!(name, DbValue::Str(name) if name == "mine"));
    let other = postgres.open(&server.url(), None).await.unwrap();
    let name = value(&other, "select current_setting('application_name')").await;
    assert!(matches!(name, DbValue::Str(name) if name.is_empty()));
    drop(session);
    let missing = query(&other, "select * from scratch", []).await.unwrap_err();
    assert_eq!(db_error(missing).code, "42P01");
}

#[tokio::test]
async fn a_guest_keeps_its_session_and_the_next_one_gets_it() {
    let server = Shared::postgres();
    let (postgres, session) = open(&server.url()).await;
    let first = int(&session, "select pg_backend_pid()").await;
    let other = postgres.open(&server.url(), None).await.unwrap();
    assert_ne!(int(&other, "select pg_backend_pid()").await, first);
    for _ in 0..5 {
        assert_eq!(int(&session, "select pg_backend_pid()").await, first);
    }
    drop(session);
    let third = postgres.open(&server.url(), None).await.unwrap();
    assert_eq!(int(&third, "select pg_backend_pid()").await, first);
    let stats = postgres.stats();
    assert_eq!((stats[0].size, stats[0].idle, stats[0].in_use), (2, 2, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_guests_than_connections() {
    let server = Shared::postgres();
    let postgres = Postgres::new(Config { connections_max: 3, ..Config::default() });
    let tasks: Vec<_> = (0..40)
        .map(|number| {
            let (postgres, url) = (postgres.clone(), server.url());
            tokio::spawn(async move {
                let session = postgres.open(&url, None).await.unwrap();
                // All guests hold their connection open until the end.
                let sql = format!("select {number} from pg_sleep(0.01)");
                let got = int(&session, &sql).await;
                assert_eq!(int(&session, &sql).await, got);
                (got, session)
            })
        })
        .collect();
    let mut sessions = Vec::new();
    for (number, task) in tasks.into_iter().enumerate() {
        let (got, session) = task.await.unwrap();
        assert_eq!(got, i64::try_from(number).unwrap());
        sessions.push(session);
    }
    assert_eq!(postgres.stats()[0].size, 3);
}

#[tokio::test]
async fn waiting_for_a_connection_has_an_end() {
    let server = Shared::postgres();
    let patience = Duration::from_millis(200);
    let config = Config { connections_max: 1, acquire_timeout: patience, ..Config::default() };
    let postgres = Postgres::new(config);
    let holder = postgres.open(&server.url(), None).await.unwrap();
    execute(&holder, "begin").await.unwrap();
    let waiting = postgres.open(&server.url(), None).await.unwrap();
    let started = Instant::now();
    let refused = execute(&waiting, "select 1").await;
    assert!(matches!(refused, Err(Error::ConnectionFailed(text)) if text.contains("too many")));
    assert!(started.elapsed() >= patience && started.elapsed() < patience * 5);
    drop(holder);
    assert_eq!(int(&waiting, "select 1").await, 1);
}

#[tokio::test]
async fn statements_of_one_guest_run_in_turn() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    execute(&session, "drop table if exists in_turn").await.unwrap();
    execute(&session, "create table in_turn (id int)").await.unwrap();
    let (written, seen) = tokio::join!(
        execute(&session, "insert into in_turn select 1 from pg_sleep(0.05)"),
        int(&session, "select count(*) from in_turn"),
    );
    assert_eq!((written.unwrap(), seen), (1, 1));
}

#[tokio::test]
async fn a_statement_known_before_the_table_changed() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    execute(&session, "drop table if exists changing").await.unwrap();
    execute(&session, "create table changing (id int)").await.unwrap();
    execute(&session, "insert into changing values (1)").await.unwrap();
    let sql = "select * from changing";
    assert_eq!(query(&session, sql, []).await.unwrap().columns.len(), 1);
    execute(&session, "alter table changing add column name text").await.unwrap();
    assert_eq!(query(&session, sql, []).await.unwrap().columns.len(), 2);
}

#[tokio::test]
async fn a_statement_that_is_not_waited_for_does_no_harm() {
    let server = Shared::postgres();
    let (postgres, session) = open(&server.url()).await;
    let sleeping = execute(&session, "select pg_sleep(5)");
    assert!(tokio::time::timeout(Duration::from_millis(100), sleeping).await.is_err());
    assert_eq!(int(&session, "select 1").await, 1);
    assert_eq!(postgres.stats()[0].in_use, 0);
}

#[tokio::test]
async fn connections_that_nobody_uses_are_closed() {
    let server = Shared::postgres();
    let idle_max = Duration::from_millis(300);
    let postgres = Postgres::new(Config { idle_max, ..Config::default() });
    let url = server.url();
    let open = || postgres.open(&url, None);
    let sessions = [open().await.unwrap(), open().await.unwrap(), open().await.unwrap()];
    let open_now =
        || postgres.stats().iter().map(|pool| (pool.size, pool.idle)).collect::<Vec<_>>();
    postgres.close_idle();
    assert_eq!(open_now(), [(3, 3)], "none has been idle for long");
    // Time is the matter itself.
    tokio::time::sleep(2 * idle_max).await;
    assert_eq!(int(&sessions[0], "select 1").await, 1);
    postgres.close_idle();
    assert_eq!(open_now(), [(1, 1)], "the one that was used stays");
    assert_eq!(int(&sessions[1], "select 1").await, 1, "the others come back when they are needed");
}
