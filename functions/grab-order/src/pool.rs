use chrono::{DateTime, Utc};
use domain::Form;
use rust_decimal::Decimal;
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Json, List, Officer, Page, PageQuery, Platform, Query, Slice};

/// How cursors know the list.
const LIST: List = List::by_id("pool");

statement! {
    ListPool("grab-order/list_pool") -> PoolItem
}

row! {
    /// An order or a demand that the officer may grab. Who asks stays hidden until the grab.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct PoolItem {
        /// `order` or `demand`.
        kind: String,
        id: Uuid,
        number: String,
        /// Yuan.
        amount: Decimal,
        term_months: i32,
        purpose: String,
        region_code: Option<String>,
        /// `company`, `sole_trader` or `person`.
        subject_type: String,
        industry_code: Option<String>,
        size_class: Option<String>,
        /// The product applied for; null for a demand.
        product_name: Option<String>,
        submitted_at: DateTime<Utc>,
        /// Until when it ought to be grabbed; null for a demand.
        stage_due_at: Option<DateTime<Utc>>,
    }
}

/// 抢单池: what the officer may grab, oldest first.
#[utoipa::path(
    get, path = "/api/pool", tag = "grab-order", params(PageQuery),
    responses((status = 200, body = Slice<PoolItem>))
)]
pub(crate) async fn list(
    platform: Platform,
    officer: Officer,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Slice<PoolItem>>> {
    let mut form = Form::default();
    let page = Page::check(LIST, &query, &mut form);
    let page = form.finish(|| page)?;
    let list_pool = ListPool {
        officer_id: officer.officer,
        institution_id: officer.institution,
        after_id: page.after_id(),
        rows_wanted: page.rows_wanted(),
    };
    let rows = platform.store().await?.all(list_pool).await?;
    Ok(Json(page.slice(rows, |item| (String::new(), item.id), |item| item)))
}
