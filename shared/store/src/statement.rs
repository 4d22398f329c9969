use spin_sdk::pg::ParameterValue;

/// A statement of `sql/queries/` with the values of its parameters; [`statement!`](crate::statement!) writes it.
pub trait Statement: Clone {
    /// What each row becomes.
    type Row: crate::FromRow;
    /// `function/verb`, as the file's path says.
    const NAME: &'static str;
    /// What Postgres gets.
    const SQL: &'static str;

    /// The values of `$1`, `$2`, ...
    fn values(self) -> Vec<ParameterValue>;
}
