use super::chance::Chance;
use anyhow::{Result, ensure};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use sqlx::PgConnection;
use std::collections::BTreeSet;

/// Beijing time runs eight hours ahead of UTC all year.
const OFFSET: TimeDelta = TimeDelta::hours(8);
/// Office hours, in minutes of the day.
const OPENING: i64 = 8 * 60 + 30;
const CLOSING: i64 = 17 * 60 + 30;

/// The moment of loading and the working days around it.
pub(crate) struct Clock {
    pub(crate) now: DateTime<Utc>,
    working: BTreeSet<NaiveDate>,
}

impl Clock {
    pub(crate) async fn read(connection: &mut PgConnection) -> Result<Self> {
        let now = sqlx::query_scalar("select date_trunc('second', now())")
            .fetch_one(&mut *connection)
            .await?;
        let days: Vec<NaiveDate> =
            sqlx::query_scalar("select day from calendar_day where is_working")
                .fetch_all(connection)
                .await?;
        ensure!(!days.is_empty(), "the calendar is empty: run `database reference` first");
        Ok(Self { now, working: days.into_iter().collect() })
    }

    /// The moment when so many minutes of office hours have passed since `from`.
    pub(crate) fn office_after(
        &self,
        chance: &mut Chance,
        from: DateTime<Utc>,
        minutes: i64,
    ) -> DateTime<Utc> {
        let local = local(from);
        let mut day = local.date();
        let mut minute = i64::from(local.num_seconds_from_midnight()) / 60;
        if !self.working.contains(&day) || minute >= CLOSING {
            day = self.next_working_day(day);
            minute = OPENING;
        }
        minute = minute.max(OPENING);
        let mut left = minutes.max(1);
        while minute + left >= CLOSING {
            left -= CLOSING - minute;
            day = self.next_working_day(day);
            minute = OPENING;
        }
        utc(day, minute + left) + TimeDelta::seconds(chance.between(0, 59))
    }

    /// A moment of the last `days` days when people are awake, the later the likelier: at the end
    /// of the period three times as many as at its beginning.
    pub(crate) fn lately(&self, chance: &mut Chance, days: i64) -> DateTime<Utc> {
        loop {
            let fraction = chance.fraction();
            let fraction = if chance.happens(50) { fraction } else { fraction.sqrt() };
            let back = (days * 86_400) as f64 * (1.0 - fraction);
            let at = self.now - TimeDelta::seconds(back as i64);
            let local = local(at);
            let odds = match (self.working.contains(&local.date()), local.hour()) {
                (true, 8..=17) => 100,
                (true, 18..=21) => 25,
                (false, 8..=21) => 15,
                _ => 0,
            };
            if chance.happens(odds) {
                return at;
            }
        }
    }

    /// Ten o'clock of the n-th working day before today.
    pub(crate) fn working_days_ago(&self, days: usize) -> DateTime<Utc> {
        let today = local(self.now).date();
        let day = self.working.range(..today).rev().nth(days.saturating_sub(1));
        day.map_or(self.now - TimeDelta::days(1), |&day| utc(day, 10 * 60))
    }

    fn next_working_day(&self, day: NaiveDate) -> NaiveDate {
        let next = day + Days::new(1);
        self.working.range(next..).next().copied().unwrap_or(next)
    }
}

/// The day that a moment belongs to in Fuyang.
pub(crate) fn local_day(at: DateTime<Utc>) -> NaiveDate {
    local(at).date()
}

/// The year, as contract numbers want it.
pub(crate) fn local_year(at: DateTime<Utc>) -> i32 {
    local(at).year()
}

fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc() + OFFSET
}

fn utc(day: NaiveDate, minute: i64) -> DateTime<Utc> {
    (day.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(minute) - OFFSET).and_utc()
}
