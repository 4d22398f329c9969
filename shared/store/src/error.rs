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
    /// Postgres refused the statement for another reason.
    #[error("statement refused, SQLSTATE {code}: {message}")]
    Refused {
        /// The SQLSTATE.
        code: String,
        /// Postgres' own words. They can hold values, so they go no further than the log line of a defect.
        message: String,
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

impl From<pg::Error> for StoreError {
    fn from(error: pg::Error) -> Self {
        match error {
            pg::Error::PgError(error) => error.into(),
            pg::Error::Decode(text) => Self::Defect(text),
        }
    }
}

impl From<pg::PgError> for StoreError {
    fn from(error: pg::PgError) -> Self {
        match error {
            pg::PgError::QueryFailed(pg::QueryError::DbError(error)) => refused(error),
            pg::PgError::ConnectionFailed(text)
            | pg::PgError::QueryFailed(pg::QueryError::Text(text))
            | pg::PgError::Other(text) => Self::Unavailable(text),
            pg::PgError::BadParameter(text) | pg::PgError::ValueConversionFailed(text) => {
                Self::Defect(text)
            }
        }
    }
}

/// SQLSTATE class 23 is an integrity constraint, 57 and 08 an operator's intervention or a lost connection.
fn refused(error: pg::DbError) -> StoreError {
    let pg::DbError { code, message, extras, .. } = error;
    let constraint =
        extras.into_iter().find_map(|(key, value)| (key == "constraint").then_some(value));
    match code.get(..2) {
        Some("23") => StoreError::Constraint { code, constraint: constraint.unwrap_or_default() },
        Some("57" | "08" | "53" | "58") => StoreError::Unavailable(message),
        _ => StoreError::Refused { code, message },
    }
}
