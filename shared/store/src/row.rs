//! From a row of values to a struct.

use crate::error::StoreError;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;
use spin_sdk::pg::{self, DbValue, Decode};
use uuid::Uuid;

/// A struct that a row becomes; [`row!`](crate::row!) writes it.
pub trait FromRow: Sized {
    /// The columns read, by name.
    fn columns() -> Vec<&'static str>;

    /// Reads the columns, the n-th of [`FromRow::columns`] from `values[places[n]]`.
    ///
    /// # Errors
    /// [`StoreError::Column`] naming the column whose value does not fit.
    fn from_values(values: &[DbValue], places: &[usize]) -> Result<Self, StoreError>;
}

/// A row read as two structs, for instance the columns of every view of an object and those of its detail.
impl<A: FromRow, B: FromRow> FromRow for (A, B) {
    fn columns() -> Vec<&'static str> {
        [A::columns(), B::columns()].concat()
    }

    fn from_values(values: &[DbValue], places: &[usize]) -> Result<Self, StoreError> {
        let (first, second) =
            places.split_at_checked(A::columns().len()).ok_or(StoreError::Column("(pair)"))?;
        Ok((A::from_values(values, first)?, B::from_values(values, second)?))
    }
}

/// Where each column of `R` stands in the result; looked up once per result, not per row.
pub(crate) fn places<R: FromRow>(
    columns: &[pg::Column],
    statement: &'static str,
) -> Result<Vec<usize>, StoreError> {
    // A host may name the columns of a result only where it has a row.
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    R::columns()
        .into_iter()
        .map(|name| {
            columns
                .iter()
                .position(|column| column.name == name)
                .ok_or_else(|| StoreError::Defect(format!("{statement} gives no column {name}")))
        })
        .collect()
}

/// A type that one column becomes.
pub trait Column: Sized {
    /// The value, or `None` when it does not fit.
    fn read(value: &DbValue) -> Option<Self>;
}

macro_rules! column_by_decode {
    ($($kind:ty),*) => {
        $(impl Column for $kind {
            fn read(value: &DbValue) -> Option<Self> {
                <$kind as Decode>::decode(value).ok()
            }
        })*
    };
}
column_by_decode!(
    bool,
    i16,
    i32,
    i64,
    f64,
    String,
    Vec<u8>,
    NaiveDate,
    Uuid,
    Decimal,
    serde_json::Value
);

/// A `timestamp` that holds UTC, as the SQL function `utc` gives it: Spin reads no `timestamptz`.
impl Column for DateTime<Utc> {
    fn read(value: &DbValue) -> Option<Self> {
        NaiveDateTime::decode(value).ok().map(|time| time.and_utc())
    }
}

/// A text array without nulls.
impl Column for Vec<String> {
    fn read(value: &DbValue) -> Option<Self> {
        Vec::<Option<String>>::decode(value).ok()?.into_iter().collect()
    }
}

impl<T: Column> Column for Option<T> {
    fn read(value: &DbValue) -> Option<Self> {
        match value {
            DbValue::DbNull => Some(None),
            present => T::read(present).map(Some),
        }
    }
}

/// Reads one column of a row. For [`row!`](crate::row!).
#[doc(hidden)]
pub fn read_at<T: Column>(
    values: &[DbValue],
    place: Option<&usize>,
    name: &'static str,
) -> Result<T, StoreError> {
    place.and_then(|&place| values.get(place)).and_then(T::read).ok_or(StoreError::Column(name))
}

#[doc(hidden)]
pub mod private {
    pub use super::read_at;
}

/// Declares a struct whose fields are columns of the same name.
///
/// ```ignore
/// store::row! {
///     /// What the statement gives back.
///     pub struct Receipt { id: Uuid, number: String, due_at: Option<DateTime<Utc>> }
/// }
/// ```
#[macro_export]
macro_rules! row {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident { $($(#[$field_meta:meta])* $field:ident : $kind:ty),* $(,)? }
    ) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$field_meta])* pub $field: $kind),* }

        impl $crate::FromRow for $name {
            fn columns() -> Vec<&'static str> {
                vec![$(stringify!($field)),*]
            }

            fn from_values(
                values: &[$crate::DbValue],
                places: &[usize],
            ) -> Result<Self, $crate::StoreError> {
                let mut places = places.iter();
                Ok(Self {
                    $($field: $crate::private::read_at(values, places.next(), stringify!($field))?),*
                })
            }
        }
    };
}
