//! The guest of the host's own tests: one path for each thing that a component can do.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::Response;
use spin_sdk::http::body::IncomingBodyExt as _;
use spin_sdk::http::{IntoResponse, Request, StatusCode};
use spin_sdk::{http_service, pg, redis, variables};

/// Requests that this instance has seen.
static SEEN: AtomicUsize = AtomicUsize::new(0);

type Answer = Result<String, String>;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let seen = SEEN.fetch_add(1, Ordering::Relaxed) + 1;
    let path = request.uri().path().to_owned();
    let argument = request.uri().query().unwrap_or_default().to_owned();
    let answer = match path.as_str() {
        "/hello" => Ok(format!("hello {seen}")),
        "/headers" => Ok(headers(&request)),
        "/uri" => Ok(request.uri().to_string()),
        "/body" => body(request).await,
        "/trap" => trap(),
        "/spin" => spin(),
        "/sleep" => sleep(&argument),
        "/alloc" => alloc(&argument),
        "/print" => print(&argument),
        "/pg" => postgres(&argument).await,
        "/redis" => redis_round(&argument).await,
        "/out" => out(&argument).await,
        "/variable" => variables::get(&argument).await.map_err(|error| error.to_string()),
        "/environment" => environment(&argument),
        "/file" => std::fs::read_to_string(&argument).map_err(|error| error.to_string()),
        "/write" => std::fs::write(&argument, "x")
            .map(|()| "written".to_owned())
            .map_err(|error| error.to_string()),
        "/connect" => std::net::TcpStream::connect(&argument)
            .map(|_| "connected".to_owned())
            .map_err(|error| error.to_string()),
        "/scheduled/probe" => scheduled(&request).await,
        _ => Ok(headers(&request)),
    };
    let (status, text) = match answer {
        Ok(text) => (StatusCode::OK, text),
        Err(text) => (StatusCode::BAD_GATEWAY, text),
    };
    let mut response = Response::new(text);
    *response.status_mut() = status;
    if path == "/named"
        && let Ok(name) = argument.parse()
    {
        response.headers_mut().insert("x-request-id", name);
    }
    response
}

#[expect(clippy::disallowed_methods, reason = "this is what is tested")]
fn environment(name: &str) -> Answer {
    std::env::var(name).map_err(|error| error.to_string())
}

fn headers(request: &Request) -> String {
    let map: BTreeMap<_, _> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        .collect();
    serde_json::to_string(&map).unwrap_or_default()
}

async fn body(request: Request) -> Answer {
    let bytes = request.into_body().bytes().await.map_err(|error| error.to_string())?;
    Ok(bytes.len().to_string())
}

#[expect(clippy::panic, reason = "this is what is tested")]
fn trap() -> Answer {
    panic!("as asked");
}

fn spin() -> Answer {
    loop {
        std::hint::spin_loop();
    }
}

fn sleep(millis: &str) -> Answer {
    let millis = millis.parse().map_err(|_| "no number")?;
    std::thread::sleep(Duration::from_millis(millis));
    Ok("slept".to_owned())
}

fn alloc(mib: &str) -> Answer {
    let mib: usize = mib.parse().map_err(|_| "no number")?;
    let memory = vec![1_u8; mib << 20];
    Ok(memory.iter().map(|byte| usize::from(*byte)).sum::<usize>().to_string())
}

fn print(text: &str) -> Answer {
    println!("out {text}");
    eprintln!("err {text}");
    Ok(String::new())
}

async fn postgres(address: &str) -> Answer {
    let connection = pg::Connection::open(address).await.map_err(|error| error.to_string())?;
    let rows = connection
        .query("select 40::int4 + $1::int4", vec![2_i32.into()])
        .await
        .map_err(|error| error.to_string())?;
    let rows = rows.collect().await.map_err(|error| error.to_string())?;
    let sum: Option<i32> = rows.first().and_then(|row| row.get("?column?"));
    Ok(sum.unwrap_or_default().to_string())
}

async fn redis_round(address: &str) -> Answer {
    let connection = redis::Connection::open(address).await.map_err(|error| error.to_string())?;
    connection.set("probe", b"kept").await.map_err(|error| error.to_string())?;
    let value = connection.get("probe").await.map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&value.unwrap_or_default()).into_owned())
}

async fn out(url: &str) -> Answer {
    let response = spin_sdk::http::get(url).await.map_err(|error| error.to_string())?;
    Ok(response.status().as_u16().to_string())
}

/// Counts the scheduled runs in Redis, where the test sees them.
async fn scheduled(request: &Request) -> Answer {
    let token = variables::get("schedule_token").await.map_err(|error| error.to_string())?;
    let given = request.headers().get("authorization").map(|value| value.as_bytes().to_vec());
    if given.as_deref() != Some(format!("Bearer {token}").as_bytes()) {
        return Err("not the clock".to_owned());
    }
    println!("scheduled {}", request.method());
    Ok("did it".to_owned())
}
