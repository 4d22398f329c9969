//! Every type of Spin's table, as a parameter and as a column, and every refusal.

use host::postgres::wit::{DbDataType, DbValue, Error, Interval, ParameterValue as P};
use host::postgres::wit::RangeBoundKind::{Exclusive, Inclusive};
use host::postgres::{Config, Postgres, TimestampRule};

use super::support::Shared;
use super::{open, query, text_error, value};

/// Values have no equality of their own (floats, generated code); their text has.
fn text(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}")
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

#[tokio::test]
async fn every_type_goes_there_and_back() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    let long = "9".repeat(28);
    let cases: Vec<(&str, P, DbValue)> = vec![
        ("bool", P::Boolean(true), DbValue::Boolean(true)),
        ("int2", P::Int16(i16::MIN), DbValue::Int16(i16::MIN)),
        ("int4", P::Int32(i32::MAX), DbValue::Int32(i32::MAX)),
        ("int8", P::Int64(i64::MIN), DbValue::Int64(i64::MIN)),
        ("float4", P::Floating32(f32::NAN), DbValue::Floating32(f32::NAN)),
        ("float4", P::Floating32(f32::MIN_POSITIVE), DbValue::Floating32(f32::MIN_POSITIVE)),
        ("float8", P::Floating64(f64::NEG_INFINITY), DbValue::Floating64(f64::NEG_INFINITY)),
        ("float8", P::Floating64(-0.0), DbValue::Floating64(-0.0)),
        ("text", P::Str("融通 ‘x’".into()), DbValue::Str("融通 ‘x’".into())),
        ("varchar", P::Str(String::new()), DbValue::Str(String::new())),
        ("char(5)", P::Str("ab".into()), DbValue::Str("ab   ".into())),
        ("bytea", P::Binary(vec![0, 255, 92]), DbValue::Binary(vec![0, 255, 92])),
        ("bytea", P::Binary(vec![]), DbValue::Binary(vec![])),
        ("date", P::Date((2026, 11, 23)), DbValue::Date((2026, 11, 23))),
        ("date", P::Date((-44, 3, 15)), DbValue::Date((-44, 3, 15))),
        ("date", P::Date((262_142, 12, 31)), DbValue::Date((262_142, 12, 31))),
        ("time", P::Time((23, 59, 59, 999_999_999)), DbValue::Time((23, 59, 59, 999_999_000))),
        (
            "timestamp",
            P::Datetime((1969, 12, 31, 23, 59, 59, 123_456_789)),
            DbValue::Datetime((1969, 12, 31, 23, 59, 59, 123_457_000)),
        ),
        (
            "timestamp",
            P::Datetime((2026, 11, 23, 8, 0, 0, 1_000)),
            DbValue::Datetime((2026, 11, 23, 8, 0, 0, 1_000)),
        ),
        ("timestamptz", P::Timestamp(-1), DbValue::Datetime((1969, 12, 31, 23, 59, 59, 0))),
        (
            "uuid",
            P::Uuid("{0192A5E0-0000-7000-8000-0000000000AB}".into()),
            DbValue::Uuid("0192a5e0-0000-7000-8000-0000000000ab".into()),
        ),
        (
            "jsonb",
            P::Jsonb(br#" {"b" : [1, 2.50, "a \" : , b"], "a" : null} "#.to_vec()),
            DbValue::Jsonb(br#"{"a":null,"b":[1,2.50,"a \" : , b"]}"#.to_vec()),
        ),
        (
            "int4range",
            P::RangeInt32((Some((1, Exclusive)), Some((5, Inclusive)))),
            DbValue::RangeInt32((Some((2, Inclusive)), Some((6, Exclusive)))),
        ),
        ("int4range", P::RangeInt32((None, None)), DbValue::RangeInt32((None, None))),
        (
            "int4range",
            P::RangeInt32((Some((i32::MIN, Inclusive)), None)),
            DbValue::RangeInt32((Some((i32::MIN, Inclusive)), None)),
        ),
        // The empty range and one that is upside down both come out unbounded, as on Spin.
        (
            "int8range",
            P::RangeInt64((Some((5, Inclusive)), Some((3, Inclusive)))),
            DbValue::RangeInt64((None, None)),
        ),
        (
            "int8range",
            P::RangeInt64((None, Some((i64::MAX, Exclusive)))),
            DbValue::RangeInt64((None, Some((i64::MAX, Exclusive)))),
        ),
        (
            "numrange",
            P::RangeDecimal((Some(("-1.50".into(), Exclusive)), Some(("7".into(), Inclusive)))),
            DbValue::RangeDecimal((Some(("-1.50".into(), Exclusive)), Some(("7".into(), Inclusive)))),
        ),
        (
            "int4[]",
            P::ArrayInt32(vec![Some(i32::MIN), None, Some(7)]),
            DbValue::ArrayInt32(vec![Some(i32::MIN), None, Some(7)]),
        ),
        ("int4[]", P::ArrayInt32(vec![]), DbValue::ArrayInt32(vec![])),
        (
            "int8[]",
            P::ArrayInt64(vec![None, Some(i64::MAX)]),
            DbValue::ArrayInt64(vec![None, Some(i64::MAX)]),
        ),
        (
            "numeric[]",
            P::ArrayDecimal(vec![Some("1.10".into()), None, Some(long.clone())]),
            DbValue::ArrayDecimal(vec![Some("1.10".into()), None, Some(long.clone())]),
        ),
        ("text[]", P::ArrayStr(some(&["", "融"])), DbValue::ArrayStr(some(&["", "融"]))),
        ("varchar[]", P::ArrayStr(vec![None]), DbValue::ArrayStr(vec![None])),
        (
            "interval",
            P::Interval(Interval { micros: i64::MIN, days: -3, months: i32::MAX }),
            DbValue::Interval(Interval { micros: i64::MIN, days: -3, months: i32::MAX }),
        ),
    ];
    for (name, sent, expected) in cases {
        let shown = text(&sent);
        let result = query(&session, &format!("select $1::{name}"), [sent]).await;
        let result = result.unwrap_or_else(|error| panic!("{name} {shown}: {error:?}"));
        assert_eq!(text(&result.rows[0][0]), text(&expected), "{name} {shown}");
    }
}

#[tokio::test]
async fn numerics_keep_every_digit() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    for number in [
        "0",
        "1",
        "-1",
        "0.0001",
        "-0.00010",
        "0.1",
        "10000",
        "9999.9999",
        "1250000.00",
        "-100000000.000001",
        "123456789012345678.90",
        "1000000000000",
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
        "0.0000000000000000000000000001",
        "7.9228162514264337593543950335",
    ] {
        let result = query(
            &session,
            "select $1::numeric, $1::numeric::text, $2::numeric[]",
            [P::Decimal(number.into()), P::ArrayDecimal(vec![Some(number.into())])],
        );
        let row = result.await.unwrap().rows.remove(0);
        assert_eq!(text(&row[0]), text(&DbValue::Decimal(number.into())));
        assert_eq!(text(&row[1]), text(&DbValue::Str(number.into())));
        assert_eq!(text(&row[2]), text(&DbValue::ArrayDecimal(some(&[number]))));
    }
    // A zero is sent without its digits after the point.
    let result = query(&session, "select $1::numeric::text", [P::Decimal("0.00".into())]).await;
    assert_eq!(text(&result.unwrap().rows[0][0]), text(&DbValue::Str("0".into())));
    // Too many digits are rounded to 28 after the point.
    for (sql, expected) in [
        ("select 1.2::numeric(65,30)", "1.2000000000000000000000000000"),
        ("select 3.141592653589793238462643383279::numeric", "3.1415926535897932384626433833"),
        ("select 1e-130::numeric", "0.0000000000000000000000000000"),
        ("select 1e27::numeric", "1000000000000000000000000000"),
    ] {
        assert_eq!(text(&value(&session, sql).await), text(&DbValue::Decimal(expected.into())));
    }
    for sql in ["select 'NaN'::numeric", "select 1e29", "select 1e100::numeric", "select -1e40"] {
        let error = query(&session, sql, []).await.unwrap_err();
        assert!(text_error(error).starts_with("error deserializing column 0"), "{sql}");
    }
}

