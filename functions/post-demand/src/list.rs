use crate::bounds;
use crate::summary::DemandSummary;
use domain::{DemandState, FieldErrors, Form, Invalid, Word};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Caller, Json, List, Page, PageQuery, Platform, Query};

/// How cursors know the list.
const LIST: List = List::by_id("demands");

statement! {
    ListDemands("post-demand/list_demands") -> (DemandSummary, Count)
}

/// What to look for among the demands.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DemandQuery {
    /// `open`, `chosen`, `satisfied` or `failed`.
    #[param(nullable = false)]
    state: Option<String>,
    /// A word of the dictionary.
    #[param(nullable = false)]
    purpose: Option<String>,
    #[param(nullable = false)]
    cursor: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

struct Wanted {
    state: Option<String>,
    purpose: Option<String>,
    page: Page,
}

impl DemandQuery {
    fn check(&self) -> Result<Wanted, FieldErrors> {
        let mut form = Form::default();
        let state = form.check_optional("state", self.state.as_deref().map(parse_state));
        let purpose = form.check_optional("purpose", self.purpose.as_deref().map(Word::parse));
        let page = PageQuery { cursor: self.cursor.clone(), limit: self.limit.clone() };
        let page = Page::check(LIST, &page, &mut form);
        form.finish(|| {
            let purpose = purpose?.map(Word::into_string);
            Some(Wanted { state: state?, purpose, page: page? })
        })
    }
}

fn parse_state(text: &str) -> Result<String, Invalid> {
    DemandState::from_word(text).map(|state| state.as_str().to_owned()).ok_or_else(Word::unknown)
}

row! {
    struct Count { total: i64 }
}

/// A page of demands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Demands {
    items: Vec<DemandSummary>,
    /// What to send as `cursor` for the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
    /// How many demands match; 10000 says that so many do or more.
    total: i64,
    /// The smallest sum for which a demand is published, yuan.
    amount_min: Decimal,
    /// The largest.
    amount_max: Decimal,
}

/// 需求: those that the caller's role may see, newest first.
#[utoipa::path(
    get, path = "/api/demands", tag = "post-demand", params(DemandQuery),
    responses((status = 200, body = Demands))
)]
pub(crate) async fn list(
    platform: Platform,
    Caller(session): Caller,
    Query(query): Query<DemandQuery>,
) -> Answer<Json<Demands>> {
    let Wanted { state, purpose, page } = query.check()?;
    let demands = ListDemands {
        scope: session.scope()?,
        state,
        purpose,
        after_id: page.after_id(),
        rows_wanted: page.rows_wanted(),
    };
    let first = ListDemands { after_id: None, rows_wanted: 1, ..demands.clone() };
    let store = platform.store().await?;
    let rows = store.all(demands).await?;
    let first = async || store.optional(first).await;
    let total = page.total(&rows, |(_, count)| count.total, first).await?;
    let slice = page.slice(rows, |(demand, _)| (String::new(), demand.id), |(demand, _)| demand);
    let (least, most) = bounds::read(&platform).await?.ends();
    let (amount_min, amount_max) = (least.yuan(), most.yuan());
    let (items, next_cursor) = (slice.items, slice.next_cursor);
    Ok(Json(Demands { items, next_cursor, total, amount_min, amount_max }))
}
