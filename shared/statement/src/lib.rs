//! Reads the file of a statement under `sql/queries/`.
//!
//! A file begins with a comment: what the statement is for, its parameters by name and type, and the rows to expect.
//! In the SQL beneath, a parameter stands as `:name`, as in psql.
//!
//! ```sql
//! -- An applicant takes an application back, until credit is granted.
//! -- Parameters: order_id uuid, applicant_id uuid, reason text?.
//! -- Rows: none when the order is not the applicant's, else one.
//! update loan_order set state = 'withdrawn' where id = :order_id and applicant_id = :applicant_id ...
//! ```
//!
//! A `?` behind a type says that the value may be null; a remark in brackets may follow. A statement without
//! parameters says `Parameters: none.` A parameter of the type `scope` says whose rows the statement may touch; the SQL
//! reads it as `:scope_kind`, `:scope_id` and `:scope_institution_id` (the first two are for the SQL function
//! `in_scope`).

mod header;
mod kind;
mod text;

pub use kind::Kind;

/// A statement's file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What it is for, one paragraph.
    pub purpose: String,
    /// The rows to expect.
    pub rows: String,
    /// What a caller gives, in the order of the header.
    pub parameters: Vec<Parameter>,
    /// What Postgres gets, `$1` standing for the first of `places`: one line, without comments.
    pub sql: String,
    /// The values of `$1`, `$2`, ..., each by its name in the SQL.
    pub places: Vec<Place>,
}

/// A parameter as the header declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// `snake_case`; in the SQL `:name`.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Whether it may be null.
    pub is_nullable: bool,
}

/// The value of one `$n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// As it stands in the SQL, without the colon.
    pub name: String,
    /// The type that Postgres must infer for it.
    pub postgres_type: &'static str,
    /// Which of the parameters it comes from.
    pub parameter: usize,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The header lacks a part.
    #[error("the header says no `{0}`")]
    Missing(&'static str),
    /// A parameter that cannot be read.
    #[error(
        "`{0}` is no parameter: write `name type`, with `?` behind the type where it may be null"
    )]
    Parameter(String),
    /// A type that no component can send.
    #[error("parameter {name}: there is no type `{kind}`")]
    Type {
        /// The parameter.
        name: String,
        /// The word in the place of its type.
        kind: String,
    },
    /// The header declares a parameter twice.
    #[error("parameter {0} is declared twice")]
    Twice(String),
    /// The SQL uses a parameter that the header does not declare.
    #[error("`:{0}` is not declared in the header")]
    Undeclared(String),
    /// The header declares a parameter that the SQL does not use.
    #[error("parameter {0} is not used")]
    Unused(String),
    /// The SQL numbers its parameters.
    #[error("`${0}` has no name: write `:name`")]
    Numbered(char),
}

impl Statement {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(file: &str) -> Result<Self, Malformed> {
        let (comment, body) = header::split(file);
        let header = header::Header::parse(&comment)?;
        let text::Numbered { sql, places } = text::number(body, &header.parameters)?;
        Ok(Self {
            purpose: header.purpose,
            rows: header.rows,
            parameters: header.parameters,
            sql,
            places,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
-- Finds what is there: a name, a time.
-- Parameters: order_id uuid, note text? (as it was sent, or null),
-- wanted text[].
-- Rows: at most one.
select ':note', o.a::text -- not :this one
from o
where id = :order_id and (:note::text is null or note = :note)
  and tag = any(:wanted)
";

    fn parameter(name: &str, kind: Kind, is_nullable: bool) -> Parameter {
        Parameter { name: name.to_owned(), kind, is_nullable }
    }

    #[test]
    fn names_become_numbers() {
        let statement = Statement::parse(FILE).unwrap();
        assert_eq!(statement.purpose, "Finds what is there: a name, a time.");
        assert_eq!(statement.rows, "at most one.");
        assert_eq!(
            statement.parameters,
            [
                parameter("order_id", Kind::Uuid, false),
                parameter("note", Kind::Text, true),
                parameter("wanted", Kind::TextArray, false),
            ]
        );
        assert_eq!(
            statement.sql,
            "select ':note', o.a::text from o where id = $1 and ($2::text is null or note = $2) \
             and tag = any($3)"
        );
        let names: Vec<_> = statement.places.iter().map(|place| place.name.as_str()).collect();
        assert_eq!(names, ["order_id", "note", "wanted"]);
    }

    #[test]
    fn a_scope_has_only_the_places_that_are_used() {
        let file = "-- Looks.\n-- Parameters: scope scope, id uuid.\n-- Rows: one.\n\
                    select from o where o.id = :id and in_scope(:scope_kind, :scope_id, a, b, c)";
        let statement = Statement::parse(file).unwrap();
        let places: Vec<_> =
            statement.places.iter().map(|place| (place.name.as_str(), place.parameter)).collect();
        assert_eq!(places, [("id", 1), ("scope_kind", 0), ("scope_id", 0)]);
    }

    #[test]
    fn a_file_that_says_too_little_or_too_much_is_refused() {
        let refused = |header: &str, sql: &str| {
            Statement::parse(&format!("-- Purpose.\n-- {header}\n{sql}")).unwrap_err()
        };
        let rows = "Rows: one.";
        assert_eq!(refused(rows, "select 1"), Malformed::Missing("Parameters:"));
        assert_eq!(refused("Parameters: none.", "select 1"), Malformed::Missing("Rows:"));
        let none = format!("Parameters: none. {rows}");
        assert_eq!(refused(&none, "select :a"), Malformed::Undeclared("a".into()));
        assert_eq!(refused(&none, "select $1"), Malformed::Numbered('1'));
        let one = format!("Parameters: a uuid. {rows}");
        assert_eq!(refused(&one, "select 1"), Malformed::Unused("a".into()));
        let odd = format!("Parameters: a money. {rows}");
        let kind = Malformed::Type { name: "a".into(), kind: "money".into() };
        assert_eq!(refused(&odd, "select :a"), kind);
        let twice = format!("Parameters: a uuid, a uuid. {rows}");
        assert_eq!(refused(&twice, "select :a"), Malformed::Twice("a".into()));
    }
}
