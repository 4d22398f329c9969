use crate::summary::{OrderRow, OrderSummary};
use crate::visibility::sight;
use domain::{Form, Invalid, OrderState, Word};
use serde::{Deserialize, Serialize};
use store::statement;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{Answer, Caller, Json, List, Page, PageQuery, Platform, Query};

/// How cursors know the list.
const LIST: List = List::by_id("orders");

statement! {
    ListOrders("apply/list_orders") -> OrderRow
}

/// What to look for among the orders.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrderQuery {
    /// A word such as `grabbed`.
    #[param(nullable = false)]
    state: Option<String>,
    #[param(value_type = Option<Uuid>, nullable = false)]
    product_id: Option<String>,
    #[param(value_type = Option<Uuid>, nullable = false)]
    demand_id: Option<String>,
    /// The whole number, `RT20261123-000123`.
    #[param(nullable = false)]
    q: Option<String>,
    #[param(nullable = false)]
    cursor: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

struct Wanted {
    state: Option<String>,
    product: Option<Uuid>,
    demand: Option<Uuid>,
    page: Page,
}

impl OrderQuery {
    fn check(&self) -> Result<Wanted, domain::FieldErrors> {
        let mut form = Form::default();
        let state = form.check_optional("state", self.state.as_deref().map(parse_state));
        let product = form.check_optional("product_id", self.product_id.as_deref().map(parse_id));
        let demand = form.check_optional("demand_id", self.demand_id.as_deref().map(parse_id));
        let page = PageQuery { cursor: self.cursor.clone(), limit: self.limit.clone() };
        let page = Page::check(LIST, &page, &mut form);
        form.finish(|| {
            Some(Wanted { state: state?, product: product?, demand: demand?, page: page? })
        })
    }
}

fn parse_state(text: &str) -> Result<String, Invalid> {
    OrderState::from_word(text).map(|state| state.as_str().to_owned()).ok_or_else(Word::unknown)
}

pub(crate) fn parse_id(text: &str) -> Result<Uuid, Invalid> {
    Uuid::try_parse(text).map_err(|_| Invalid::new("invalid_id", "请填写正确的编号"))
}

/// A page of orders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Orders {
    items: Vec<OrderSummary>,
    /// What to send as `cursor` for the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
    /// How many orders match; 10000 says that so many do or more.
    total: i64,
}

/// 订单: those that the caller's role may see, newest first.
#[utoipa::path(
    get, path = "/api/orders", tag = "apply", params(OrderQuery),
    responses((status = 200, body = Orders))
)]
pub(crate) async fn list(
    platform: Platform,
    Caller(session): Caller,
    Query(query): Query<OrderQuery>,
) -> Answer<Json<Orders>> {
    let Wanted { state, product, demand, page } = query.check()?;
    // A number that cannot be one finds nothing; Postgres takes no zero bytes.
    let number = query.q.map(|number| number.replace('\0', " "));
    let orders = ListOrders {
        scope: session.scope()?,
        state,
        product_id: product,
        demand_id: demand,
        number,
        after_id: page.after_id(),
        rows_wanted: page.rows_wanted(),
    };
    let first = ListOrders { after_id: None, rows_wanted: 1, ..orders.clone() };
    let store = platform.store().await?;
    let rows = store.all(orders).await?;
    let first = async || store.optional(first).await;
    let total = page.total(&rows, |row| row.total, first).await?;
    let keyring = platform.keyring().await?;
    let slice = page.slice(
        rows,
        |row| (String::new(), row.id),
        |row| {
            let sight = sight(session.role, row.grabbed);
            OrderSummary::of(row, sight, &keyring)
        },
    );
    let items = slice.items.into_iter().collect::<Answer<_>>()?;
    Ok(Json(Orders { items, next_cursor: slice.next_cursor, total }))
}
