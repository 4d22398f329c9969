//! Writes the description of the whole interface, `openapi.json`, from the code of all functions.

mod document;
mod functions;
mod names;
mod operation;
mod schema;

use anyhow::{Context, Result};

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("usage: openapi <file to write>")?;
    std::fs::write(&path, document::text()?).with_context(|| path)
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn the_committed_document_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../static/openapi.json");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        let fresh = document::text().unwrap();
        assert!(committed == fresh, "run scripts/openapi and commit static/openapi.json");
    }
}
