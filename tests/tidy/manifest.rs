//! `spin.toml` and `functions/` say the same.

use crate::{assert_none, functions, root};
use anyhow::Result;
use toml::{Table, Value};

fn manifest() -> Result<Table> {
    Ok(std::fs::read_to_string(root().join("spin.toml"))?.parse()?)
}

fn text<'a>(component: &'a Value, path: &[&str]) -> &'a str {
    let found = path.iter().try_fold(component, |value, key| value.get(key));
    found.and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn every_function_is_a_component_with_routes() -> Result<()> {
    let manifest = manifest()?;
    let components = manifest["component"].as_table().cloned().unwrap_or_default();
    let triggers = manifest["trigger"]["http"].as_array().cloned().unwrap_or_default();
    let mut breaches = Vec::new();
    for function in functions()? {
        let Some(component) = components.get(&function) else {
            breaches.push(format!("{function} is no component"));
            continue;
        };
        let file = function.replace('-', "_");
        // A component that scores goes through `models/prepare` after its build.
        let build = format!("cargo build --profile component --target wasm32-wasip2 -p {function}");
        let prepare = format!("{build} && cargo run --release --bin prepare -- {function}");
        let (folder, command) = match text(component, &["build", "command"]) {
            command if command == prepare => ("prepared", prepare),
            _ => ("wasm32-wasip2/component", build),
        };
        let source = format!("target/{folder}/{file}.wasm");
        if text(component, &["source"]) != source {
            breaches.push(format!("{function}: the source is not {source}"));
        }
        if text(component, &["build", "command"]) != command {
            breaches.push(format!("{function}: the build command is not `{command}`"));
        }
        if component.get("build").and_then(|build| build.get("watch")).is_none() {
            breaches.push(format!("{function}: nothing is watched"));
        }
        if !triggers.iter().any(|trigger| text(trigger, &["component"]) == function) {
            breaches.push(format!("{function} has no route"));
        }
    }
    for name in components.keys() {
        if !functions()?.contains(name) {
            breaches.push(format!("component {name} has no folder in functions/"));
        }
    }
    assert_none("folder, component and file share a name", &breaches);
    Ok(())
}

#[test]
fn secrets_have_no_default() -> Result<()> {
    let manifest = manifest()?;
    let variables = manifest["variables"].as_table().cloned().unwrap_or_default();
    let breaches: Vec<_> = variables
        .iter()
        .filter(|(_, value)| value.get("secret").and_then(Value::as_bool) == Some(true))
        .filter(|(_, value)| {
            value.get("default").and_then(Value::as_str).is_some_and(|text| !text.is_empty())
        })
        .map(|(name, _)| name.clone())
        .collect();
    assert_none("a secret is given, never assumed", &breaches);
    Ok(())
}
