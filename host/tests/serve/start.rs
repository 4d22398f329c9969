//! What is refused at the start, by name; and the cache of compiled components.

use std::process::Command;

use crate::harness::{HEAD, command, manifest, outcome, probe};

/// Asserts that `check` refuses a manifest and says all of `words`.
fn refused(manifest: &str, words: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spin.toml");
    std::fs::write(&file, manifest).unwrap();
    for action in ["check", "serve"] {
        let (success, text) = outcome(&mut command(action, &file));
        assert!(!success, "{action} accepts: {manifest}");
        for word in words {
            assert!(text.contains(word), "{action} does not say {word}: {text}");
        }
    }
}

#[test]
fn a_foreign_import_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.wasm");
    let text = r#"(component (import "spin:key-value/key-value@3.0.0" (instance
        (export "open" (func (param "name" string))))))"#;
    std::fs::write(&file, wat::parse_str(text).unwrap()).unwrap();
    refused(
        &format!("{HEAD}\n[component.hoarder]\nsource = '{}'\n", file.display()),
        &["`hoarder`", "spin:key-value/key-value@3.0.0"],
    );
}

#[test]
fn unknown_parts_of_a_manifest_are_named() {
    for (more, word) in [
        ("colour = 'red'", "colour"),
        ("key_value_stores = ['default']", "key_value_stores"),
        ("sqlite_databases = ['default']", "sqlite_databases"),
        ("allowed_outbound_hosts = ['example.com']", "example.com"),
        ("variables = { x = '{{ nobody }}' }", "nobody"),
        ("files = ['../secret']", "../secret"),
        ("[component.probe.tool.schedule]\ncron = '* * * * *'\ntoken = 'x'", "* * * * *"),
    ] {
        refused(&manifest(more), &[word]);
    }
    refused(&format!("{HEAD}[[trigger.redis]]\nchannel = 'x'\ncomponent = 'x'"), &["redis"]);
    refused(&format!("{HEAD}[[trigger.http]]\nroute = '/'\ncomponent = 'gone'"), &["gone"]);
    refused(&format!("{HEAD}[variables]\nneeded = {{ required = true }}"), &["needed"]);
    refused("spin_manifest_version = 1", &["spin.toml"]);
}

#[test]
fn what_spin_knows_and_does_not_matter_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spin.toml");
    let text = manifest(
        "description = 'x'
[component.probe.build]
command = 'cargo build'
watch = ['src/**/*.rs']
[component.probe.tool.other]
anything = 1",
    );
    std::fs::write(&file, text).unwrap();
    let (success, text) = outcome(&mut command("check", &file));
    assert!(success, "{text}");
    assert!(text.contains("/... -> probe"), "{text}");
}

#[test]
fn two_processes_share_a_cache() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spin.toml");
    std::fs::write(&file, manifest("")).unwrap();
    let cache = folder.path().join("cache");
    let check = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rongtong"));
        command.arg("check").arg("--manifest").arg(&file).arg("--cache").arg(&cache);
        outcome(&mut command)
    };
    probe();
    std::thread::scope(|scope| {
        let both = [scope.spawn(check), scope.spawn(check)];
        for one in both {
            let (success, text) = one.join().unwrap();
            assert!(success, "{text}");
        }
    });
    let kept: Vec<_> =
        std::fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    // A file that was cut short is made again.
    std::fs::write(&kept[0], "not compiled code").unwrap();
    assert!(check().0);
    assert!(std::fs::metadata(&kept[0]).unwrap().len() > 100_000);
}
