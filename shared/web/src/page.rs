//! Lists by seek pagination: a page begins after the last item of the page before.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use domain::{Form, Invalid};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

const LIMIT_DEFAULT: i64 = 20;
const LIMIT_MAX: i64 = 100;

/// The two parameters of every list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Where the page begins: `next_cursor` of the page before.
    #[param(nullable = false)]
    pub cursor: Option<String>,
    /// How many items, 1 to 100; 20 by default.
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
}

/// A list, as its cursors know it: by a name that no other list has, and by what it is sorted by beside the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    name: &'static str,
    key: Key,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Nothing,
    Integer,
    Number,
    Text,
    Time,
}

impl List {
    /// A list that is sorted by id alone.
    pub const fn by_id(name: &'static str) -> Self {
        Self { name, key: Key::Nothing }
    }

    /// A list that is sorted by a running number.
    pub const fn by_integer(name: &'static str) -> Self {
        Self { name, key: Key::Integer }
    }

    /// A list that is sorted by a decimal number.
    pub const fn by_number(name: &'static str) -> Self {
        Self { name, key: Key::Number }
    }

    /// A list that is sorted by a text.
    pub const fn by_text(name: &'static str) -> Self {
        Self { name, key: Key::Text }
    }

    /// A list that is sorted by a time; [`moment`] writes it.
    pub const fn by_time(name: &'static str) -> Self {
        Self { name, key: Key::Time }
    }

    fn cursor(self, (key, id): (String, Uuid)) -> String {
        URL_SAFE_NO_PAD.encode(format!("{} {id} {key}", self.name))
    }

    /// Reads what [`List::cursor`] wrote. A client may write a cursor as well: what it holds is taken only where the
    /// database takes it too.
    fn parse_cursor(self, text: &str) -> Result<(String, Uuid), Invalid> {
        let read = || {
            let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
            let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
            let (name, rest) = text.split_once(' ')?;
            let (id, key) = rest.split_once(' ')?;
            let key = (name == self.name).then(|| self.key.read(key))??;
            Some((key, Uuid::try_parse(id).ok()?))
        };
        read().ok_or_else(|| Invalid::new("invalid_cursor", "请使用上一页返回的 next_cursor"))
    }
}

impl Key {
    /// A key as the database takes it.
    fn read(self, text: &str) -> Option<String> {
        match self {
            Self::Nothing => text.is_empty().then(String::new),
            Self::Integer => text.parse::<i64>().ok().map(|number| number.to_string()),
            Self::Number => Decimal::from_str_exact(text).ok().map(|number| number.to_string()),
            Self::Text => Some(text.to_owned()),
            Self::Time => {
                let time = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
                (2000..=9999).contains(&time.year()).then(|| moment(time))
            }
        }
    }
}

/// A time as the key of a cursor, to the microsecond of the database.
pub fn moment(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// A page asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The list that it is a page of.
    list: List,
    /// The sort key and the id after which the page begins.
    pub after: Option<(String, Uuid)>,
    /// How many items, 1 to 100.
    pub limit: i64,
}

/// A page given: the items and, if there may be more, where the next page begins.
#[derive(Debug, Serialize, ToSchema)]
pub struct Slice<T> {
    /// The items.
    pub items: Vec<T>,
    /// What to send as `cursor` for the next page; null on the last one.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

impl Page {
    /// Checks the two parameters of a list on `form`.
    pub fn check(list: List, query: &PageQuery, form: &mut Form) -> Option<Self> {
        let limit = form.check_optional("limit", query.limit.as_deref().map(parse_limit));
        let after = query.cursor.as_deref().map(|text| list.parse_cursor(text));
        let after = form.check_optional("cursor", after);
        Some(Self { list, after: after?, limit: limit?.unwrap_or(LIMIT_DEFAULT) })
    }

    /// The sort key after which the page begins, for lists that are sorted by a number of the type `N`.
    pub fn after_number<N: FromStr>(&self) -> Option<N> {
        self.after.as_ref().and_then(|(key, _)| key.parse().ok())
    }

    /// The id after which the page begins, for lists that are sorted by id alone.
    pub fn after_id(&self) -> Option<Uuid> {
        self.after.as_ref().map(|(_, id)| *id)
    }

    /// One row more than the page holds, so that the end is known without counting.
    pub fn rows_wanted(&self) -> i64 {
        self.limit + 1
    }

