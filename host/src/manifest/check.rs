//! What a manifest may say on Spin but not here, each with its name.

use anyhow::{bail, ensure};

use super::{Component, Manifest, Route};

pub(super) fn check(manifest: &Manifest) -> anyhow::Result<()> {
    let version = manifest.spin_manifest_version;
    ensure!(version == 2, "spin_manifest_version is {version}, this host reads 2");
    for kind in manifest.triggers.keys().chain(manifest.application.trigger_settings.keys()) {
        ensure!(kind == "http", "trigger type `{kind}` is not supported, only `http` is");
    }
    for (kind, settings) in &manifest.application.trigger_settings {
        for (key, value) in settings {
            let root = key == "base" && value.as_str() == Some("/");
            ensure!(root, "`application.trigger.{kind}.{key}` is not supported");
        }
    }
    for id in manifest.components.keys() {
        ensure!(is_kebab(id), "component id `{id}` is not in kebab-case");
    }
    for trigger in manifest.http_triggers()? {
        let id = &trigger.component;
        ensure!(manifest.components.contains_key(id), "a trigger names no component: `{id}`");
        if let Some(executor) = &trigger.executor
            && executor.kind != "http"
        {
            bail!("executor `{}` of `{id}` is not supported", executor.kind);
        }
        match &trigger.route {
            Route::Public(_) => {}
            Route::Private(route) => {
                ensure!(route.private, "the route of `{id}` is {{ private = false }}");
            }
        }
    }
    for (id, component) in &manifest.components {
        check_component(id, component)?;
    }
    Ok(())
}

fn check_component(id: &str, component: &Component) -> anyhow::Result<()> {
    if component.source().is_err() {
        bail!("`component.{id}.source` must be the path of a file");
    }
    let foreign = [
        ("key_value_stores", component.key_value_stores.is_empty()),
        ("sqlite_databases", component.sqlite_databases.is_empty()),
        ("ai_models", component.ai_models.is_empty()),
        ("dependencies", component.dependencies.is_empty()),
    ];
    for (key, is_empty) in foreign {
        ensure!(is_empty, "`component.{id}.{key}` is not supported");
    }
    ensure!(
        component.allowed_http_hosts.is_empty(),
        "`component.{id}.allowed_http_hosts` is old, use allowed_outbound_hosts"
    );
    Ok(())
}

/// Words of letters and digits, each starting with a letter, joined by single hyphens.
fn is_kebab(id: &str) -> bool {
    id.split('-').all(|word| {
        word.starts_with(|first: char| first.is_ascii_alphabetic())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}