#[tokio::test]
async fn columns_tell_their_types() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    super::execute(&session, "drop type if exists mood").await.unwrap();
    super::execute(&session, "create type mood as enum ('glad', 'sad')").await.unwrap();
    let result = query(
        &session,
        "select 1::int2 a, now() b, 'x'::name c, '{}'::json d, 'sad'::mood e, '1'::money f, \
         'a'::\"char\" g, array[true] h, '10:00+08'::timetz i, 'a'::tsvector j, \
         null::int8 k, 'x'::char(3) l",
        [],
    );
    let result = result.await.unwrap();
    let other = |name: &str| DbDataType::Other(name.to_owned());
    let expected = [
        ("a", DbDataType::Int16),
        ("b", DbDataType::Datetime),
        ("c", other("name")),
        ("d", other("json")),
        ("e", other("mood")),
        ("f", other("money")),
        ("g", other("char")),
        ("h", other("_bool")),
        ("i", other("timetz")),
        ("j", other("tsvector")),
        ("k", DbDataType::Int64),
        ("l", DbDataType::Str),
    ];
    for (column, (name, data_type)) in result.columns.iter().zip(&expected) {
        assert_eq!((&*column.name, text(&column.data_type)), (*name, text(data_type)));
    }
    let row = &result.rows[0];
    assert_eq!(text(&row[2]), text(&DbValue::Unsupported(b"x".to_vec())));
    assert_eq!(text(&row[3]), text(&DbValue::Unsupported(b"{}".to_vec())));
    assert_eq!(text(&row[4]), text(&DbValue::Unsupported(b"sad".to_vec())));
    assert_eq!(text(&row[10]), text(&DbValue::DbNull));
    // No row, no columns: so it is on Spin.
    assert!(query(&session, "select 1 where false", []).await.unwrap().columns.is_empty());
}

