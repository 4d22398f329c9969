use crate::summary::{OrderRow, OrderSummary};
use crate::visibility::{scope, sight};
use domain::{Form, Invalid, OrderState, Word};
use serde::{Deserialize, Serialize};
use store::{Statement, params, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{Answer, Caller, Json, Page, PageQuery, Platform, Query};

const LIST: Statement = statement!("apply/list_orders");

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
        let page = Page::check(&page, &mut form);
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
    /// How many orders match.
    total: i64,
}

/// 订单: those that the caller's role may see, newest first.
#[utoipa::path(
    get, path = "/api/orders", tag = "apply", params(OrderQuery),
    responses((status = 200, body = Orders)),
    extensions(("x-roles" = json!(["applicant", "officer", "manager", "operator", "regulator"])))
)]
pub(crate) async fn list(
    platform: Platform,
    Caller(session): Caller,
    Query(query): Query<OrderQuery>,
) -> Answer<Json<Orders>> {
    let Wanted { state, product, demand, page } = query.check()?;
    let scope = scope(&session)?;
    // A number that cannot be one finds nothing; Postgres takes no zero bytes.
    let number = query.q.map(|number| number.replace('\0', " "));
    let parameters = |after, rows| {
        params![
            scope.applicant,
            scope.officer,
            scope.institution,
            state.clone(),
            product,
            demand,
            number.clone(),
            after,
            rows,
        ]
    };
    let store = platform.store().await?;
    let rows: Vec<OrderRow> =
        store.all(&LIST, parameters(page.after_id(), page.rows_wanted())).await?;
    let first = async || store.optional(&LIST, parameters(None, 1)).await;
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