    /// How many rows match on all pages, which each row carries as `total`. When no row follows the cursor,
    /// `first`, the first row of all, is asked for it.
    ///
    /// # Errors
    /// Those of `first`.
    pub async fn total<R, E>(
        &self,
        rows: &[R],
        total: impl Fn(&R) -> i64,
        first: impl AsyncFnOnce() -> Result<Option<R>, E>,
    ) -> Result<i64, E> {
        match rows.first() {
            Some(row) => Ok(total(row)),
            None if self.after.is_none() => Ok(0),
            None => Ok(first().await?.as_ref().map_or(0, total)),
        }
    }

    /// Cuts `rows` (at most [`Page::rows_wanted`]) to the page; `key` gives the sort key and the id of a row.
    pub fn slice<R, T>(
        &self,
        mut rows: Vec<R>,
        key: impl Fn(&R) -> (String, Uuid),
        item: impl FnMut(R) -> T,
    ) -> Slice<T> {
        let limit = usize::try_from(self.limit).unwrap_or(0);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|row| self.list.cursor(key(row)));
        Slice { items: rows.into_iter().map(item).collect(), next_cursor }
    }
}

fn parse_limit(text: &str) -> Result<i64, Invalid> {
    text.parse()
        .ok()
        .filter(|limit| (1..=LIMIT_MAX).contains(limit))
        .ok_or_else(|| Invalid::new("invalid_limit", "每页条数请填写 1 至 100"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: List = List::by_integer("numbers");

    fn page_after(list: List, cursor: Option<String>) -> Option<Page> {
        let query = PageQuery { cursor, limit: Some("2".into()) };
        Page::check(list, &query, &mut Form::default())
    }

    #[test]
    fn a_page_leads_to_the_next() {
        let page = page_after(LIST, None).unwrap();
        let rows = vec![1_u128, 2, 3];
        let slice = page.slice(rows, |n| (n.to_string(), Uuid::from_u128(*n)), |n| n);
        assert_eq!(slice.items, [1, 2]);
        let next = page_after(LIST, slice.next_cursor).unwrap();
        assert_eq!(next.after, Some(("2".into(), Uuid::from_u128(2))));
        assert_eq!(next.after_number(), Some(2));
        let last = next.slice(vec![3_u128], |n| (n.to_string(), Uuid::from_u128(*n)), |n| n);
        assert_eq!(last.next_cursor, None);
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let cursor = |list: List, key: &str| Some(list.cursor((key.to_owned(), Uuid::nil())));
        let taken = |list, cursor| page_after(list, cursor).is_some();
        assert!(taken(LIST, cursor(LIST, "1")));
        assert!(!taken(List::by_integer("others"), cursor(LIST, "1")));
        assert!(!taken(List::by_id("numbers"), cursor(LIST, "1")));
    }

    #[test]
    fn a_cursor_of_a_clients_own_making_holds_what_the_database_takes() {
        let taken = |list: List, key: &str| {
            let page = page_after(list, Some(list.cursor((key.to_owned(), Uuid::nil()))))?;
            page.after.map(|(key, _)| key)
        };
        let time = List::by_time("times");
        let good = "2026-11-23T01:02:03.5Z";
        assert_eq!(taken(time, good).as_deref(), Some("2026-11-23T01:02:03.500000Z"));
        let number = List::by_number("rates");
        assert_eq!(taken(number, "0.043500").as_deref(), Some("0.043500"));
        let texts = List::by_text("names");
        assert_eq!(taken(texts, "颍州 银行").as_deref(), Some("颍州 银行"));
        for (list, key) in [
            (time, ""),
            (time, "颍州"),
            (time, "0000-01-01T00:00:00Z"),
            (time, "+12026-11-23T01:02:03Z"),
            (number, "x"),
            (number, "1e999"),
            (LIST, "1.5"),
            (LIST, "9223372036854775808"),
            (List::by_id("ids"), "1"),
            (texts, "a\0b"),
        ] {
            assert_eq!(taken(list, key), None, "{list:?} {key:?}");
        }
    }

    #[test]
    fn names_the_parameter_that_is_wrong() {
        let mut form = Form::default();
        let query = PageQuery { cursor: Some("?".into()), limit: Some("101".into()) };
        assert_eq!(Page::check(LIST, &query, &mut form), None);
        let errors = form.finish(|| Some(())).unwrap_err();
        assert_eq!(errors.0.len(), 2);
    }
}
