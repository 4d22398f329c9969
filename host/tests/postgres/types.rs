//! What columns say of themselves, what NULL fits, and every refusal.

use host::postgres::wit::RangeBoundKind::Inclusive;
use host::postgres::wit::{DbDataType, DbValue, Error, ParameterValue as P};

use super::ask::{execute, int, open, query, text_error, value};
use super::support::Shared;

/// Values have no equality of their own (floats, generated code); their text has.
fn text(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}")
}

#[tokio::test]
async fn columns_tell_their_types() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    execute(&session, "drop type if exists mood").await.unwrap();
    execute(&session, "create type mood as enum ('glad', 'sad')").await.unwrap();
    let result = query(
        &session,
        "select 1::int2 a, localtimestamp b, 'x'::name c, '{}'::json d, 'sad'::mood e, '1'::money f, \
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
    execute(&session, "drop domain if exists whole").await.unwrap();
    execute(&session, "create domain whole as int4").await.unwrap();
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
        assert!(
            message.contains("ToSql(0)") && message.contains("WrongType"),
            "{shown}: {message}"
        );
        // The connection is as good as before.
        assert_eq!(int(&session, "select 7").await, 7);
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
async fn a_timestamp_keeps_to_its_own_type() {
    let server = Shared::postgres();
    let (_postgres, session) = open(&server.url()).await;
    let noon = (2026, 11, 23, 12, 0, 0, 0);
    let sent = "select $1::timestamp";
    let result = query(&session, sent, [P::Datetime(noon)]).await.unwrap();
    assert_eq!(text(&result.rows[0][0]), text(&DbValue::Datetime(noon)));
    let instant = "select $1::timestamptz at time zone 'UTC'";
    let result = query(&session, instant, [P::Timestamp(1_795_435_200)]).await.unwrap();
    assert_eq!(text(&result.rows[0][0]), text(&DbValue::Datetime(noon)));
    for (sent, name) in [(P::Datetime(noon), "timestamptz"), (P::Timestamp(0), "timestamp")] {
        let error = query(&session, &format!("select $1::{name}::text"), [sent]).await.unwrap_err();
        assert!(text_error(error).contains("WrongType"));
    }
    let error = query(&session, "select now()", []).await.unwrap_err();
    assert!(text_error(error).contains("timestamptz"));
}
