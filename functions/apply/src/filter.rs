//! What to look for among the orders, and in which order to list them.

use chrono::NaiveDate;
use domain::{FieldErrors, Form, Invalid, OrderState, Word, parse_day};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use web::{List, Page, PageQuery};

/// How an order's number begins.
const NUMBER: &str = "RT";

/// What to look for among the orders.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrderQuery {
    /// A word such as `grabbed`.
    #[param(nullable = false)]
    state: Option<String>,
    /// `true` for what no step is due of any more (disbursed or ended), `false` for what is under way.
    #[param(value_type = Option<bool>, nullable = false)]
    is_over: Option<String>,
    /// `overdue`, `today` or `week`: by when the next step ought to be taken. The three have no order in common: `week`
    /// begins where today ends, and ends with Sunday.
    #[param(nullable = false)]
    due: Option<String>,
    /// Those that this officer has.
    #[param(value_type = Option<Uuid>, nullable = false)]
    officer_id: Option<String>,
    #[param(value_type = Option<Uuid>, nullable = false)]
    product_id: Option<String>,
    #[param(value_type = Option<Uuid>, nullable = false)]
    demand_id: Option<String>,
    /// The whole number, `RT20261123-000123`, or a part of the firm's name, which is looked for among the newest five
    /// thousand that match the rest.
    #[param(nullable = false)]
    q: Option<String>,
    /// Submitted on this day or later, in Asia/Shanghai.
    #[param(value_type = Option<NaiveDate>, nullable = false)]
    from: Option<String>,
    /// Submitted on this day or earlier, in Asia/Shanghai.
    #[param(value_type = Option<NaiveDate>, nullable = false)]
    until: Option<String>,
    /// `newest` (the default), `oldest`, or `due`: those that have a deadline, the next one first.
    #[param(nullable = false)]
    sort: Option<String>,
    #[param(nullable = false)]
    cursor: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// What a list of orders is sorted by. A cursor serves one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Newest,
    Oldest,
    Due,
}

impl Sort {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Due => "due",
        }
    }

    fn list(self) -> List {
        match self {
            Self::Newest => List::by_id("orders"),
            Self::Oldest => List::by_id("orders-oldest"),
            Self::Due => List::by_time("orders-due"),
        }
    }

    fn parse(text: &str) -> Result<Self, Invalid> {
        let known = [Self::Newest, Self::Oldest, Self::Due];
        known.into_iter().find(|sort| sort.as_str() == text).ok_or_else(Word::unknown)
    }
}

/// What is looked for, once it holds.
pub(crate) struct Wanted {
    pub(crate) state: Option<String>,
    pub(crate) is_over: Option<bool>,
    pub(crate) due: Option<String>,
    pub(crate) officer: Option<Uuid>,
    pub(crate) product: Option<Uuid>,
    pub(crate) demand: Option<Uuid>,
    pub(crate) number: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) until: Option<NaiveDate>,
    pub(crate) sort: Sort,
    pub(crate) page: Page,
}

impl OrderQuery {
    pub(crate) fn check(&self) -> Result<Wanted, FieldErrors> {
        let mut form = Form::default();
        let state = form.check_optional("state", self.state.as_deref().map(parse_state));
        let is_over = form.check_optional("is_over", self.is_over.as_deref().map(parse_bool));
        let due = form.check_optional("due", self.due.as_deref().map(parse_span));
        let officer = form.check_optional("officer_id", self.officer_id.as_deref().map(parse_id));
        let product = form.check_optional("product_id", self.product_id.as_deref().map(parse_id));
        let demand = form.check_optional("demand_id", self.demand_id.as_deref().map(parse_id));
        let from = form.check_optional("from", self.from.as_deref().map(parse_day));
        let until = form.check_optional("until", self.until.as_deref().map(parse_day));
        let sort = form.check_optional("sort", self.sort.as_deref().map(Sort::parse));
        let sort = sort.map(|sort| sort.unwrap_or(Sort::Newest));
        let page = PageQuery { cursor: self.cursor.clone(), limit: self.limit.clone() };
        let page = Page::check(sort.unwrap_or(Sort::Newest).list(), &page, &mut form);
        let (number, name) = sought(self.q.as_deref().unwrap_or_default());
        form.finish(|| {
            Some(Wanted {
                state: state?,
                is_over: is_over?,
                due: due?,
                officer: officer?,
                product: product?,
                demand: demand?,
                number,
                name,
                from: from?,
                until: until?,
                sort: sort?,
                page: page?,
            })
        })
    }
}

/// A number or a part of a name. What cannot be one finds nothing; Postgres takes no zero bytes.
fn sought(text: &str) -> (Option<String>, Option<String>) {
    let text = text.trim().replace('\0', " ");
    let number = text.to_uppercase();
    let digits = number.strip_prefix(NUMBER).and_then(|rest| rest.chars().next());
    if digits.is_some_and(|first| first.is_ascii_digit()) {
        (Some(number), None)
    } else {
        (None, Some(text).filter(|text| !text.is_empty()))
    }
}

fn parse_state(text: &str) -> Result<String, Invalid> {
    OrderState::from_word(text).map(|state| state.as_str().to_owned()).ok_or_else(Word::unknown)
}

fn parse_span(text: &str) -> Result<String, Invalid> {
    let is_known = ["overdue", "today", "week"].contains(&text);
    if is_known { Ok(text.to_owned()) } else { Err(Word::unknown()) }
}

fn parse_bool(text: &str) -> Result<bool, Invalid> {
    text.parse().map_err(|_| Invalid::new("invalid_boolean", "请填写 true 或 false"))
}

pub(crate) fn parse_id(text: &str) -> Result<Uuid, Invalid> {
    Uuid::try_parse(text).map_err(|_| Invalid::new("invalid_id", "请填写正确的编号"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_from_a_name() {
        let number = |text: &str| (Some(text.to_owned()), None);
        let name = |text: &str| (None, Some(text.to_owned()));
        assert_eq!(sought(" rt20261123-000123 "), number("RT20261123-000123"));
        assert_eq!(sought("RT科技"), name("RT科技"));
        assert_eq!(sought("颍州"), name("颍州"));
        assert_eq!(sought("  "), (None, None));
    }

    #[test]
    fn every_filter_that_is_wrong_is_named() {
        let wrong = Some("?".to_owned());
        let query = OrderQuery {
            state: wrong.clone(),
            is_over: wrong.clone(),
            due: wrong.clone(),
            officer_id: wrong.clone(),
            from: wrong.clone(),
            until: Some("2026-1-1".to_owned()),
            sort: wrong,
            ..OrderQuery::default()
        };
        let errors = query.check().err().map(|errors| errors.0).unwrap_or_default();
        let fields: Vec<_> = errors.into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["state", "is_over", "due", "officer_id", "from", "until", "sort"]);
    }
}
