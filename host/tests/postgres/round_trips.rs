//! Values that go to the database as parameters and come back as columns.

use host::postgres::wit::RangeBoundKind::{Exclusive, Inclusive};
use host::postgres::wit::{DbValue, Interval, ParameterValue as P};

use super::ask::{open, query, text_error, value};
use super::support::Shared;

/// A type, what is sent as it and what comes back.
type Case = (&'static str, P, DbValue);

/// Values have no equality of their own (floats, generated code); their text has.
fn text(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}")
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

fn plain() -> Vec<Case> {
    vec![
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
    ]
}

fn moments() -> Vec<Case> {
    vec![
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
    ]
}

fn ranges_and_the_rest() -> Vec<Case> {
    vec![
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
            DbValue::RangeDecimal((
                Some(("-1.50".into(), Exclusive)),
                Some(("7".into(), Inclusive)),
            )),
        ),
    ]
}

fn arrays() -> Vec<Case> {
    let long = "9".repeat(28);
    vec![
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
    ]
}

#[tokio::test]
async fn every_type_goes_there_and_back() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    let cases = [plain(), moments(), ranges_and_the_rest(), arrays()];
    for (name, sent, expected) in cases.into_iter().flatten() {
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
}

#[tokio::test]
async fn numerics_beyond_spins_decimal() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
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
