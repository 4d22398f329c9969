//! Rules on the text of files.

use crate::{assert_none, sources};
use anyhow::Result;

const LINES_MAX: usize = 400;
const COLUMNS_MAX: usize = 120;
const CODE: &[&str] = &[".rs", ".sql", ".sh", ".ts", ".vue", ".js", ".mjs", ".css", ".py"];

fn is_data(name: &str) -> bool {
    name.contains("/seed/") || name.ends_with("openapi.json")
}

#[test]
fn files_are_short() -> Result<()> {
    let long: Vec<_> = sources(CODE)?
        .into_iter()
        .map(|(name, text)| (text.lines().count(), name))
        .filter(|(lines, _)| *lines > LINES_MAX)
        .map(|(lines, name)| format!("{name}: {lines} lines"))
        .collect();
    assert_none("a file has at most 400 lines and one reason to exist", &long);
    Ok(())
}

#[test]
fn lines_are_short() -> Result<()> {
    let mut long = Vec::new();
    for (name, text) in sources(CODE)?.into_iter().filter(|(name, _)| !is_data(name)) {
        for (number, line) in text.lines().enumerate() {
            let width = line.chars().count();
            if width > COLUMNS_MAX {
                long.push(format!("{name}:{}: {width} columns", number + 1));
            }
        }
    }
    assert_none("a line has at most 120 columns", &long);
    Ok(())
}

#[test]
fn nothing_is_left_for_later() -> Result<()> {
    let words = ["TODO", "FIXME", "XXX"];
    let mut found = Vec::new();
    for (name, text) in sources(&[".rs", ".sql", ".sh", ".ts", ".vue", ".toml"])? {
        if name.starts_with("tests/tidy/") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{name}:{}", number + 1));
            }
        }
    }
    assert_none("work is done or it is an issue", &found);
    Ok(())
}

#[test]
fn the_day_is_shanghais() -> Result<()> {
    let zoned =
        ["current_date", "current_timestamp", "localtimestamp", "now()::date", "now()::timestamp"];
    let mut found = Vec::new();
    for (name, text) in sources(&[".sql", ".rs", ".toml"])? {
        // The host's tests ask for every type that Postgres has.
        if name.starts_with("tests/tidy/") || name.starts_with("host/tests/") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let code = line.split("--").next().unwrap_or_default().to_ascii_lowercase();
            if zoned.iter().any(|word| code.contains(word))
                || code.contains("interval '1 day')::date")
            {
                found.push(format!("{name}:{}", number + 1));
            }
        }
    }
    assert_none("a day is shanghai_today() or shanghai_day(..): the session's zone is UTC", &found);
    Ok(())
}

#[test]
fn no_function_opens_a_transaction() -> Result<()> {
    let mut found = Vec::new();
    for (name, text) in sources(&[".rs", ".sql"])? {
        let runs_in_wasm = ["functions/", "shared/", "sql/queries/"];
        if !runs_in_wasm.iter().any(|folder| name.starts_with(folder)) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let code = line.split("--").next().unwrap_or_default().trim().to_ascii_lowercase();
            let opens = ["begin", "begin;", "commit", "commit;", "rollback", "start transaction"]
                .iter()
                .any(|word| code == *word || code.contains(&format!("\"{word}")));
            if opens {
                found.push(format!("{name}:{}", number + 1));
            }
        }
    }
    assert_none("one statement per state change, never a transaction", &found);
    Ok(())
}

#[test]
fn nothing_names_a_machine() -> Result<()> {
    let homes = ["/root/", "/home/"];
    let mut found = Vec::new();
    for (name, text) in sources(&[""])? {
        if name.starts_with("tests/tidy/") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            if homes.iter().any(|home| line.contains(home)) {
                found.push(format!("{name}:{}", number + 1));
            }
        }
    }
    assert_none("no path of a machine", &found);
    Ok(())
}

// The refusals of the framework are in English and no problem details; requests to other systems have terms.
#[test]
fn functions_ask_and_answer_by_the_platform_alone() -> Result<()> {
    let of_the_framework =
        ["Path", "Query", "Json", "Form", "RawQuery", "OriginalUri", "rejection"];
    let of_the_framework = of_the_framework.map(|name| format!("axum::extract::{name}"));
    let mut found = Vec::new();
    for (name, text) in sources(&[".rs"])? {
        let is_web = name.starts_with("shared/web/src/extract/");
        let runs_in_wasm = ["functions/", "shared/"].iter().any(|folder| name.starts_with(folder));
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let extracts = of_the_framework.iter().any(|path| code.contains(path.as_str()))
            || code
                .lines()
                .any(|line| line.starts_with("use axum::extract::{") && line.contains("Path"));
        let sends = ["spin_sdk::http::send", "spin_sdk::http::get", "outgoing_handler"];
        let sends = sends.iter().any(|call| code.contains(call));
        if runs_in_wasm && extracts && !is_web {
            found.push(format!("{name}: takes a request by the framework: use `web`"));
        }
        if runs_in_wasm && sends && name != "shared/web/src/outbound.rs" {
            found.push(format!("{name}: asks another system itself: use `web::Outbound`"));
        }
    }
    assert_none("requests come and go by `shared/web`", &found);
    Ok(())
}
