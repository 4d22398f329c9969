use crate::{count, reference_database};
use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};
use sqlx::PgPool;

/// Day of receipt, and the first, third, seventh and thirteenth working day after it. Worked out
/// with a published holiday library, not with the function under test.
const GOLDEN: [[&str; 5]; 15] = [
    ["2025-01-24", "2025-01-26", "2025-02-05", "2025-02-10", "2025-02-18"],
    ["2025-04-25", "2025-04-27", "2025-04-29", "2025-05-08", "2025-05-16"],
    ["2025-09-26", "2025-09-28", "2025-09-30", "2025-10-13", "2025-10-21"],
    ["2025-09-30", "2025-10-09", "2025-10-11", "2025-10-16", "2025-10-24"],
    ["2026-01-02", "2026-01-04", "2026-01-06", "2026-01-12", "2026-01-20"],
    ["2026-02-13", "2026-02-14", "2026-02-25", "2026-03-02", "2026-03-10"],
    ["2026-02-14", "2026-02-24", "2026-02-26", "2026-03-03", "2026-03-11"],
    ["2026-02-16", "2026-02-24", "2026-02-26", "2026-03-03", "2026-03-11"],
    ["2026-04-03", "2026-04-07", "2026-04-09", "2026-04-15", "2026-04-23"],
    ["2026-04-30", "2026-05-06", "2026-05-08", "2026-05-13", "2026-05-21"],
    ["2026-06-18", "2026-06-22", "2026-06-24", "2026-06-30", "2026-07-08"],
    ["2026-09-18", "2026-09-20", "2026-09-22", "2026-09-29", "2026-10-13"],
    ["2026-09-24", "2026-09-28", "2026-09-30", "2026-10-12", "2026-10-20"],
    ["2026-09-30", "2026-10-08", "2026-10-10", "2026-10-15", "2026-10-23"],
    ["2026-12-11", "2026-12-14", "2026-12-16", "2026-12-22", "2026-12-30"],
];

#[tokio::test]
async fn deadlines_equal_the_golden_table() {
    let pool = reference_database().await;
    for [received, deadlines @ ..] in GOLDEN {
        for time in ["00:00:00", "10:00:00", "23:59:59"] {
            for (working_days, last_day) in [1, 3, 7, 13].into_iter().zip(deadlines) {
                let received_at = beijing(&format!("{received} {time}"));
                let deadline: DateTime<Utc> = sqlx::query_scalar("select working_deadline($1, $2)")
                    .bind(received_at)
                    .bind(working_days)
                    .fetch_one(&pool)
                    .await
                    .unwrap();
                let last_day: NaiveDate = last_day.parse().unwrap();
                let end = beijing(&format!("{} 00:00:00", last_day + Days::new(1)));
                assert_eq!(deadline, end, "{received} {time} + {working_days}");
            }
        }
    }
}

#[tokio::test]
async fn the_clock_stands_still_on_days_off() {
    let pool = reference_database().await;
    for (start, hours, end) in [
        ("2026-11-23 10:00:00", 0, "2026-11-23 10:00:00"),
        ("2026-11-23 10:00:00", 4, "2026-11-23 14:00:00"),
        ("2026-11-23 10:00:00", 24, "2026-11-24 10:00:00"),
        ("2026-11-20 10:00:00", 24, "2026-11-23 10:00:00"), // over a weekend
        ("2026-11-20 10:00:00", 15, "2026-11-23 01:00:00"),
        ("2026-11-20 10:00:00", 14, "2026-11-21 00:00:00"), // Friday's end, not Monday's start
        ("2026-11-20 00:00:00", 24, "2026-11-21 00:00:00"),
        ("2026-11-20 23:59:59", 1, "2026-11-23 00:59:59"),
        ("2026-11-21 15:00:00", 0, "2026-11-23 00:00:00"), // a start on a day off
        ("2026-11-21 15:00:00", 8, "2026-11-23 08:00:00"),
        ("2026-11-21 15:00:00", 24, "2026-11-24 00:00:00"),
        ("2026-11-22 23:59:59", 48, "2026-11-25 00:00:00"),
        ("2026-09-30 12:00:00", 24, "2026-10-08 12:00:00"), // over the National Day week
        ("2026-10-09 12:00:00", 24, "2026-10-10 12:00:00"), // into a working Saturday
        ("2026-10-10 12:00:00", 48, "2026-10-13 12:00:00"),
        ("2026-02-13 09:30:00", 72, "2026-02-25 09:30:00"), // over the Spring Festival
    ] {
        let found: DateTime<Utc> = sqlx::query_scalar("select working_hours_later($1, $2)")
            .bind(beijing(start))
            .bind(hours)
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(found, beijing(end), "{start} + {hours} h");
    }
}

#[tokio::test]
async fn a_deadline_in_an_unpublished_year_is_provisional() {
    let pool = reference_database().await;
    let of = async |deadline: Option<DateTime<Utc>>| -> bool {
        let query = sqlx::query_scalar("select is_provisional($1)").bind(deadline);
        query.fetch_one(&pool).await.unwrap()
    };
    assert!(!of(Some(beijing("2026-12-31 12:00:00"))).await);
    // The end of the last day of a published year is already the first instant of the next.
    assert!(!of(Some(beijing("2027-01-01 00:00:00"))).await);
    assert!(of(Some(beijing("2027-01-05 00:00:00"))).await);
    assert!(of(Some(beijing("2040-01-05 00:00:00"))).await);
    assert!(of(None).await, "a deadline beyond the calendar is unknown");
}

#[tokio::test]
async fn a_deadline_beyond_the_calendar_is_null() {
    let pool = reference_database().await;
    let deadline: Option<DateTime<Utc>> = sqlx::query_scalar("select working_deadline($1, 3)")
        .bind(beijing("2035-12-30 09:00:00"))
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(deadline, None);
}

#[tokio::test]
async fn both_published_years_have_248_working_days() {
    let pool = reference_database().await;
    for year in [2025, 2026] {
        assert_eq!(working_days(&pool, year).await, 248, "{year}");
    }
    // 2027: 261 weekdays less New Year's Day and National Day (both on Fridays) and 10-02, 10-03,
    // 05-01 and 05-02, which fall on weekends.
    assert_eq!(working_days(&pool, 2027).await, 259);
}

async fn working_days(pool: &PgPool, year: i32) -> i64 {
    let query = format!("select count(*) from calendar_day where is_working and year = {year}");
    count(pool, &query).await
}

/// An instant from the wall clock of Fuyang.
fn beijing(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap();
    let zone = FixedOffset::east_opt(8 * 3600).unwrap();
    zone.from_local_datetime(&local).unwrap().to_utc()
}
