use chrono::{DateTime, Utc};
use domain::Form;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{
    Answer, Fault, Id, Json, List, Manager, Page, PageQuery, Platform, Problem, Query, Slice,
};

/// How cursors know the list.
const LIST: List = List::by_id("institution-products");

statement! {
    ListOwn("publish-product/list_own") -> OwnProduct
}
statement! {
    FindOwn("publish-product/find_own") -> Row
}

row! {
    /// A product of the institution, with its last version.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct OwnProduct {
        id: Uuid,
        number: String,
        /// `draft`, `on_shelf` or `delisted`.
        state: String,
        version_id: Uuid,
        version: i32,
        /// `draft`, `in_review`, `approved`, `rejected`, `superseded` or `withdrawn`.
        version_state: String,
        name: String,
        /// Why the last version was rejected.
        #[schema(required)]
        reject_reason: Option<String>,
        created_at: DateTime<Utc>,
        /// Yuan; this and what follows of the version on sale, else of the last one.
        amount_min: Decimal,
        amount_max: Decimal,
        term_months_min: i32,
        term_months_max: i32,
        /// A fraction: 4.35 % is `0.043500`.
        annual_rate_min: Decimal,
        annual_rate_max: Decimal,
        /// Orders of the product under way; 1000 says that so many are or more.
        open_orders: i64,
        /// All orders of the product; 1000 says that so many are or more.
        orders: i64,
    }
}

row! {
    struct Row {
        id: Uuid,
        number: String,
        state: String,
        current_version_id: Option<Uuid>,
        created_at: DateTime<Utc>,
        delisted_at: Option<DateTime<Utc>>,
        version_id: Uuid,
        version: i32,
        version_state: String,
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
        submitted_at: Option<DateTime<Utc>>,
        decided_at: Option<DateTime<Utc>>,
        reject_reason: Option<String>,
        reviews: serde_json::Value,
    }
}

/// A product of the institution, with all its versions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnProductDetail {
    id: Uuid,
    number: String,
    /// `draft`, `on_shelf` or `delisted`.
    state: String,
    /// The version on the shelf, or the last one that was.
    #[schema(required)]
    current_version_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    #[schema(required)]
    delisted_at: Option<DateTime<Utc>>,
    /// The newest first.
    versions: Vec<Version>,
}

/// A version of a product, with the verdicts given on it.
#[derive(Debug, Serialize, ToSchema)]
struct Version {
    version_id: Uuid,
    version: i32,
    /// `draft`, `in_review`, `approved`, `rejected`, `superseded` or `withdrawn`.
    version_state: String,
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
    subject_types: Vec<String>,
    region_codes: Vec<String>,
    industry_sections: Vec<String>,
    conditions: String,
    materials: String,
    #[schema(required)]
    submitted_at: Option<DateTime<Utc>>,
    #[schema(required)]
    decided_at: Option<DateTime<Utc>>,
    #[schema(required)]
    reject_reason: Option<String>,
    /// In the order of the approval chain.
    reviews: Vec<Review>,
}

/// A verdict on a version.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Review {
    /// `operator` or `regulator`.
    role: String,
    /// `approve` or `reject`.
    verdict: String,
    reason: String,
    reviewed_at: DateTime<Utc>,
}

/// 本机构产品: the institution's products, newest first.
#[utoipa::path(
    get, path = "/api/institution/products", tag = "publish-product", params(PageQuery),
    responses((status = 200, body = Slice<OwnProduct>))
)]
pub(crate) async fn list_own(
    platform: Platform,
    manager: Manager,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Slice<OwnProduct>>> {
    let mut form = Form::default();
    let page = Page::check(LIST, &query, &mut form);
    let page = form.finish(|| page)?;
    let list_own = ListOwn {
        institution_id: manager.institution,
        after_id: page.after_id(),
        rows_wanted: page.rows_wanted(),
    };
    let rows = platform.store().await?.all(list_own).await?;
    Ok(Json(page.slice(rows, |row| (String::new(), row.id), |row| row)))
}

/// 本机构产品详情: one of the institution's products, with all versions and verdicts.
#[utoipa::path(
    get, path = "/api/institution/products/{id}", tag = "publish-product", params(("id" = Uuid, Path)),
    responses((status = 200, body = OwnProductDetail))
)]
pub(crate) async fn find_own(
    platform: Platform,
    manager: Manager,
    Id(id): Id,
) -> Answer<Json<OwnProductDetail>> {
    let find_own = FindOwn { product_id: id, institution_id: manager.institution };
    let rows = platform.store().await?.all(find_own).await?;
    let newest = rows.first().ok_or(Fault::NotFound)?;
    let mut product = OwnProductDetail {
        id: newest.id,
        number: newest.number.clone(),
        state: newest.state.clone(),
        current_version_id: newest.current_version_id,
        created_at: newest.created_at,
        delisted_at: newest.delisted_at,
        versions: Vec::new(),
    };
    product.versions = rows.into_iter().map(version).collect::<Answer<_>>()?;
    Ok(Json(product))
}

fn version(row: Row) -> Answer<Version> {
    let reviews = serde_json::from_value(row.reviews)
        .map_err(|error| Problem::caused(Fault::Internal, error))?;
    Ok(Version {
        version_id: row.version_id,
        version: row.version,
        version_state: row.version_state,
        name: row.name,
        summary: row.summary,
        guarantee_mode: row.guarantee_mode,
        amount_min: row.amount_min,
        amount_max: row.amount_max,
        term_months_min: row.term_months_min,
        term_months_max: row.term_months_max,
        annual_rate_min: row.annual_rate_min,
        annual_rate_max: row.annual_rate_max,
        subject_types: row.subject_types,
        region_codes: row.region_codes,
        industry_sections: row.industry_sections,
        conditions: row.conditions,
        materials: row.materials,
        submitted_at: row.submitted_at,
        decided_at: row.decided_at,
        reject_reason: row.reject_reason,
        reviews,
    })
}
