//! Errors of the database, addresses that lead nowhere, servers that die.

use std::time::{Duration, Instant};

use host::postgres::wit::Error;
use host::postgres::{Config, Postgres};

use super::ask::{db_error, execute, int, open};
use super::support::{Server, Shared, free_port};

#[tokio::test]
async fn a_broken_constraint_is_told_in_full() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    execute(&session, "drop table if exists taken").await.unwrap();
    execute(&session, "create table taken (id int constraint one_each unique)").await.unwrap();
    execute(&session, "insert into taken values (1)").await.unwrap();
    let error = db_error(execute(&session, "insert into taken values (1)").await.unwrap_err());
    assert_eq!(error.severity, "ERROR");
    assert_eq!(error.code, "23505");
    assert!(error.message.starts_with("duplicate key value"));
    assert_eq!(error.detail.as_deref(), Some("Key (id)=(1) already exists."));
    let extra = |key: &str| {
        error.extras.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    };
    assert_eq!(extra("constraint"), Some("one_each"));
    assert_eq!(extra("table"), Some("taken"));
    assert_eq!(extra("schema"), Some("public"));
    assert!(extra("routine").is_some() && extra("line").is_some());
    assert!(
        error.as_text.starts_with("Error { kind: Db, cause: Some(DbError { severity: \"ERROR\"")
    );
    assert!(error.as_text.contains("code: SqlState(E23505)"), "{}", error.as_text);
    let hinted = db_error(execute(&session, "select idd from taken").await.unwrap_err());
    assert!(hinted.extras.iter().any(|(key, _)| key == "hint"));
}

#[tokio::test]
async fn addresses() {
    let server = Server::postgres_with(&[]);
    let port = server.port();
    let postgres = Postgres::new(Config::default());
    for address in [
        server.url(),
        format!("postgresql://postgres:p%40ss@localhost:{port}/postgres?sslmode=disable"),
        format!("host=localhost port={port} user=postgres dbname=postgres sslmode=prefer"),
        format!("host='127.0.0.1' port={port} user = postgres password='it\\'s'"),
        format!("host=localhost,localhost port={},{port} user=postgres", free_port()),
    ] {
        let session = postgres.open(&address, None).await.unwrap();
        assert_eq!(int(&session, "select 1").await, 1, "{address}");
    }
    for address in [
        "",
        "nonsense",
        "postgres://localhost:port/x",
        "host=/var/run/postgresql user=postgres",
        "host=localhost unheard=of",
        "host=localhost hostaddr=10.0.0.1",
        "postgres://%2Ftmp/x",
        &format!("postgres://postgres@127.0.0.1:{port}/absent"),
        &format!("host=localhost port={port} user=nobody dbname=postgres"),
        &format!("host=localhost port={port} user=postgres sslmode=require"),
        &format!("postgres://postgres@127.0.0.1:{}/postgres", free_port()),
    ] {
        let refused = postgres.open(address, None).await.err();
        assert!(matches!(refused, Some(Error::ConnectionFailed(_))), "{address}: {refused:?}");
    }
}

#[tokio::test]
async fn an_address_that_does_not_answer() {
    // It takes the connection and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let config = Config { connect_timeout: Duration::from_millis(300), ..Config::default() };
    let started = Instant::now();
    let address = format!("postgres://postgres@127.0.0.1:{port}/x");
    let refused = Postgres::new(config).open(&address, None).await.err();
    assert!(matches!(refused, Some(Error::ConnectionFailed(_))));
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn one_session_ended_by_the_server() {
    let server = Shared::postgres();
    let (postgres, session) = open(&server.url()).await;
    let other = postgres.open(&server.url(), None).await.unwrap();
    let pid = int(&session, "select pg_backend_pid()").await;
    let end = format!("select count(*) from (select pg_terminate_backend({pid})) t");
    assert_eq!(int(&other, &end).await, 1);
    let left = format!("select count(*) from pg_stat_activity where pid = {pid}");
    let gone = async || (int(&other, &left).await == 0).then_some(());
    ::support::until("the server has ended the session", gone).await;
    // A statement new to the connection is prepared first, so it is safe to use another connection.
    assert_ne!(int(&session, "select pg_backend_pid() as again").await, pid);

    execute(&session, "begin").await.unwrap();
    let pid = int(&session, "select pg_backend_pid()").await;
    let end = format!("select count(*) from (select pg_terminate_backend({pid})) t");
    assert_eq!(int(&other, &end).await, 1);
    execute(&session, "select 1").await.unwrap_err();
    // The transaction is lost; going on in another session would be wrong.
    execute(&session, "insert into nothing values (1)").await.unwrap_err();
    assert_eq!(int(&other, "select 1").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_and_started_again() {
    let mut server = Server::postgres_with(&[]);
    let (postgres, session) = open(&server.url()).await;
    execute(&session, "create table survivors (id int primary key)").await.unwrap();
    let running: Vec<_> = (0..8)
        .map(|_| {
            let (postgres, url) = (postgres.clone(), server.url());
            tokio::spawn(async move {
                let session = postgres.open(&url, None).await.unwrap();
                execute(&session, "select pg_sleep(60)").await
            })
        })
        .collect();
    let active = "select count(*) from pg_stat_activity where query = 'select pg_sleep(60)'";
    let run = async || (int(&session, active).await == 8).then_some(());
    ::support::until("the statements run", run).await;
    server.kill();
    let killed = Instant::now();
    for task in running {
        task.await.unwrap().unwrap_err();
    }
    assert!(killed.elapsed() < Duration::from_secs(2), "statements hang on a dead server");
    let refused = execute(&session, "insert into survivors values (1)").await;
    assert!(matches!(refused, Err(Error::ConnectionFailed(_))), "{refused:?}");
    assert!(killed.elapsed() < Duration::from_secs(4));

    server.restart();
    server.wait_until_ready();
    assert_eq!(int(&session, "select count(*) from survivors").await, 0);
    execute(&session, "insert into survivors values (1)").await.unwrap();
    assert_eq!(int(&session, "select count(*) from survivors").await, 1);
}

#[tokio::test]
async fn idle_connections_outlive_nothing() {
    let mut server = Server::postgres_with(&[]);
    let (_postgres, session) = open(&server.url()).await;
    assert_eq!(int(&session, "select 7").await, 7);
    let used = Instant::now();
    server.kill();
    server.restart();
    server.wait_until_ready();
    // Time is the matter itself: what has been idle for less than a second is trusted.
    tokio::time::sleep_until((used + Duration::from_millis(1100)).into()).await;
    // The old connection is dead, which is found out before the statement is sent.
    assert_eq!(int(&session, "select 7").await, 7);
}
