//! Rows: every type of Spin's table from Postgres' binary form; anything else as plain bytes.

use sqlx::postgres::PgRow;
use sqlx::{Column as _, Row as _, ValueRef as _};
use uuid::Uuid;

use super::types::PgType;
use super::wire::{Malformed, Reader};
use super::wit::{Column, DbValue, Interval, Row};
use super::{json, moment, numeric, oid, range};

/// Names and types of the columns of a row.
pub(super) fn columns(row: &PgRow) -> Vec<Column> {
    let describe = |column: &sqlx::postgres::PgColumn| Column {
        name: column.name().to_owned(),
        data_type: PgType::new(column.type_info()).data_type(),
    };
    row.columns().iter().map(describe).collect()
}

/// A row and the bytes that its values had on the wire.
///
/// # Errors
/// Names the column that has no form in Spin's types, and says why.
pub(super) fn row(row: &PgRow) -> Result<(Row, usize), Malformed> {
    let mut values = Vec::with_capacity(row.columns().len());
    let mut size_bytes = 0;
    for (index, column) in row.columns().iter().enumerate() {
        let raw = row.try_get_raw(index).map_err(|error| error.to_string())?;
        if raw.is_null() {
            values.push(DbValue::DbNull);
            continue;
        }
        let bytes = raw.as_bytes().map_err(|error| error.to_string())?;
        size_bytes += bytes.len();
        let id = PgType::new(column.type_info()).oid;
        let decoded = value(id, bytes)
            .map_err(|cause| format!("error deserializing column {index}: {cause}"))?;
        values.push(decoded);
    }
    Ok((values, size_bytes))
}

fn value(id: u32, bytes: &[u8]) -> Result<DbValue, Malformed> {
    let mut reader = Reader::new(bytes);
    let value = match id {
        oid::BOOL => DbValue::Boolean(reader.u8()? != 0),
        oid::INT2 => DbValue::Int16(reader.i16()?),
        oid::INT4 => DbValue::Int32(reader.i32()?),
        oid::INT8 => DbValue::Int64(reader.i64()?),
        oid::FLOAT4 => DbValue::Floating32(reader.f32()?),
        oid::FLOAT8 => DbValue::Floating64(reader.f64()?),
        oid::DATE => DbValue::Date(moment::days_to_date(reader.i32()?)?),
        oid::TIME => DbValue::Time(moment::micros_to_time(reader.i64()?)),
        // Spin reads both into a type that its driver takes for `timestamp` alone.
        oid::TIMESTAMPTZ => {
            return Err("cannot convert between the Rust type \
                `chrono::naive::datetime::NaiveDateTime` and the Postgres type `timestamptz`"
                .to_owned());
        }
        oid::TIMESTAMP => DbValue::Datetime(moment::micros_to_datetime(reader.i64()?)?),
        oid::INTERVAL => DbValue::Interval(Interval {
            micros: reader.i64()?,
            days: reader.i32()?,
            months: reader.i32()?,
        }),
        _ => return variable_size(id, bytes),
    };
    reader.end()?;
    Ok(value)
}

fn variable_size(id: u32, bytes: &[u8]) -> Result<DbValue, Malformed> {
    Ok(match id {
        oid::TEXT | oid::VARCHAR | oid::BPCHAR => DbValue::Str(text(bytes)?),
        oid::BYTEA => DbValue::Binary(bytes.to_vec()),
        oid::UUID => {
            DbValue::Uuid(Uuid::from_slice(bytes).map_err(|error| error.to_string())?.to_string())
        }
        oid::JSONB => match bytes.split_first() {
            Some((1, json)) => DbValue::Jsonb(json::compact(json)),
            _ => return Err("unsupported JSONB encoding version".to_owned()),
        },
        oid::NUMERIC => DbValue::Decimal(numeric::to_text(bytes)?),
        oid::INT4_RANGE => DbValue::RangeInt32(range::decode(bytes, int32)?),
        oid::INT8_RANGE => DbValue::RangeInt64(range::decode(bytes, int64)?),
        oid::NUM_RANGE => DbValue::RangeDecimal(range::decode(bytes, numeric::to_text)?),
        oid::INT4_ARRAY => DbValue::ArrayInt32(array(bytes, int32)?),
        oid::INT8_ARRAY => DbValue::ArrayInt64(array(bytes, int64)?),
        oid::NUMERIC_ARRAY => DbValue::ArrayDecimal(array(bytes, numeric::to_text)?),
        oid::TEXT_ARRAY | oid::VARCHAR_ARRAY | oid::BPCHAR_ARRAY => {
            DbValue::ArrayStr(array(bytes, text)?)
        }
        _ => DbValue::Unsupported(bytes.to_vec()),
    })
}

fn text(bytes: &[u8]) -> Result<String, Malformed> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| error.to_string())
}

fn int32(bytes: &[u8]) -> Result<i32, Malformed> {
    Reader::new(bytes).i32()
}

fn int64(bytes: &[u8]) -> Result<i64, Malformed> {
    Reader::new(bytes).i64()
}

/// An array of at most one dimension; Spin has no form for more.
fn array<T>(
    bytes: &[u8],
    read: impl Fn(&[u8]) -> Result<T, Malformed>,
) -> Result<Vec<Option<T>>, Malformed> {
    let mut reader = Reader::new(bytes);
    let dimensions = reader.i32()?;
    let _has_null = reader.i32()?;
    let _element = reader.i32()?;
    if dimensions > 1 {
        return Err("array contains too many dimensions".to_owned());
    }
    if dimensions == 0 {
        return Ok(Vec::new());
    }
    let length = usize::try_from(reader.i32()?).map_err(|error| error.to_string())?;
    let _first_index = reader.i32()?;
    // Each element takes four bytes at least, so a false length cannot ask for much memory.
    let mut values = Vec::with_capacity(length.min(bytes.len() / 4));
    for _ in 0..length {
        values.push(reader.sized()?.map(&read).transpose()?);
    }
    Ok(values)
}
