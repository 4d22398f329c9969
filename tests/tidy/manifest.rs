//! `spin.toml` and `functions/` say the same.

use crate::{assert_none, functions, root, sources};
use anyhow::Result;
use std::collections::BTreeSet;
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

/// The manifest's route of a path: `/api/orders/{id}` is `/api/orders/:id`, `/api/{*rest}` is `/api/...`.
fn route_of(path: &str) -> String {
    let segment = |segment: &str| match segment.trim_matches(['{', '}']) {
        plain if plain == segment => plain.to_owned(),
        wildcard if wildcard.starts_with('*') => "...".to_owned(),
        name => format!(":{name}"),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

#[test]
fn manifest_and_functions_have_the_same_routes() -> Result<()> {
    let manifest = manifest()?;
    let triggers = manifest["trigger"]["http"].as_array().cloned().unwrap_or_default();
    let named: BTreeSet<_> = triggers
        .iter()
        .map(|trigger| {
            (text(trigger, &["component"]).to_owned(), text(trigger, &["route"]).to_owned())
        })
        .collect();
    let mut served = BTreeSet::new();
    for describe in openapi::ALL {
        let described = describe();
        let operations = described.operations.iter().map(|operation| operation.path.as_str());
        let others = described.others.iter().map(|(_, path)| *path);
        for path in operations.chain(others) {
            served.insert((described.name.to_owned(), route_of(path)));
        }
    }
    // One route of the manifest takes in every page, and the paths of the interface that no function has.
    let is_page = |(function, _): &&(String, String)| function == "serve-portal";
    let mut breaches = Vec::new();
    for (function, route) in served.iter().filter(|one| !is_page(one)) {
        if !named.contains(&(function.clone(), route.clone())) {
            breaches.push(format!("spin.toml does not lead {route} to {function}"));
        }
    }
    for (function, route) in named.iter().filter(|one| !is_page(one)) {
        if !served.contains(&(function.clone(), route.clone())) {
            breaches
                .push(format!("spin.toml leads {route} to {function}, which does not serve it"));
        }
    }
    assert!(!served.is_empty());
    assert_none("manifest, routes and document say the same", &breaches);
    Ok(())
}

/// What in the code of a function shows that it reads a variable.
const USES: &[(&str, &[&str])] = &[
    ("database_url", &[".store()"]),
    (
        "redis_url",
        &[
            ".redis()",
            "Caller",
            "Applicant",
            "Officer",
            "Manager",
            "Staff",
            "Operator",
            "Regulator",
        ],
    ),
    ("data_keys", &[".keyring()"]),
    ("index_key", &[".keyring()"]),
    ("schedule_token", &["Clock"]),
    // Every function refuses what a browser sends from another site.
    ("public_origin", &[""]),
    ("trusted_proxies", &["ClientNetwork"]),
];

#[test]
fn a_function_gets_the_variables_that_it_reads() -> Result<()> {
    let manifest = manifest()?;
    let mut breaches = Vec::new();
    for function in functions()? {
        let folder = format!("functions/{function}/src/");
        let code: String = sources(&[".rs"])?
            .into_iter()
            .filter(|(name, _)| name.starts_with(&folder))
            .map(|(_, text)| text)
            .collect();
        let given = manifest["component"][&function].get("variables");
        let given = given.and_then(Value::as_table).cloned().unwrap_or_default();
        for (variable, marks) in USES {
            let reads = marks.iter().any(|mark| code.contains(mark));
            if reads != given.contains_key(*variable) {
                let fault = if reads { "reads it and does not get it" } else { "does not read it" };
                breaches.push(format!("{function}, {variable}: {fault}"));
            }
        }
        for variable in given.keys().filter(|name| !USES.iter().any(|(known, _)| known == name)) {
            if !code.contains(&format!("setting(\"{variable}\")")) {
                breaches.push(format!("{function}, {variable}: does not read it"));
            }
        }
    }
    assert_none("variables are given where they are read", &breaches);
    Ok(())
}
