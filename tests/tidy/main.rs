//! The house rules, held by a test: where things are, which way they depend, how long they are.

#![expect(clippy::indexing_slicing, reason = "metadata of another shape fails the test")]

mod builds;
mod circles;
mod declared;
mod layout;
mod manifest;
mod scripts;
mod statements;
mod text;
mod words;

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of the project: those git tracks and those it does not ignore, with their text.
fn sources(endings: &[&str]) -> Result<Vec<(String, String)>> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .context("git does not run")?;
    let names = String::from_utf8(listed.stdout)?;
    let wanted = |name: &&str| endings.iter().any(|ending| name.ends_with(ending));
    let mut files = Vec::new();
    for name in names.lines().filter(wanted) {
        // A file that was just removed is still listed.
        if let Ok(text) = std::fs::read_to_string(root().join(name)) {
            files.push((name.to_owned(), text));
        }
    }
    Ok(files)
}

/// The names of the functions: the folders of `functions/`.
fn functions() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root().join("functions"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[track_caller]
fn assert_none(rule: &str, breaches: &[String]) {
    assert!(breaches.is_empty(), "{rule}:\n  {}", breaches.join("\n  "));
}
