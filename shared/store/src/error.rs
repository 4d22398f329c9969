use spin_sdk::pg;

/// Why a statement gave no rows.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database does not answer, or went away under the statement: whether it took effect is not known.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A constraint of the schema refused the change. The name is the constraint's.
    #[error("constraint {constraint} refused the change")]
    Constraint {
        /// The SQLSTATE.
        code: String,
        /// The constraint's name; empty where Postgres gives none.
        constraint: String,
    },
    /// Postgres refused the statement for another reason. Its words may repeat what a client sent, so that nothing of
    /// them is kept; the code and the statement lead to the place, and the log of Postgres has the rest.
    #[error("{statement} refused, SQLSTATE {code}")]
    Refused {
        /// The SQLSTATE.
        code: String,
        /// Which statement.
        statement: &'static str,
    },
    /// A row that does not fit the struct it was read into.
    #[error("column {0} does not fit")]
    Column(&'static str),
    /// Another number of rows than the statement promises.
    #[error("{0} gave an unexpected number of rows")]
    RowCount(&'static str),
    /// A defect of the call: a parameter of the wrong type or the like.
    #[error("defect: {0}")]
    Defect(String),
}

impl StoreError {
    /// Whether `name` is the constraint that refused the change.
    pub fn is_constraint(&self, name: &str) -> bool {
        matches!(self, Self::Constraint { constraint, .. } if constraint == name)
    }

    /// Whether Postgres undid the statement as a whole because of another one at the same time (deadlock,
    /// serialization failure), so that it may be sent again.
    pub(crate) fn left_nothing_behind(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if code == "40P01" || code == "40001")
    }
}

impl StoreError {
    /// What went wrong with `statement`, or with the way to the database.
    pub(crate) fn of(error: pg::Error, statement: &'static str) -> Self {
        let defect = |what: &str| Self::Defect(format!("{statement}: {what}"));
        let pg::Error::PgError(error) = error else {
            return defect("an answer that does not read");
        };
        match error {
            pg::PgError::QueryFailed(pg::QueryError::DbError(error)) => refused(error, statement),
            pg::PgError::ConnectionFailed(text)
            | pg::PgError::QueryFailed(pg::QueryError::Text(text))
            | pg::PgError::Other(text) => Self::Unavailable(text),
            pg::PgError::BadParameter(_) => defect("a parameter that does not fit"),
            pg::PgError::ValueConversionFailed(_) => defect("a value that has no type here"),
        }
    }
}

/// SQLSTATE class 23 is an integrity constraint, 57 and 08 an operator's intervention or a lost connection.
fn refused(error: pg::DbError, statement: &'static str) -> StoreError {
    let pg::DbError { code, extras, .. } = error;
    let constraint =
        extras.into_iter().find_map(|(key, value)| (key == "constraint").then_some(value));
    match code.get(..2) {
        Some("23") => StoreError::Constraint { code, constraint: constraint.unwrap_or_default() },
        Some("57" | "08" | "53" | "58") => StoreError::Unavailable(format!("SQLSTATE {code}")),
        _ => StoreError::Refused { code, statement },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_words_of_the_database_are_kept() {
        let secret = || "of a client 17000000001".to_owned();
        let database = |code: &str| {
            pg::PgError::QueryFailed(pg::QueryError::DbError(pg::DbError {
                as_text: secret(),
                severity: "ERROR".to_owned(),
                code: code.to_owned(),
                message: secret(),
                detail: Some(secret()),
                extras: vec![("constraint".to_owned(), "a_name".to_owned())],
            }))
        };
        let errors = [
            database("22P02"),
            database("23514"),
            database("57014"),
            pg::PgError::BadParameter(secret()),
            pg::PgError::ValueConversionFailed(secret()),
        ];
        for error in errors {
            let kept = StoreError::of(pg::Error::PgError(error), "apply/apply");
            assert!(!format!("{kept} {kept:?}").contains("1700"), "{kept:?}");
        }
    }
}
