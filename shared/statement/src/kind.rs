/// The type of a parameter: those that Spin passes and that the statements use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `boolean`
    Boolean,
    /// `bigint`
    Bigint,
    /// `bytea`
    Bytea,
    /// `date`
    Date,
    /// `double precision`
    Double,
    /// `integer`
    Integer,
    /// `jsonb`, written with `store::json`
    Jsonb,
    /// `numeric`
    Numeric,
    /// Whose rows the statement may touch.
    Scope,
    /// `text`
    Text,
    /// `text[]`
    TextArray,
    /// `uuid`
    Uuid,
}

/// Every kind: its word in a header, its name in Postgres, and the Rust type of the field that gives it.
const KINDS: &[(Kind, &str, &str, &str)] = &[
    (Kind::Boolean, "boolean", "boolean", "bool"),
    (Kind::Bigint, "bigint", "bigint", "i64"),
    (Kind::Bytea, "bytea", "bytea", "::std::vec::Vec<u8>"),
    (Kind::Date, "date", "date", "::store::types::NaiveDate"),
    (Kind::Double, "double", "double precision", "f64"),
    (Kind::Integer, "integer", "integer", "i32"),
    (Kind::Jsonb, "jsonb", "jsonb", "::store::Json"),
    (Kind::Numeric, "numeric", "numeric", "::store::types::Decimal"),
    (Kind::Scope, "scope", "", "::store::Scope"),
    (Kind::Text, "text", "text", "::std::string::String"),
    (Kind::TextArray, "text[]", "text[]", "::std::vec::Vec<::std::string::String>"),
    (Kind::Uuid, "uuid", "uuid", "::store::types::Uuid"),
];

impl Kind {
    /// The kind of a word in a header.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        KINDS.iter().find(|row| row.1 == word).map(|row| row.0)
    }

    /// The type's name as `pg_typeof` writes it; empty for a scope, which is several values.
    pub fn postgres_type(self) -> &'static str {
        self.row().map_or("", |row| row.2)
    }

    /// The path of the Rust type of a value that is not null.
    pub fn rust_type(self) -> &'static str {
        self.row().map_or("", |row| row.3)
    }

    fn row(self) -> Option<&'static (Self, &'static str, &'static str, &'static str)> {
        KINDS.iter().find(|row| row.0 == self)
    }
}
