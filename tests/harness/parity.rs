//! Two hosts held against each other. Where the environment's `PARITY` names a runner, each town is served by a host of
//! that runner besides its own, on the same database and cache, and what a test reads or is refused is asked of both.
//! `scripts/parity` says what differs.

use crate::Runner;
use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, Request, Response, Url};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::Write as _;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::SystemTime;

/// What the bytes of an answer say by themselves, and what every request has anew.
const OWN_HEADERS: [&str; 5] = ["date", "x-request-id", "set-cookie", "content-length", "etag"];
/// Refusals that leave nothing behind, not even one less of a limit.
const REFUSALS: [u16; 6] = [400, 403, 404, 405, 415, 422];
/// An instant that is closer to now was read from a clock.
const JUST_NOW: TimeDelta = TimeDelta::minutes(1);

static OTHERS: Mutex<Option<HashMap<String, Url>>> = Mutex::new(None);
static DIFFERENCES: LazyLock<Option<Mutex<File>>> = LazyLock::new(|| {
    let file = File::options().append(true).open(std::env::var_os("PARITY_FILE")?);
    Some(Mutex::new(file.ok()?))
});

/// Who serves each town besides, if anybody.
pub(crate) fn runner() -> Option<Runner> {
    match std::env::var("PARITY").ok()?.as_str() {
        "embedded" => Some(Runner::Embedded),
        "spin" => Some(Runner::Spin),
        _ => None,
    }
}

/// From now on what `base_url` is asked is asked of `other` too.
pub(crate) fn pair(base_url: &str, other: &str) -> Result<()> {
    let other = other.parse().context("no address")?;
    let mut others = OTHERS.lock().unwrap_or_else(PoisonError::into_inner);
    others.get_or_insert_default().insert(base_url.to_owned(), other);
    Ok(())
}

/// The same request to the other host.
pub(crate) fn again(request: &Request) -> Option<Request> {
    let others = OTHERS.lock().unwrap_or_else(PoisonError::into_inner);
    let other = others.as_ref()?.get(&request.url().origin().ascii_serialization())?;
    let mut again = request.try_clone()?;
    again.url_mut().set_port(other.port()).ok()?;
    Some(again)
}

/// What a host answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Result<Self> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.context("a broken answer")?.to_vec();
        Ok(Self { status, headers, body })
    }

    /// Where two answers differ, without what they say there.
    fn differences(&self, other: &Self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if self.status != other.status {
            found.insert(format!("status {} {}", self.status, other.status));
        }
        let names = self.headers.keys().chain(other.headers.keys()).map(|name| name.as_str());
        for name in names.filter(|name| !OWN_HEADERS.contains(name)) {
            if self.headers.get(name) != other.headers.get(name) {
                found.insert(format!("header {name}"));
            }
        }
        match (serde_json::from_slice(&self.body), serde_json::from_slice(&other.body)) {
            (Ok(own), Ok(others)) => compare(&own, &others, "body", &mut found),
            _ if self.body != other.body => {
                found.insert("body".to_owned());
            }
            _ => {}
        }
        found
    }
}

/// Asks the other host, and writes down what differs.
pub(crate) async fn hold(client: &Client, again: Request, answer: &Answer) -> Result<()> {
    if again.method() != Method::GET && !REFUSALS.contains(&answer.status) {
        return Ok(());
    }
    let what = format!("{} {}", again.method(), template(again.url()));
    let response = client.execute(again).await.context("no answer of the other host")?;
    let other = Answer::read(response).await?;
    for difference in answer.differences(&other) {
        if let Some(file) = &*DIFFERENCES {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            writeln!(file, "{what} {difference}")?;
        }
    }
    Ok(())
}

/// The path without the ids in it.
fn template(url: &Url) -> String {
    let is_id = |part: &str| part.len() >= 20 || part.chars().all(|c| c.is_ascii_digit());
    let parts = url.path().split('/').map(|part| match part {
        "" => part,
        part if is_id(part) => "{id}",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn compare(own: &Value, other: &Value, at: &str, found: &mut BTreeSet<String>) {
    match (own, other) {
        (Value::Object(own), Value::Object(others)) => {
            for name in own.keys().chain(others.keys().filter(|name| !own.contains_key(*name))) {
                let part = |of: &serde_json::Map<_, _>| of.get(name).cloned().unwrap_or_default();
                compare(&part(own), &part(others), &format!("{at}.{name}"), found);
            }
        }
        (Value::Array(own), Value::Array(others)) if own.len() == others.len() => {
            for (own, other) in own.iter().zip(others) {
                compare(own, other, &format!("{at}[]"), found);
            }
        }
        _ if own == other || (is_now(own) && is_now(other)) => {}
        _ => {
            found.insert(at.to_owned());
        }
    }
}

fn is_now(value: &Value) -> bool {
    let instant = value.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    instant.is_some_and(|instant| {
        (DateTime::<Utc>::from(SystemTime::now()) - instant.to_utc()).abs() < JUST_NOW
    })
}
