//! Reference data: the code tables, the working calendar, the consent texts and the first rules, from the files of
//! `sql/seed/reference`.

use crate::{bulk, documents};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use sqlx::types::Json;
use std::ops::RangeInclusive;

/// Table, key and rows. What an operator decides (`enabled`) stands in no file and so survives.
const TABLES: [(&str, &str, &str); 9] = [
    ("region", "code", include_str!("../seed/reference/regions.csv")),
    ("industry", "code", include_str!("../seed/reference/industries.csv")),
    ("institution_category", "code", include_str!("../seed/reference/institution_categories.csv")),
    ("guarantee_mode", "code", include_str!("../seed/reference/guarantee_modes.csv")),
    ("purpose", "code", include_str!("../seed/reference/purposes.csv")),
    ("refusal_reason", "code", include_str!("../seed/reference/refusal_reasons.csv")),
    ("approval_step", "position", include_str!("../seed/reference/approval_steps.csv")),
    ("data_source", "code", include_str!("../seed/reference/data_sources.csv")),
    ("data_item", "code", include_str!("../seed/reference/data_items.csv")),
];
const HOLIDAYS: &str = include_str!("../seed/reference/holidays.csv");
const FIXED_HOLIDAYS: &str = include_str!("../seed/reference/fixed_holidays.csv");
/// Years that deadlines may reach before the State Council has announced their holidays.
const PROVISIONAL_YEARS: RangeInclusive<i32> = 2027..=2035;

/// Days that are not what their weekday says.
#[derive(Serialize, Deserialize)]
struct Exception {
    year: i32,
    source: String,
    first_day: String,
    last_day: String,
    is_working: bool,
}

/// A holiday with the same date in every year, `MM-DD`.
#[derive(Deserialize)]
struct FixedHoliday {
    first_day: String,
    last_day: String,
}

/// Brings the code tables up to date and fills the calendar. May be run again at any time.
///
/// # Errors
/// When the schema is missing or the database does not answer.
pub async fn reference(pool: &PgPool) -> Result<()> {
    let mut transaction = pool.begin().await?;
    for (table, key, rows) in TABLES {
        bulk::upsert(&mut transaction, table, key, &bulk::parse_csv_objects(rows)?).await?;
    }
    // A year that is published in the database stays: the operators may have corrected it since.
    let written: Vec<i32> = sqlx::query_scalar(
        "insert into calendar_year (year, published, source)
         select distinct year, year < $2, source
         from jsonb_to_recordset($1) as x (year integer, source text)
         on conflict (year) do update set published = true, source = excluded.source
             where excluded.published and not calendar_year.published
         returning year",
    )
    .bind(Json(exceptions()?))
    .bind(PROVISIONAL_YEARS.start())
    .fetch_all(&mut *transaction)
    .await?;
    sqlx::query(
        "insert into calendar_day (day, year, is_working)
         select day::date, year, coalesce(e.is_working, extract(isodow from day) < 6)
         from unnest($2::integer[]) as year
         cross join generate_series(
             make_date(year, 1, 1)::timestamp, make_date(year, 12, 31), interval '1 day') as day
         left join jsonb_to_recordset($1) as e (first_day date, last_day date, is_working boolean)
             on day between first_day and last_day
         on conflict (day) do update set is_working = excluded.is_working",
    )
    .bind(Json(exceptions()?))
    .bind(written)
    .execute(&mut *transaction)
    .await?;
    documents::bring(&mut transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// The announced exceptions, and for the years to come the holidays whose date is fixed.
fn exceptions() -> Result<Vec<Exception>> {
    let mut exceptions: Vec<Exception> = bulk::parse_csv(HOLIDAYS)?;
    for holiday in bulk::parse_csv::<FixedHoliday>(FIXED_HOLIDAYS)? {
        exceptions.extend(PROVISIONAL_YEARS.map(|year| Exception {
            year,
            source: "尚未公布：周一至周五，除固定日期的节日".to_owned(),
            first_day: format!("{year}-{}", holiday.first_day),
            last_day: format!("{year}-{}", holiday.last_day),
            is_working: false,
        }));
    }
    Ok(exceptions)
}
