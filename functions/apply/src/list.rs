use crate::filter::{OrderQuery, Sort, Wanted};
use crate::summary::{OrderRow, OrderSummary};
use crate::visibility::{Hold, sight};
use chrono::{DateTime, Utc};
use serde::Serialize;
use store::{Scope, Store, row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Caller, Json, Platform, Query, Slice, moment};

statement! {
    ListOrders("apply/list_orders") -> OrderRow
}
statement! {
    SearchOrders("apply/search_orders") -> Found
}

row! {
    /// Where an order lies in a list.
    struct Found {
        id: Uuid,
        stage_due_at: Option<DateTime<Utc>>,
        total: i64,
    }
}

/// A page of orders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Orders {
    items: Vec<OrderSummary>,
    /// What to send as `cursor` for the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
    /// How many orders match; 10000 says that so many do or more. Where a name is looked for, how many of the newest
    /// five thousand do.
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
    let wanted = query.check()?;
    let scope = session.scope()?;
    let store = platform.store().await?;
    let (page, total) = match &wanted.name {
        Some(name) => search(&store, scope, &wanted, name).await?,
        None => read(&store, scope, &wanted).await?,
    };
    let keyring = platform.keyring().await?;
    let items = page.items.into_iter().map(|row| {
        let sight = sight(session.role, Hold::of(&row.state, row.is_grabbed()));
        OrderSummary::of(row, sight, &keyring)
    });
    let items = items.collect::<Answer<_>>()?;
    Ok(Json(Orders { items, next_cursor: page.next_cursor, total }))
}

/// The key by which a list is sorted beside the id.
fn key(sort: Sort, due: Option<DateTime<Utc>>) -> String {
    match sort {
        Sort::Due => due.map(moment).unwrap_or_default(),
        Sort::Newest | Sort::Oldest => String::new(),
    }
}

impl Wanted {
    /// The statement of a page.
    fn listing(&self, scope: Scope) -> ListOrders {
        let (after_time, after_id) = self.after();
        ListOrders {
            scope,
            sort: self.sort.as_str().to_owned(),
            state: self.state.clone(),
            is_over: self.is_over,
            due: self.due.clone(),
            officer_id: self.officer,
            product_id: self.product,
            demand_id: self.demand,
            number: self.number.clone(),
            from_day: self.from,
            until_day: self.until,
            only: None,
            after_time,
            after_id,
            rows_wanted: self.page.rows_wanted(),
        }
    }

    fn after(&self) -> (Option<String>, Option<Uuid>) {
        let time = self.page.after.as_ref().map(|(time, _)| time.clone());
        (time.filter(|time| !time.is_empty()), self.page.after_id())
    }
}

async fn read(store: &Store, scope: Scope, wanted: &Wanted) -> Answer<(Slice<OrderRow>, i64)> {
    let orders = wanted.listing(scope);
    let first = ListOrders { after_time: None, after_id: None, rows_wanted: 1, ..orders.clone() };
    let rows = store.all(orders).await?;
    let first = async || store.optional(first).await;
    let total = wanted.page.total(&rows, |row| row.total, first).await?;
    let sort = wanted.sort;
    Ok((wanted.page.slice(rows, |row| (key(sort, row.stage_due_at), row.id), |row| row), total))
}

/// Those of firms with a name: found first, then read.
async fn search(
    store: &Store,
    scope: Scope,
    wanted: &Wanted,
    name: &str,
) -> Answer<(Slice<OrderRow>, i64)> {
    let (after_time, after_id) = wanted.after();
    let search = SearchOrders {
        scope,
        sort: wanted.sort.as_str().to_owned(),
        name: name.to_owned(),
        state: wanted.state.clone(),
        is_over: wanted.is_over,
        due: wanted.due.clone(),
        officer_id: wanted.officer,
        product_id: wanted.product,
        demand_id: wanted.demand,
        from_day: wanted.from,
        until_day: wanted.until,
        after_time,
        after_id,
        rows_wanted: wanted.page.rows_wanted(),
    };
    let first = SearchOrders { after_time: None, after_id: None, rows_wanted: 1, ..search.clone() };
    let found = store.all(search).await?;
    let first = async || store.optional(first).await;
    let total = wanted.page.total(&found, |row| row.total, first).await?;
    let sort = wanted.sort;
    let page = wanted.page.slice(found, |row| (key(sort, row.stage_due_at), row.id), |row| row.id);
    let only: Vec<_> = page.items.iter().map(Uuid::to_string).collect();
    let items = if only.is_empty() {
        Vec::new()
    } else {
        let rows_wanted = wanted.page.limit;
        let listing = wanted.listing(scope);
        let orders = ListOrders {
            only: Some(only),
            after_time: None,
            after_id: None,
            rows_wanted,
            ..listing
        };
        store.all(orders).await?
    };
    Ok((Slice { items, next_cursor: page.next_cursor }, total))
}
