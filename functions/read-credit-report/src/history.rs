//! 贷款记录: the firm's other orders on the platform, page by page. B-14

use chrono::{DateTime, Utc};
use domain::Form;
use rust_decimal::Decimal;
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Id, Json, List, Officer, Page, PageQuery, Platform, Query, Slice};

/// How cursors know the list.
const LIST: List = List::by_id("order-history");

statement! {
    ListHistory("read-credit-report/list_history") -> Row
}

row! {
    struct Row {
        ended: bool,
        is_open: bool,
        id: Option<Uuid>,
        institution_name: Option<String>,
        amount: Option<Decimal>,
        state: Option<String>,
        submitted_at: Option<DateTime<Utc>>,
    }
}

/// Another order of the firm.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PastOrder {
    /// Where it was made.
    institution_name: String,
    /// Yuan.
    amount: Decimal,
    /// Where it stands, or how it ended: a word such as `credit_refused`.
    state: String,
    submitted_at: DateTime<Utc>,
    #[serde(skip)]
    id: Uuid,
}

/// 贷款记录: the other orders of the firm whose order the officer has in hand, newest first. Needs a live consent that
/// names the platform's history; each page is a look that the firm can see.
#[utoipa::path(
    get, path = "/api/orders/{id}/history", tag = "read-credit-report",
    params(("id" = Uuid, Path), PageQuery),
    responses(
        (status = 200, body = Slice<PastOrder>),
        (status = 403, description = "order_ended, consent_missing")
    )
)]
pub(crate) async fn list(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Slice<PastOrder>>> {
    let mut form = Form::default();
    let page = Page::check(LIST, &query, &mut form);
    let page = form.finish(|| page)?;
    let list_history = ListHistory {
        order_id: id,
        officer_id: officer.officer,
        account_id: officer.account,
        request_id: platform.request_id().to_owned(),
        after_id: page.after_id(),
        rows_wanted: page.rows_wanted(),
    };
    let rows = platform.store().await?.all(list_history).await?;
    let first = rows.first().ok_or(Fault::NotFound)?;
    if first.ended {
        return Err(Fault::OrderEnded.into());
    }
    if !first.is_open {
        return Err(Fault::ConsentMissing.into());
    }
    let orders: Vec<PastOrder> = rows.into_iter().filter_map(Row::into_order).collect();
    Ok(Json(page.slice(orders, |order| (String::new(), order.id), |order| order)))
}

impl Row {
    /// The order; none in the row that says that there is none.
    fn into_order(self) -> Option<PastOrder> {
        Some(PastOrder {
            id: self.id?,
            institution_name: self.institution_name?,
            amount: self.amount?,
            state: self.state?,
            submitted_at: self.submitted_at?,
        })
    }
}
