/// One SQL statement of `sql/queries/`.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// `function/verb`, as the file's path says.
    pub name: &'static str,
    /// The file's text.
    pub sql: &'static str,
}

/// The statement in `sql/queries/<path>.sql`, read when the function is built.
#[macro_export]
macro_rules! statement {
    ($path:literal) => {
        $crate::Statement {
            name: $path,
            sql: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../sql/queries/",
                $path,
                ".sql"
            )),
        }
    };
}
