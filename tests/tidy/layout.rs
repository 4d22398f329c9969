//! Dependencies point one way: domain <- other shared crates <- functions; the host stands on none of them.

use crate::{assert_none, functions, root, sources};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::HashMap;
use std::process::Command;

/// The crates of the workspace: name, folder, and the workspace crates each depends on (not for its tests).
fn crates() -> Result<Vec<(String, String, Vec<String>)>> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .context("cargo does not run")?;
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let top = metadata["workspace_root"].as_str().unwrap_or_default().to_owned();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    Ok(packages
        .iter()
        .map(|package| {
            let folder = text(&package["manifest_path"])
                .trim_start_matches(&top)
                .trim_matches('/')
                .trim_end_matches("/Cargo.toml")
                .to_owned();
            let inside = package["dependencies"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|one| one["path"].is_string() && one["kind"] != "dev")
                .map(|one| text(&one["name"]))
                .collect();
            (text(&package["name"]), folder, inside)
        })
        .collect())
}

#[test]
fn dependencies_point_one_way() -> Result<()> {
    let crates = crates()?;
    let folder_of: HashMap<_, _> =
        crates.iter().map(|(name, folder, _)| (name.as_str(), folder.as_str())).collect();
    let mut breaches = Vec::new();
    for (name, folder, inside) in &crates {
        for other in inside {
            let target = folder_of.get(other.as_str()).copied().unwrap_or_default();
            let allowed = match folder.split('/').next().unwrap_or_default() {
                "host" => false,
                "shared" => name != "domain" && target.starts_with("shared/"),
                "functions" => target.starts_with("shared/"),
                _ => true,
            };
            if !allowed {
                breaches.push(format!("{name} depends on {other}"));
            }
        }
    }
    assert_none("domain <- shared <- functions, and the host alone", &breaches);
    Ok(())
}

#[test]
fn a_function_has_one_name() -> Result<()> {
    let crates = crates()?;
    let mut breaches = Vec::new();
    for function in functions()? {
        if !crates.iter().any(|(name, folder, _)| {
            *name == function && *folder == format!("functions/{function}")
        }) {
            breaches.push(format!("functions/{function} holds a crate of another name"));
        }
    }
    assert_none("folder and crate share a name", &breaches);
    Ok(())
}

#[test]
fn every_function_is_tested_and_described() -> Result<()> {
    let tests: String = sources(&[".rs", ".mjs", ".py"])?
        .into_iter()
        .filter(|(name, _)| name.starts_with("tests/") && !name.starts_with("tests/tidy/"))
        .map(|(_, text)| text)
        .collect();
    let openapi = std::fs::read_to_string(root().join("static/openapi.json"))?;
    let architecture = std::fs::read_to_string(root().join("docs/ARCHITECTURE.md"))?;
    let mut breaches = Vec::new();
    for function in functions()? {
        if !tests.contains(&format!("`{function}`")) {
            breaches.push(format!("no test names `{function}`"));
        }
        if function != "serve-portal" && !openapi.contains(&format!("\"{function}\"")) {
            breaches.push(format!("openapi.json has no operation of {function}"));
        }
        if !architecture.contains(&format!("`{function}`")) {
            breaches.push(format!("docs/ARCHITECTURE.md does not name `{function}`"));
        }
    }
    assert_none("a function has a test, a contract and a line in the architecture", &breaches);
    Ok(())
}
