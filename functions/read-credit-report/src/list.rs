use chrono::{DateTime, Utc};
use domain::{Form, Invalid};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{Answer, Caller, Json, List, Page, PageQuery, Platform, Query, Slice, roles};

/// How cursors know the list.
const LIST: List = List::by_id("reports");

statement! {
    ListReports("read-credit-report/list") -> ReportItem
}

/// Which reports.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportQuery {
    /// Those of this order.
    #[param(value_type = Option<Uuid>, nullable = false)]
    order_id: Option<String>,
    #[param(nullable = false)]
    cursor: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

row! {
    /// A report, without what it says.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct ReportItem {
        id: Uuid,
        number: String,
        version: i32,
        order_id: Uuid,
        order_number: String,
        institution_name: String,
        created_at: DateTime<Utc>,
        /// How often it was looked at.
        views: i64,
        /// Whether the caller may open it now: an institution while it has the order in hand and the consent lives, or
        /// for good where the loan was paid out.
        is_open: bool,
    }
}

/// Who reads reports: the subject, and the institution for which they are made.
pub(crate) const REPORT_READERS: u8 = roles::APPLICANT | roles::INSTITUTION;

/// 信用报告列表: an applicant's own, or those of the orders that the officer or the institution has; newest first.
#[utoipa::path(
    get, path = "/api/reports", tag = "read-credit-report", params(ReportQuery),
    responses((status = 200, body = Slice<ReportItem>))
)]
pub(crate) async fn list(
    platform: Platform,
    Caller(session): Caller<REPORT_READERS>,
    Query(query): Query<ReportQuery>,
) -> Answer<Json<Slice<ReportItem>>> {
    let mut form = Form::default();
    let order = query.order_id.as_deref().map(|text| {
        Uuid::try_parse(text).map_err(|_| Invalid::new("invalid_id", "请填写正确的编号"))
    });
    let order = form.check_optional("order_id", order);
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let page = Page::check(LIST, &page, &mut form);
    let (order, page) = form.finish(|| Some((order?, page?)))?;
    let list_reports = ListReports {
        scope: session.scope()?,
        order_id: order,
        after_id: page.after_id(),
        rows_wanted: page.rows_wanted(),
    };
    let rows = platform.store().await?.all(list_reports).await?;
    Ok(Json(page.slice(rows, |item| (String::new(), item.id), |item| item)))
}
