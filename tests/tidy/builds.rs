//! What is built, and how: every test belongs to a suite, and what only tests run natively is compiled soon.

use crate::{assert_none, functions, root};
use anyhow::{Context, Result};
use serde_json::Value;
use std::process::Command;
use toml::Table;

#[test]
fn every_test_belongs_to_a_suite() -> Result<()> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .context("cargo does not run")?;
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let suites = std::fs::read_to_string(root().join("scripts/lib/suites.sh"))?;
    let named: Vec<_> = suites.split_whitespace().collect();
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let targets = packages.iter().filter_map(|package| package["targets"].as_array()).flatten();
    let mut tests = targets
        .filter(|target| target["kind"] == serde_json::json!(["test"]))
        .filter_map(|target| target["name"].as_str())
        .peekable();
    assert!(tests.peek().is_some(), "cargo knows tests");
    let forgotten: Vec<_> = tests
        .filter(|name| {
            let runs = |two: &[&str]| two[0] == "--test" && two[1].trim_end_matches(';') == *name;
            !named.windows(2).any(runs)
        })
        .map(str::to_owned)
        .collect();
    assert_none("a test that no suite of scripts/lib/suites.sh runs", &forgotten);
    Ok(())
}

#[test]
fn functions_are_compiled_well_for_components_alone() -> Result<()> {
    let workspace: Table = std::fs::read_to_string(root().join("Cargo.toml"))?.parse()?;
    let native = &workspace["profile"]["release"]["package"];
    let mut slow = functions()?;
    slow.retain(|name| {
        let level = native.get(name).and_then(|package| package.get("opt-level"));
        level.and_then(toml::Value::as_integer) != Some(0)
    });
    assert_none("natively only tests run a function: opt-level = 0 in Cargo.toml", &slow);
    Ok(())
}
