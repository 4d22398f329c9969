use rust_decimal::Decimal;
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Id, Json, Platform};

statement! {
    FindProduct("browse-market/find_product") -> Product
}

row! {
    /// A product on the shelf, as its current version offers it. An empty list means no restriction.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct Product {
        id: Uuid,
        number: String,
        institution_id: Uuid,
        institution_name: String,
        category_code: String,
        version: i32,
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
        /// 申请条件.
        conditions: String,
        /// 所需材料.
        materials: String,
    }
}

/// 产品详情: one product on the shelf.
#[utoipa::path(
    get, path = "/api/products/{id}", tag = "browse-market", params(("id" = Uuid, Path)),
    responses((status = 200, body = Product))
)]
pub(crate) async fn find(platform: Platform, Id(id): Id) -> Answer<Json<Product>> {
    let product = platform.store().await?.optional(FindProduct { product_id: id }).await?;
    Ok(Json(product.ok_or(Fault::NotFound)?))
}
