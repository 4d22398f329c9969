//! The description of the whole interface, from the code of all functions.

mod document;
mod functions;
mod names;
mod operation;
mod schema;

pub use document::text;
pub use functions::ALL;

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_document_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../static/openapi.json");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        let fresh = super::text().unwrap();
        assert!(committed == fresh, "run scripts/openapi and commit static/openapi.json");
    }
}
