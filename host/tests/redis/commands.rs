//! Commands, connections of a guest's own, and a server that dies.

use std::time::{Duration, Instant};

use super::support::{Server, Shared, free_port};
use host::bindings::spin::redis::redis::{Error, RedisParameter, RedisResult};
use host::redis::{Config, Redis, Session};

async fn open(url: &str) -> (Redis, Session) {
    let redis = Redis::new(Config::default());
    let session = redis.open(url).await.unwrap();
    (redis, session)
}

async fn execute(session: &Session, line: &str) -> Result<Vec<RedisResult>, Error> {
    let mut words = line.split(' ');
    let command = words.next().unwrap();
    let arguments: Vec<_> =
        words.map(|word| RedisParameter::Binary(word.as_bytes().to_vec())).collect();
    session.execute(command, &arguments).await
}

fn binary(text: &str) -> RedisResult {
    RedisResult::Binary(text.as_bytes().to_vec())
}

fn keys(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Results have no equality of their own (generated code); their text has.
fn text(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}")
}

#[tokio::test]
async fn every_command_of_the_interface() {
    let server = Shared::redis();
    let (redis, session) = open(&server.url()).await;
    session.del(&keys(&["a", "n", "s"])).await.unwrap();
    assert_eq!(session.get("a").await.unwrap(), None);
    session.set("a", &[0, 255, 13, 10]).await.unwrap();
    assert_eq!(session.get("a").await.unwrap(), Some(vec![0, 255, 13, 10]));
    session.set("a", b"").await.unwrap();
    assert_eq!(session.get("a").await.unwrap(), Some(vec![]));
    assert_eq!(session.incr("n").await.unwrap(), 1);
    assert_eq!(session.incr("n").await.unwrap(), 2);
    assert_eq!(session.sadd("s", &keys(&["x", "y", "x"])).await.unwrap(), 2);
    let mut members = session.smembers("s").await.unwrap();
    members.sort();
    assert_eq!(members, ["x", "y"]);
    assert_eq!(session.srem("s", &keys(&["x", "z"])).await.unwrap(), 1);
    session.publish("channel", b"message").await.unwrap();
    assert_eq!(session.del(&keys(&["a", "n", "s", "absent"])).await.unwrap(), 3);
    assert_eq!(redis.stats()[0].in_flight, 0);
}

#[tokio::test]
async fn answers_come_out_flat() {
    let server = Shared::redis();
    let (_redis, session) = open(&server.url()).await;
    let ok = RedisResult::Status("OK".to_owned());
    assert_eq!(text(&execute(&session, "SET flat 1 EX 60").await.unwrap()), text(&vec![ok]));
    let got = execute(&session, "MGET flat absent").await.unwrap();
    assert_eq!(text(&got), text(&vec![binary("1"), RedisResult::Nil]));
    let mut nested = Vec::new();
    for line in ["EVAL return{1,{2,'x'},redis.status_reply('Y')} 0", "PING", "STRLEN flat"] {
        nested.extend(execute(&session, line).await.unwrap());
    }
    let expected = vec![
        RedisResult::Int64(1),
        RedisResult::Int64(2),
        binary("x"),
        RedisResult::Status("Y".to_owned()),
        RedisResult::Status("PONG".to_owned()),
        RedisResult::Int64(1),
    ];
    assert_eq!(text(&nested), text(&expected));
    let arguments = [RedisParameter::Binary(b"flat".to_vec()), RedisParameter::Int64(-7)];
    assert_eq!(
        text(&session.execute("INCRBY", &arguments).await.unwrap()),
        "[RedisResult::Int64(-6)]"
    );
}

#[tokio::test]
async fn errors_of_the_server() {
    let server = Shared::redis();
    let (_redis, session) = open(&server.url()).await;
    session.set("word", b"text").await.unwrap();
    assert!(
        matches!(session.incr("word").await, Err(Error::Other(text)) if text.contains("integer"))
    );
    let wrong = session.sadd("word", &keys(&["x"])).await;
    assert!(matches!(wrong, Err(Error::Other(text)) if text.contains("WRONGTYPE")));
    assert!(matches!(session.smembers("word").await, Err(Error::Other(_))));
    assert!(matches!(session.del(&[]).await, Err(Error::Other(_))));
    assert!(matches!(execute(&session, "NONSENSE").await, Err(Error::Other(_))));
    assert!(matches!(execute(&session, "SUBSCRIBE x").await, Err(Error::Other(_))));
    assert!(matches!(execute(&session, "CLIENT REPLY OFF").await, Err(Error::Other(_))));
    assert_eq!(session.get("word").await.unwrap(), Some(b"text".to_vec()));
}

