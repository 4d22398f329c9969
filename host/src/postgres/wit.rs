//! The types of `spin:postgres@4.2.0`, in one place.

pub use crate::bindings::spin::postgres::postgres::{
    Column, DbDataType, DbError, DbValue, Error, Interval, ParameterValue, QueryError,
    RangeBoundKind, RowSet,
};

/// One row: a value per column.
pub type Row = Vec<DbValue>;

/// One bound of a range with its kind; `None` is unbounded.
pub(super) type Bound<T> = Option<(T, RangeBoundKind)>;
