//! Parameters: checked when they arrive, matched against the types that Postgres infers, encoded.
//!
//! The rules are Spin's: which Postgres type a parameter fits is decided by its own kind alone, so
//! a 32-bit integer does not fit a `bigint` and text does not fit a `uuid`.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::range::Range;
use super::types::PgType;
use super::wire::{Malformed, write_sized};
use super::wit::{Interval, ParameterValue};
use super::{json, moment, numeric, oid};

/// A parameter after the checks that need no database.
pub(super) enum Param {
    Null,
    Bool(bool),
    Int8(i8),
    Int16(i16),
    Int32(i32),
    Int64(i64),
    Float32(f32),
    Float64(f64),
    Text(String),
    Bytes(Vec<u8>),
    /// Days since 2000-01-01.
    Date(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 2000-01-01.
    Datetime(i64),
    /// Microseconds since 2000-01-01 UTC.
    Timestamp(i64),
    Uuid(Uuid),
    Json(Vec<u8>),
    Decimal(Decimal),
    RangeInt32(Range<i32>),
    RangeInt64(Range<i64>),
    RangeDecimal(Range<Decimal>),
    ArrayInt32(Vec<Option<i32>>),
    ArrayInt64(Vec<Option<i64>>),
    ArrayDecimal(Vec<Option<Decimal>>),
    ArrayText(Vec<Option<String>>),
    Interval(Interval),
}

impl Param {
    /// Takes over what a function passed.
    ///
    /// # Errors
    /// Says in words what is wrong with a date, number, UUID or JSON text that is none.
    pub(super) fn new(value: ParameterValue) -> Result<Self, Malformed> {
        Ok(match value {
            ParameterValue::DbNull => Self::Null,
            ParameterValue::Boolean(value) => Self::Bool(value),
            ParameterValue::Int8(value) => Self::Int8(value),
            ParameterValue::Int16(value) => Self::Int16(value),
            ParameterValue::Int32(value) => Self::Int32(value),
            ParameterValue::Int64(value) => Self::Int64(value),
            ParameterValue::Floating32(value) => Self::Float32(value),
            ParameterValue::Floating64(value) => Self::Float64(value),
            ParameterValue::Str(value) => Self::Text(value),
            ParameterValue::Binary(value) => Self::Bytes(value),
            ParameterValue::Date(value) => Self::Date(moment::date_to_days(value)?),
            ParameterValue::Time(value) => Self::Time(moment::time_to_micros(value)?),
            ParameterValue::Datetime(value) => Self::Datetime(moment::datetime_to_micros(value)?),
            ParameterValue::Timestamp(value) => Self::Timestamp(moment::unix_to_micros(value)?),
            ParameterValue::Uuid(value) => Self::Uuid(
                Uuid::parse_str(&value)
                    .map_err(|error| format!("invalid UUID {value}\n\nCaused by:\n    {error}"))?,
            ),
            ParameterValue::Jsonb(value) => {
                json::check(&value)?;
                Self::Json(value)
            }
            ParameterValue::Decimal(value) => Self::Decimal(numeric::decimal(&value)?),
            ParameterValue::RangeInt32(value) => Self::RangeInt32(Range::of_int32(value)?),
            ParameterValue::RangeInt64(value) => Self::RangeInt64(Range::of_int64(value)?),
            ParameterValue::RangeDecimal(value) => Self::RangeDecimal(Range::of_decimal(value)?),
            ParameterValue::ArrayInt32(values) => Self::ArrayInt32(values),
            ParameterValue::ArrayInt64(values) => Self::ArrayInt64(values),
            ParameterValue::ArrayDecimal(values) => Self::ArrayDecimal(
                values
                    .into_iter()
                    .map(|value| value.map(|value| numeric::decimal(&value)).transpose())
                    .collect::<Result<_, _>>()?,
            ),
            ParameterValue::ArrayStr(values) => Self::ArrayText(values),
            ParameterValue::Interval(value) => Self::Interval(value),
        })
    }

    /// Whether Spin would send this parameter as the given type. NULL fits everything.
    pub(super) fn fits(&self, pg_type: &PgType<'_>) -> bool {
        let id = pg_type.oid;
        match self {
            Self::Null => true,
            Self::Bool(_) => id == oid::BOOL,
            Self::Int8(_) => id == oid::CHAR,
            Self::Int16(_) => id == oid::INT2,
            Self::Int32(_) => id == oid::INT4,
            Self::Int64(_) => id == oid::INT8,
            Self::Float32(_) => id == oid::FLOAT4,
            Self::Float64(_) => id == oid::FLOAT8,
            Self::Text(_) => pg_type.is_text(),
            Self::Bytes(_) => id == oid::BYTEA,
            Self::Date(_) => id == oid::DATE,
            Self::Time(_) => id == oid::TIME,
            Self::Datetime(_) => id == oid::TIMESTAMP,
            Self::Timestamp(_) => id == oid::TIMESTAMPTZ,
            Self::Uuid(_) => id == oid::UUID,
            Self::Json(_) => id == oid::JSON || id == oid::JSONB,
            Self::Decimal(_) => id == oid::NUMERIC,
            Self::RangeInt32(_) => pg_type.is_range_of(oid::INT4),
            Self::RangeInt64(_) => pg_type.is_range_of(oid::INT8),
            Self::RangeDecimal(_) => pg_type.is_range_of(oid::NUMERIC),
            Self::ArrayInt32(_) => pg_type.is_array_of(oid::INT4),
            Self::ArrayInt64(_) => pg_type.is_array_of(oid::INT8),
            Self::ArrayDecimal(_) => pg_type.is_array_of(oid::NUMERIC),
            Self::ArrayText(_) => pg_type.element().is_some_and(|element| element.is_text()),
            Self::Interval(_) => id == oid::INTERVAL,
        }
    }

