use chrono::{DateTime, Utc};
use domain::Form;
use rust_decimal::Decimal;
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Id, Json, List, Page, PageQuery, Platform, Query, Slice, Staff, moment};

/// How cursors know the list.
const LIST: List = List::by_time("product-reviews");

statement! {
    ListWaiting("review-product/list_waiting") -> ReviewItem
}
statement! {
    FindVersion("review-product/find_version") -> ReviewItem
}

row! {
    /// A version under review. An empty list means no restriction.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct ReviewItem {
        version_id: Uuid,
        version: i32,
        /// `in_review`, `approved`, `rejected`, `superseded` or `withdrawn`.
        version_state: String,
        /// Whose step it is, `operator` or `regulator`; null when it is decided.
        #[schema(required)]
        step_role: Option<String>,
        product_id: Uuid,
        product_number: String,
        /// `draft`, `on_shelf` or `delisted`.
        product_state: String,
        institution_id: Uuid,
        institution_name: String,
        submitted_at: DateTime<Utc>,
        name: String,
        summary: String,
        guarantee_mode: String,
        /// Yuan.
        amount_min: Decimal,
        amount_max: Decimal,
        term_months_min: i32,
        term_months_max: i32,
        /// A fraction: 4.35 % is `0.043500`.
        annual_rate_min: Decimal,
        annual_rate_max: Decimal,
        /// `company`, `sole_trader`, `person`.
        subject_types: Vec<String>,
        region_codes: Vec<String>,
        /// Sections of GB/T 4754, A to T.
        industry_sections: Vec<String>,
        conditions: String,
        materials: String,
        /// What is on the shelf now, to compare with; null when nothing is.
        #[schema(value_type = Option<ShelfVersion>, required)]
        current: Option<serde_json::Value>,
        /// The verdicts given on this version, in the order of the approval chain.
        #[schema(value_type = Vec<Review>)]
        reviews: serde_json::Value,
    }
}

/// The version on the shelf.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the statement builds it; this describes it")]
struct ShelfVersion {
    version: i32,
    name: String,
    summary: String,
    guarantee_mode: String,
    amount_min: Decimal,
    amount_max: Decimal,
    term_months_min: i32,
    term_months_max: i32,
    annual_rate_min: Decimal,
    annual_rate_max: Decimal,
    subject_types: Vec<String>,
    region_codes: Vec<String>,
    industry_sections: Vec<String>,
    conditions: String,
    materials: String,
}

/// A verdict on a version.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the statement builds it; this describes it")]
struct Review {
    /// `operator` or `regulator`.
    role: String,
    /// `approve` or `reject`.
    verdict: String,
    reason: String,
    reviewed_at: DateTime<Utc>,
}

/// 待审产品: the versions that wait for the caller's role, the one that waits longest first.
#[utoipa::path(
    get, path = "/api/product-reviews", tag = "review-product", params(PageQuery),
    responses((status = 200, body = Slice<ReviewItem>))
)]
pub(crate) async fn list(
    platform: Platform,
    staff: Staff,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Slice<ReviewItem>>> {
    let mut form = Form::default();
    let page = Page::check(LIST, &query, &mut form);
    let page = form.finish(|| page)?;
    let (after_time, after_id) = page.after.clone().unzip();
    let role = staff.role.as_str().to_owned();
    let list_waiting = ListWaiting { role, after_time, after_id, rows_wanted: page.rows_wanted() };
    let rows = platform.store().await?.all(list_waiting).await?;
    let key = |item: &ReviewItem| (moment(item.submitted_at), item.version_id);
    Ok(Json(page.slice(rows, key, |item| item)))
}

/// 审核详情: one submitted version, with the verdicts given on it.
#[utoipa::path(
    get, path = "/api/product-reviews/{id}", tag = "review-product", params(("id" = Uuid, Path)),
    responses((status = 200, body = ReviewItem))
)]
pub(crate) async fn find(platform: Platform, _: Staff, Id(id): Id) -> Answer<Json<ReviewItem>> {
    let found = platform.store().await?.optional(FindVersion { version_id: id }).await?;
    Ok(Json(found.ok_or(Fault::NotFound)?))
}
