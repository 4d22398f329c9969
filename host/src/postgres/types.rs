//! What the host needs to know about a Postgres type: its id, its name, what it is made of.

use sqlx::TypeInfo;
use sqlx::postgres::{PgTypeInfo, PgTypeKind};

use super::oid;
use super::wit::DbDataType;

/// A Postgres type by id, with sqlx's description beside it.
pub(super) struct PgType<'a> {
    pub(super) oid: u32,
    info: &'a PgTypeInfo,
}

impl<'a> PgType<'a> {
    pub(super) fn new(info: &'a PgTypeInfo) -> Self {
        // Types that come from a prepared statement always carry their id; 0 is no type at all.
        Self { oid: info.oid().map_or(0, |oid| oid.0), info }
    }

    /// The name in the catalogue, such as `int8`, `_text` or the name of an enum.
    pub(super) fn name(&self) -> String {
        let shown = self.info.name();
        if self.oid >= oid::FIRST_USER_DEFINED {
            return shown.to_owned();
        }
        // sqlx shows built-in types as SQL would: `INT8`, `TEXT[]`, `"CHAR"`, and bpchar as `CHAR`.
        let (element, prefix) = match shown.strip_suffix("[]") {
            Some(element) => (element, "_"),
            None => (shown, ""),
        };
        let element = match element {
            "\"CHAR\"" => "char",
            "CHAR" => "bpchar",
            other => other,
        };
        format!("{prefix}{}", element.to_ascii_lowercase())
    }

    /// Whether text may be sent as this type.
    pub(super) fn is_text(&self) -> bool {
        match self.oid {
            oid::TEXT | oid::VARCHAR | oid::BPCHAR | oid::NAME | oid::UNKNOWN => true,
            id if id < oid::FIRST_USER_DEFINED => false,
            _ => self.info.name() == "citext" || self.has_text_version(),
        }
    }

    /// Whether the binary form of the text starts with a version byte.
    pub(super) fn has_text_version(&self) -> bool {
        self.oid >= oid::FIRST_USER_DEFINED
            && matches!(self.info.name(), "ltree" | "lquery" | "ltxtquery")
    }

    /// The type of the elements of an array.
    pub(super) fn element(&self) -> Option<PgType<'a>> {
        match self.info.kind() {
            PgTypeKind::Array(element) => Some(PgType::new(element)),
            _ => None,
        }
    }

    pub(super) fn is_array_of(&self, element: u32) -> bool {
        self.element().is_some_and(|found| found.oid == element)
    }

    pub(super) fn is_range_of(&self, element: u32) -> bool {
        match self.info.kind() {
            PgTypeKind::Range(found) => PgType::new(found).oid == element,
            _ => false,
        }
    }

    /// The type that a function sees for a column of this type.
    pub(super) fn data_type(&self) -> DbDataType {
        match self.oid {
            oid::BOOL => DbDataType::Boolean,
            oid::BYTEA => DbDataType::Binary,
            oid::FLOAT4 => DbDataType::Floating32,
            oid::FLOAT8 => DbDataType::Floating64,
            oid::INT2 => DbDataType::Int16,
            oid::INT4 => DbDataType::Int32,
            oid::INT8 => DbDataType::Int64,
            oid::TEXT | oid::VARCHAR | oid::BPCHAR => DbDataType::Str,
            oid::TIMESTAMP | oid::TIMESTAMPTZ => DbDataType::Datetime,
            oid::DATE => DbDataType::Date,
            oid::TIME => DbDataType::Time,
            oid::UUID => DbDataType::Uuid,
            oid::JSONB => DbDataType::Jsonb,
            oid::NUMERIC => DbDataType::Decimal,
            oid::INT4_RANGE => DbDataType::RangeInt32,
            oid::INT8_RANGE => DbDataType::RangeInt64,
            oid::NUM_RANGE => DbDataType::RangeDecimal,
            oid::INT4_ARRAY => DbDataType::ArrayInt32,
            oid::INT8_ARRAY => DbDataType::ArrayInt64,
            oid::NUMERIC_ARRAY => DbDataType::ArrayDecimal,
            oid::TEXT_ARRAY | oid::VARCHAR_ARRAY | oid::BPCHAR_ARRAY => DbDataType::ArrayStr,
            oid::INTERVAL => DbDataType::Interval,
            _ => DbDataType::Other(self.name()),
        }
    }
}