    /// Spin's name of this parameter's type in the error for one that does not fit.
    pub(super) fn rust_name(&self) -> &'static str {
        match self {
            Self::Null => "PgNull",
            Self::Bool(_) => "bool",
            Self::Int8(_) => "i8",
            Self::Int16(_) => "i16",
            Self::Int32(_) => "i32",
            Self::Int64(_) => "i64",
            Self::Float32(_) => "f32",
            Self::Float64(_) => "f64",
            Self::Text(_) => "alloc::string::String",
            Self::Bytes(_) => "alloc::vec::Vec<u8>",
            Self::Date(_) => "chrono::naive::date::NaiveDate",
            Self::Time(_) => "chrono::naive::time::NaiveTime",
            Self::Datetime(_) => "chrono::naive::datetime::NaiveDateTime",
            Self::Timestamp(_) => "chrono::datetime::DateTime<chrono::offset::utc::Utc>",
            Self::Uuid(_) => "uuid::Uuid",
            Self::Json(_) => "serde_json::value::Value",
            Self::Decimal(_) => "rust_decimal::decimal::Decimal",
            Self::RangeInt32(_) => "postgres_range::Range<i32>",
            Self::RangeInt64(_) => "postgres_range::Range<i64>",
            Self::RangeDecimal(_) => "postgres_range::Range<RangeableDecimal>",
            Self::ArrayInt32(_) => "alloc::vec::Vec<core::option::Option<i32>>",
            Self::ArrayInt64(_) => "alloc::vec::Vec<core::option::Option<i64>>",
            Self::ArrayDecimal(_) => {
                "alloc::vec::Vec<core::option::Option<rust_decimal::decimal::Decimal>>"
            }
            Self::ArrayText(_) => "alloc::vec::Vec<core::option::Option<alloc::string::String>>",
            Self::Interval(_) => "Interval",
        }
    }

    /// Appends the binary form for a type that [`Self::fits`]; false stands for NULL.
    pub(super) fn encode(&self, pg_type: &PgType<'_>, out: &mut Vec<u8>) -> bool {
        match self {
            Self::Null => return false,
            Self::Bool(value) => out.push(u8::from(*value)),
            Self::Int8(value) => out.extend_from_slice(&value.to_be_bytes()),
            Self::Int16(value) => out.extend_from_slice(&value.to_be_bytes()),
            Self::Int32(value) | Self::Date(value) => out.extend_from_slice(&value.to_be_bytes()),
            Self::Int64(value)
            | Self::Time(value)
            | Self::Datetime(value)
            | Self::Timestamp(value) => out.extend_from_slice(&value.to_be_bytes()),
            Self::Float32(value) => out.extend_from_slice(&value.to_be_bytes()),
            Self::Float64(value) => out.extend_from_slice(&value.to_be_bytes()),
            Self::Text(value) => encode_text(value, pg_type, out),
            Self::Bytes(value) => out.extend_from_slice(value),
            Self::Uuid(value) => out.extend_from_slice(value.as_bytes()),
            Self::Json(value) => {
                if pg_type.oid == oid::JSONB {
                    // The version of the binary form; `json` has none.
                    out.push(1);
                }
                out.extend_from_slice(value);
            }
            Self::Decimal(value) => numeric::write(value, out),
            Self::RangeInt32(range) => range.encode(out, |v, out| out.extend(v.to_be_bytes())),
            Self::RangeInt64(range) => range.encode(out, |v, out| out.extend(v.to_be_bytes())),
            Self::RangeDecimal(range) => range.encode(out, numeric::write),
            Self::ArrayInt32(values) => {
                encode_array(values, oid::INT4, out, |v, out| out.extend(v.to_be_bytes()));
            }
            Self::ArrayInt64(values) => {
                encode_array(values, oid::INT8, out, |v, out| out.extend(v.to_be_bytes()));
            }
            Self::ArrayDecimal(values) => encode_array(values, oid::NUMERIC, out, numeric::write),
            Self::ArrayText(values) => {
                if let Some(element) = pg_type.element() {
                    let id = element.oid;
                    encode_array(values, id, out, |v, out| encode_text(v, &element, out));
                }
            }
            Self::Interval(value) => {
                out.extend_from_slice(&value.micros.to_be_bytes());
                out.extend_from_slice(&value.days.to_be_bytes());
                out.extend_from_slice(&value.months.to_be_bytes());
            }
        }
        true
    }
}

fn encode_text(value: &str, pg_type: &PgType<'_>, out: &mut Vec<u8>) {
    if pg_type.has_text_version() {
        out.push(1);
    }
    out.extend_from_slice(value.as_bytes());
}

/// One dimension, counted from 1; an element of length -1 is NULL.
fn encode_array<T>(
    values: &[Option<T>],
    element: u32,
    out: &mut Vec<u8>,
    mut write: impl FnMut(&T, &mut Vec<u8>),
) {
    let has_null = values.iter().any(Option::is_none);
    // More elements than an i32 counts would exceed the largest parameter long before.
    let length = i32::try_from(values.len()).unwrap_or(i32::MAX);
    out.extend_from_slice(&1i32.to_be_bytes());
    out.extend_from_slice(&i32::from(has_null).to_be_bytes());
    out.extend_from_slice(&element.to_be_bytes());
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&1i32.to_be_bytes());
    for value in values {
        match value {
            Some(value) => write_sized(out, |out| write(value, out)),
            None => out.extend_from_slice(&(-1i32).to_be_bytes()),
        }
    }
}
