//! Writes the `bindgen!` call that makes Rust of spin-sdk's WIT, from the folder of that package.

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

const INTERFACES: [&str; 3] =
    ["spin:postgres/postgres@4.2.0", "spin:redis/redis@3.0.0", "spin:variables/variables@3.0.0"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../Cargo.lock");
    let wit = wit_folder()?;
    let imports: String =
        INTERFACES.iter().map(|interface| format!("import {interface}; ")).collect();
    let text = format!(
        "wasmtime::component::bindgen!({{
            path: {:?},
            inline: \"package rongtong:host; world imports {{ {imports} }}\",
            world: \"rongtong:host/imports\",
            imports: {{ default: async | trappable }},
            with: {{
                \"spin:postgres/postgres.connection\": crate::postgres::Connection,
                \"spin:postgres/postgres.connection-builder\": crate::postgres::ConnectionBuilder,
                \"spin:redis/redis.connection\": crate::redis::Connection,
            }},
        }});",
        wit.display().to_string(),
    );
    let out = PathBuf::from(variable("OUT_DIR")?).join("bindings.rs");
    std::fs::write(out, text)?;
    Ok(())
}

/// The `wit` folder of the spin-sdk that this workspace is locked to.
fn wit_folder() -> Result<PathBuf, Box<dyn Error>> {
    let output = Command::new(variable("CARGO")?)
        .args(["metadata", "--format-version=1", "--manifest-path"])
        .arg(Path::new(&variable("CARGO_MANIFEST_DIR")?).join("Cargo.toml"))
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata.get("packages").and_then(|packages| packages.as_array());
    let manifest = packages
        .into_iter()
        .flatten()
        .find(|package| package.get("name").is_some_and(|name| name == "spin-sdk"))
        .and_then(|package| package.get("manifest_path")?.as_str())
        .ok_or("spin-sdk is not part of the workspace")?;
    Ok(Path::new(manifest).with_file_name("wit"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo passes its settings to build scripts as variables"
)]
fn variable(name: &str) -> Result<String, env::VarError> {
    env::var(name)
}
