//! Writes `openapi.json`.

use anyhow::{Context, Result};

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("usage: openapi <file to write>")?;
    std::fs::write(&path, openapi::text()?).with_context(|| path)
}