#[tokio::test]
async fn null_fits_every_type() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    for name in ["int4", "text", "uuid", "timestamptz", "numeric[]", "int8range", "json", "inet"] {
        let result = query(&session, &format!("select $1::{name}"), [P::DbNull]).await.unwrap();
        assert_eq!(text(&result.rows[0][0]), text(&DbValue::DbNull), "{name}");
    }
}

#[tokio::test]
async fn a_parameter_of_another_type_is_refused() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    super::execute(&session, "drop domain if exists whole").await.unwrap();
    super::execute(&session, "create domain whole as int4").await.unwrap();
    let cases = [
        (P::Int32(1), "int8"),
        (P::Int64(1), "int4"),
        (P::Int16(1), "int4"),
        (P::Int8(1), "int2"),
        (P::Str("0192a5e0-0000-7000-8000-000000000000".into()), "uuid"),
        (P::Str("1".into()), "int4"),
        (P::Str("{}".into()), "jsonb"),
        (P::Str("2026-01-01".into()), "date"),
        (P::Uuid("0192a5e0-0000-7000-8000-000000000000".into()), "text"),
        (P::Floating32(1.0), "float8"),
        (P::Floating64(1.0), "numeric"),
        (P::Decimal("1".into()), "float8"),
        (P::Boolean(true), "int4"),
        (P::Binary(vec![1]), "text"),
        (P::Date((2026, 1, 1)), "timestamp"),
        (P::Timestamp(1), "int8"),
        (P::Time((1, 0, 0, 0)), "timetz"),
        (P::ArrayInt32(vec![]), "int8[]"),
        (P::ArrayStr(vec![]), "uuid[]"),
        (P::RangeInt32((None, None)), "int8range"),
        (P::Int32(1), "whole"),
    ];
    for (sent, name) in cases {
        let shown = text(&sent);
        let error = query(&session, &format!("select $1::{name}"), [sent]).await.unwrap_err();
        let message = text_error(error);
        assert!(message.contains("ToSql(0)") && message.contains("WrongType"), "{shown}: {message}");
        // The connection is as good as before.
        assert_eq!(super::int(&session, "select 7").await, 7);
    }
    let error = query(&session, "select $1::int4", []).await.unwrap_err();
    assert_eq!(text_error(error), "Error { kind: Parameters(0, 1), cause: None }");
}

