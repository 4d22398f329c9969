//! Lists by seek pagination: a page begins after the last item of the page before.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Form, Invalid};
use serde::{Deserialize, Serialize};
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

/// A page asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
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
    /// Checks the two parameters on `form`.
    pub fn check(query: &PageQuery, form: &mut Form) -> Option<Self> {
        let limit = form.check_optional("limit", query.limit.as_deref().map(parse_limit));
        let after = form.check_optional("cursor", query.cursor.as_deref().map(parse_cursor));
        Some(Self { after: after?, limit: limit?.unwrap_or(LIMIT_DEFAULT) })
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
        let next_cursor = rows.last().filter(|_| more).map(|row| cursor(key(row)));
        Slice { items: rows.into_iter().map(item).collect(), next_cursor }
    }
}

fn cursor((key, id): (String, Uuid)) -> String {
    URL_SAFE_NO_PAD.encode(format!("{id} {key}"))
}

fn parse_cursor(text: &str) -> Result<(String, Uuid), Invalid> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
        let (id, key) = text.split_once(' ')?;
        Some((key.to_owned(), Uuid::try_parse(id).ok()?))
    };
    read().ok_or_else(|| Invalid::new("invalid_cursor", "请使用上一页返回的 next_cursor"))
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

    #[test]
    fn a_page_leads_to_the_next() {
        let page = Page { after: None, limit: 2 };
        let rows = vec![1_u128, 2, 3];
        let slice = page.slice(rows, |n| (n.to_string(), Uuid::from_u128(*n)), |n| n);
        assert_eq!(slice.items, [1, 2]);
        let query = PageQuery { cursor: slice.next_cursor, limit: Some("2".into()) };
        let next = Page::check(&query, &mut Form::default()).unwrap();
        assert_eq!(next.after, Some(("2".into(), Uuid::from_u128(2))));
        let last = next.slice(vec![3_u128], |n| (n.to_string(), Uuid::from_u128(*n)), |n| n);
        assert_eq!(last.next_cursor, None);
    }

    #[test]
    fn names_the_parameter_that_is_wrong() {
        let mut form = Form::default();
        let query = PageQuery { cursor: Some("?".into()), limit: Some("101".into()) };
        assert_eq!(Page::check(&query, &mut form), None);
        let errors = form.finish(|| Some(())).unwrap_err();
        assert_eq!(errors.0.len(), 2);
    }
}
