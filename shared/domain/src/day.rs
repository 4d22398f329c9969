use crate::form::Invalid;
use chrono::NaiveDate;

/// Reads a day as `YYYY-MM-DD` and in no other way: `2020-1-1` or a day with blanks around it are no days, and neither
/// is one outside of the years 1900 to 2999, which the database could hold but nobody can mean.
///
/// # Errors
/// `invalid_date` when it is not such a day.
pub fn parse_day(text: &str) -> Result<NaiveDate, Invalid> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let bounds = NaiveDate::from_ymd_opt(1900, 1, 1)..NaiveDate::from_ymd_opt(3000, 1, 1);
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    day.filter(|_| shaped && bounds.contains(&day))
        .ok_or_else(|| Invalid::new("invalid_date", "请按 年-月-日 填写日期，例如 2026-01-31"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        assert_eq!(parse_day("2026-01-31").unwrap().to_string(), "2026-01-31");
        for text in [
            "2020-1-1",
            "2026-02-30",
            " 2026-01-31",
            "2026-01-31 ",
            "+2026-01-3",
            "20260131",
            "2026/01/31",
            "26-01-31",
            "2026-01-31T00:00:00Z",
            "0001-01-01",
            "1899-12-31",
            "3000-01-01",
            "-026-01-01",
            "２０２６-01-31",
            "",
        ] {
            assert_eq!(parse_day(text).unwrap_err().code, "invalid_date", "{text}");
        }
    }
}
