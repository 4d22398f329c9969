//! Dates and times: Spin's tuples on one side, Postgres' counts since 2000-01-01 on the other.
//!
//! The limits are those of Spin's calendar library: it refuses the infinities of Postgres and years
//! beyond 262142 with "value too large to decode", and so does this.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::wire::Malformed;

/// Year, month, day.
pub(super) type Date = (i32, u8, u8);
/// Hour, minute, second, nanosecond.
pub(super) type Time = (u8, u8, u8, u32);
/// Year, month, day, hour, minute, second, nanosecond.
pub(super) type Datetime = (i32, u8, u8, u8, u8, u8, u32);

/// Seconds from 1970-01-01 to 2000-01-01, where Postgres starts to count.
const EPOCH_SECONDS: i64 = 946_684_800;
const MICROSECONDS: i64 = 1_000_000;
/// Days from the year 1 (chrono's count) to 2000-01-01.
const EPOCH_DAY: i32 = 730_120;

fn too_large() -> Malformed {
    "value too large to decode".to_owned()
}

/// Days since 2000-01-01.
pub(super) fn date_to_days((year, month, day): Date) -> Result<i32, Malformed> {
    calendar_date(year, month, day).map(|date| date.num_days_from_ce() - EPOCH_DAY)
}

pub(super) fn days_to_date(days: i32) -> Result<Date, Malformed> {
    let date = days
        .checked_add(EPOCH_DAY)
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .ok_or_else(too_large)?;
    Ok((date.year(), byte(date.month()), byte(date.day())))
}

/// Microseconds since midnight; finer digits are cut off.
pub(super) fn time_to_micros((hour, minute, second, nanos): Time) -> Result<i64, Malformed> {
    clock_time(hour, minute, second, nanos).map(micros_of_day)
}

/// The time of day. 24:00 comes out as 0:00, as Spin has it.
pub(super) fn micros_to_time(micros: i64) -> Time {
    let (time, _days) = NaiveTime::MIN.overflowing_add_signed(TimeDelta::microseconds(micros));
    (byte(time.hour()), byte(time.minute()), byte(time.second()), time.nanosecond())
}

/// Microseconds since 2000-01-01 0:00, taken as UTC; finer digits are cut off towards that moment.
pub(super) fn datetime_to_micros(value: Datetime) -> Result<i64, Malformed> {
    let (year, month, day, hour, minute, second, nanos) = value;
    let date = calendar_date(year, month, day)?;
    let time = clock_time(hour, minute, second, nanos)?;
    let moment = NaiveDateTime::new(date, time);
    let epoch = DateTime::from_timestamp(EPOCH_SECONDS, 0).unwrap_or_default().naive_utc();
    moment
        .signed_duration_since(epoch)
        .num_microseconds()
        .ok_or_else(|| "value too large to transmit".to_owned())
}

pub(super) fn micros_to_datetime(micros: i64) -> Result<Datetime, Malformed> {
    // Infinity is the largest number there is, so the sum overflows and is refused.
    let since_1970 = micros.checked_add(EPOCH_SECONDS * MICROSECONDS).ok_or_else(too_large)?;
    let moment = DateTime::from_timestamp_micros(since_1970).ok_or_else(too_large)?.naive_utc();
    Ok((
        moment.year(),
        byte(moment.month()),
        byte(moment.day()),
        byte(moment.hour()),
        byte(moment.minute()),
        byte(moment.second()),
        moment.nanosecond(),
    ))
}

/// Microseconds since 2000-01-01 UTC of a Unix time in seconds.
pub(super) fn unix_to_micros(seconds: i64) -> Result<i64, Malformed> {
    let valid = DateTime::from_timestamp(seconds, 0).is_some();
    seconds
        .checked_sub(EPOCH_SECONDS)
        .and_then(|seconds| seconds.checked_mul(MICROSECONDS))
        .filter(|_| valid)
        .ok_or_else(|| format!("invalid epoch timestamp {seconds}"))
}

fn calendar_date(year: i32, month: u8, day: u8) -> Result<NaiveDate, Malformed> {
    NaiveDate::from_ymd_opt(year, month.into(), day.into())
        .ok_or_else(|| format!("invalid date y={year}, m={month}, d={day}"))
}

fn clock_time(hour: u8, minute: u8, second: u8, nanos: u32) -> Result<NaiveTime, Malformed> {
    NaiveTime::from_hms_nano_opt(hour.into(), minute.into(), second.into(), nanos)
        .ok_or_else(|| format!("invalid time {hour}:{minute}:{second}:{nanos}"))
}

fn micros_of_day(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight()) * MICROSECONDS + i64::from(time.nanosecond() / 1000)
}

/// Months, days, hours, minutes and seconds are all below 256.
fn byte(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}