#[tokio::test]
async fn addresses() {
    let redis = Redis::new(Config::default());
    for address in ["", "nonsense", "http://localhost", "unix:///tmp/x", "redis+unix:///tmp/x"] {
        let refused = redis.open(address).await.err();
        assert!(matches!(refused, Some(Error::InvalidAddress)), "{address}: {refused:?}");
    }
    let nobody = format!("redis://127.0.0.1:{}", free_port());
    assert!(matches!(redis.open(&nobody).await.err(), Some(Error::Other(_))));
}

#[tokio::test]
async fn a_transaction_has_a_connection_of_its_own() {
    let server = Shared::redis();
    let (redis, session) = open(&server.url()).await;
    let other = redis.open(&server.url()).await.unwrap();
    session.set("counted", b"1").await.unwrap();
    execute(&session, "MULTI").await.unwrap();
    execute(&session, "INCR counted").await.unwrap();
    // The other guest is not inside the transaction and does not see it yet.
    assert_eq!(other.get("counted").await.unwrap(), Some(b"1".to_vec()));
    assert_eq!(text(&execute(&session, "EXEC").await.unwrap()), "[RedisResult::Int64(2)]");
    execute(&session, "SELECT 3").await.unwrap();
    assert_eq!(session.get("counted").await.unwrap(), None);
    assert_eq!(other.get("counted").await.unwrap(), Some(b"2".to_vec()));
}

#[tokio::test]
async fn a_blocking_command_blocks_nobody_else() {
    let server = Shared::redis();
    let (redis, session) = open(&server.url()).await;
    let other = redis.open(&server.url()).await.unwrap();
    let waiting = tokio::spawn(async move { execute(&session, "BLPOP queue 10").await });
    // An answer is written as the numbers of its bytes.
    let one = format!("{:?}", b"blocked_clients:1");
    let one = one.trim_matches(['[', ']']);
    ::support::until("the command blocks", async || {
        let clients = text(&execute(&other, "INFO clients").await.unwrap());
        clients.contains(one).then_some(())
    })
    .await;
    let started = Instant::now();
    execute(&other, "LPUSH queue job").await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(text(&waiting.await.unwrap().unwrap()), text(&vec![binary("queue"), binary("job")]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_guests_share_one_connection() {
    let server = Shared::redis();
    let (redis, session) = open(&server.url()).await;
    session.del(&keys(&["shared"])).await.unwrap();
    let tasks: Vec<_> = (0..200)
        .map(|number| {
            let (redis, url) = (redis.clone(), server.url());
            tokio::spawn(async move {
                let session = redis.open(&url).await.unwrap();
                let key = format!("own-{number}");
                session.set(&key, key.as_bytes()).await.unwrap();
                session.incr("shared").await.unwrap();
                assert_eq!(session.get(&key).await.unwrap(), Some(key.into_bytes()));
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(session.get("shared").await.unwrap(), Some(b"200".to_vec()));
    assert_eq!(redis.stats()[0].connections_opened, 1);
}

#[tokio::test]
async fn killed_and_started_again() {
    let mut server = Server::redis();
    let (redis, session) = open(&server.url()).await;
    session.set("key", b"1").await.unwrap();
    server.kill();
    let killed = Instant::now();
    assert!(session.get("key").await.is_err());
    assert!(session.incr("key").await.is_err());
    assert!(redis.open(&server.url()).await.is_err());
    assert!(killed.elapsed() < Duration::from_secs(2));
    server.restart();
    server.wait_until_ready();
    assert_eq!(session.incr("key").await.unwrap(), 1);
    // A command that only reads goes through although its connection is dead.
    server.kill();
    server.restart();
    server.wait_until_ready();
    assert_eq!(session.get("key").await.unwrap(), None);
}

#[tokio::test]
async fn a_server_that_says_nothing() {
    let server = Server::redis();
    let limit = Duration::from_millis(300);
    let redis = Redis::new(Config { connect_timeout: limit, response_timeout: limit });
    let session = redis.open(&server.url()).await.unwrap();
    server.freeze();
    let started = Instant::now();
    assert!(session.get("key").await.is_err());
    assert!(started.elapsed() < Duration::from_secs(1));
    server.thaw();
    session.set("key", b"2").await.unwrap();
    assert_eq!(session.get("key").await.unwrap(), Some(b"2".to_vec()));
}