#[tokio::test]
async fn a_parameter_that_is_no_value_is_refused() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    for sent in [
        P::Uuid("no".into()),
        P::Decimal("1e5".into()),
        P::Decimal("NaN".into()),
        P::Decimal("0.00000000000000000000000000001".into()),
        P::Decimal("79228162514264337593543950336".into()),
        P::Date((2026, 2, 30)),
        P::Time((24, 0, 0, 0)),
        P::Datetime((2026, 13, 1, 0, 0, 0, 0)),
        P::Timestamp(i64::MAX),
        P::Jsonb(b"{".to_vec()),
        P::ArrayDecimal(vec![Some("x".into())]),
        P::RangeDecimal((Some(("x".into(), Inclusive)), None)),
        P::RangeInt32((None, Some((i32::MAX, Inclusive)))),
    ] {
        let shown = text(&sent);
        let asked = query(&session, "select $1", [sent.clone()]).await;
        assert!(matches!(asked, Err(Error::BadParameter(_))), "{shown}: {asked:?}");
        let done = session.execute("select $1".to_owned(), vec![sent]).await;
        assert!(matches!(done, Err(Error::ValueConversionFailed(_))), "{shown}: {done:?}");
    }
}

#[tokio::test]
async fn moments_without_a_form_are_refused() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    for sql in [
        "select 'infinity'::timestamp",
        "select '-infinity'::timestamptz",
        "select 'infinity'::date",
        "select '-infinity'::date",
        "select '294000-01-01'::timestamp",
        "select '5874897-01-01'::date",
        "select array[[1,2],[3,4]]",
    ] {
        let message = text_error(query(&session, sql, []).await.unwrap_err());
        assert!(message.starts_with("error deserializing column 0"), "{sql}: {message}");
    }
    let midnight = value(&session, "select '24:00'::time").await;
    assert_eq!(text(&midnight), text(&DbValue::Time((0, 0, 0, 0))));
    let ancient = value(&session, "select '4713-01-01 BC'::timestamp").await;
    assert_eq!(text(&ancient), text(&DbValue::Datetime((-4712, 1, 1, 0, 0, 0, 0))));
}

#[tokio::test]
async fn both_timestamp_rules() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    let noon = (2026, 11, 23, 12, 0, 0, 0);
    for (sent, name) in [
        (P::Datetime(noon), "timestamptz"),
        (P::Datetime(noon), "timestamp"),
        (P::Timestamp(1_795_435_200), "timestamp"),
        (P::Timestamp(1_795_435_200), "timestamptz"),
    ] {
        let result = query(&session, &format!("select $1::{name}"), [sent]).await.unwrap();
        assert_eq!(text(&result.rows[0][0]), text(&DbValue::Datetime(noon)), "{name}");
    }
    let config = Config { timestamps: TimestampRule::AsSpin, ..Config::default() };
    let strict = Postgres::new(config).open(&server.url(), None).await.unwrap();
    for (sent, name) in [(P::Datetime(noon), "timestamptz"), (P::Timestamp(0), "timestamp")] {
        let error = query(&strict, &format!("select $1::{name}::text"), [sent]).await.unwrap_err();
        assert!(text_error(error).contains("WrongType"));
    }
    let error = query(&strict, "select now()", []).await.unwrap_err();
    assert!(text_error(error).contains("timestamptz"));
}
