//! The public list of products. It stands here because it shares its path with the making of a product, and a path
//! belongs to one component; each product of it is read in `browse-market`.

use domain::{
    Amount, AnnualRate, FieldErrors, Form, IndustrySection, Invalid, Line, RegionCode, SubjectType,
    TermMonths, Word,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{Answer, Json, List, Page, PageQuery, Platform, Query};

statement! {
    ListMarket("publish-product/list_market") -> (ProductItem, Place)
}

/// Which products are listed, and in which order. All filters may be combined.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProductQuery {
    /// The category of the institution, a word of the dictionary.
    #[param(nullable = false)]
    category: Option<String>,
    #[param(value_type = Option<Uuid>, nullable = false)]
    institution_id: Option<String>,
    /// A word of the dictionary.
    #[param(nullable = false)]
    guarantee_mode: Option<String>,
    /// The sum that is looked for, yuan; within the product's limits.
    #[param(nullable = false)]
    amount: Option<String>,
    /// The term that is looked for; within the product's limits.
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 360)]
    term_months: Option<String>,
    /// The lowest rate of the product is at most this; a fraction, 4.35 % is `0.0435`.
    #[param(nullable = false)]
    annual_rate_max: Option<String>,
    /// Six digits of GB/T 2260.
    #[param(nullable = false)]
    region_code: Option<String>,
    /// A section of GB/T 4754, A to T.
    #[param(nullable = false)]
    industry_section: Option<String>,
    /// `company`, `sole_trader` or `person`.
    #[param(nullable = false)]
    subject_type: Option<String>,
    /// Words in the name of the product or of the institution.
    #[param(nullable = false)]
    q: Option<String>,
    /// `newest` (the default), `rate` (the lowest first) or `amount` (the highest limit first).
    #[param(nullable = false)]
    sort: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    #[param(nullable = false)]
    cursor: Option<String>,
    /// How many items, 1 to 100; 20 by default.
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

row! {
    /// A product on the shelf, without its long texts. An empty list means no restriction.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct ProductItem {
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
    }
}

row! {
    /// Where a product stands in the list, and how long the list is.
    struct Place {
        sort_key: Decimal,
        total: i64,
    }
}

/// A page of products.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Products {
    items: Vec<ProductItem>,
    /// What to send as `cursor` for the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
    /// How many products meet the filters, on all pages.
    total: i64,
}

/// 产品大厅: the products on the shelf that meet the filters.
#[utoipa::path(
    get, path = "/api/products", tag = "publish-product", params(ProductQuery),
    responses((status = 200, body = Products))
)]
pub(crate) async fn list(
    platform: Platform,
    Query(query): Query<ProductQuery>,
) -> Answer<Json<Products>> {
    let wanted = Wanted::check(&query)?;
    let store = platform.store().await?;
    let products = wanted.statement();
    let first = ListMarket { after_key: None, after_id: None, rows_wanted: 1, ..products.clone() };
    let rows = store.all(products).await?;
    let first = async || store.optional(first).await;
    let total = wanted.page.total(&rows, |(_, place)| place.total, first).await?;
    let key = |(item, place): &(ProductItem, Place)| (place.sort_key.to_string(), item.id);
    let slice = wanted.page.slice(rows, key, |(item, _)| item);
    Ok(Json(Products { items: slice.items, next_cursor: slice.next_cursor, total }))
}

struct Wanted {
    page: Page,
    sort: &'static str,
    category: Option<String>,
    institution: Option<Uuid>,
    guarantee_mode: Option<String>,
    amount: Option<Decimal>,
    term_months: Option<i32>,
    annual_rate_max: Option<Decimal>,
    region_code: Option<String>,
    industry_section: Option<String>,
    subject_type: Option<String>,
    pattern: Option<String>,
}

impl Wanted {
    fn check(query: &ProductQuery) -> Result<Self, FieldErrors> {
        let form = &mut Form::default();
        let category = form.check_optional("category", query.category.as_deref().map(Word::parse));
        let institution = query.institution_id.as_deref().map(parse_id);
        let institution = form.check_optional("institution_id", institution);
        let mode = query.guarantee_mode.as_deref().map(Word::parse);
        let mode = form.check_optional("guarantee_mode", mode);
        let amount = form.check_optional("amount", query.amount.as_deref().map(Amount::parse));
        let term = form.check_optional("term_months", query.term_months.as_deref().map(parse_term));
        let rate = query.annual_rate_max.as_deref().map(AnnualRate::parse);
        let rate = form.check_optional("annual_rate_max", rate);
        let region = query.region_code.as_deref().map(RegionCode::parse);
        let region = form.check_optional("region_code", region);
        let section = query.industry_section.as_deref().map(IndustrySection::parse);
        let section = form.check_optional("industry_section", section);
        let subject = query.subject_type.as_deref().map(SubjectType::parse);
        let subject = form.check_optional("subject_type", subject);
        let words = form.check_optional("q", query.q.as_deref().map(Line::<0, 60>::parse));
        let sort = form.check("sort", parse_sort(query.sort.as_deref()));
        let place = PageQuery { cursor: query.cursor.clone(), limit: query.limit.clone() };
        let page = Page::check(in_order_of(sort), &place, form);
        std::mem::take(form).finish(|| {
            Some(Self {
                page: page?,
                sort: sort?,
                category: category?.map(Word::into_string),
                institution: institution?,
                guarantee_mode: mode?.map(Word::into_string),
                amount: amount?.map(Amount::yuan),
                term_months: term?.map(TermMonths::months),
                annual_rate_max: rate?.map(AnnualRate::fraction),
                region_code: region?.map(RegionCode::into_string),
                industry_section: section?.map(IndustrySection::into_string),
                subject_type: subject?.map(|subject| subject.as_str().to_owned()),
                pattern: words?.map(|words| words.as_pattern()),
            })
        })
    }

    fn statement(&self) -> ListMarket {
        let after_id = self.page.after.as_ref().map(|(_, id)| *id);
        ListMarket {
            category_code: self.category.clone(),
            institution_id: self.institution,
            guarantee_mode: self.guarantee_mode.clone(),
            amount: self.amount,
            term_months: self.term_months,
            annual_rate_max: self.annual_rate_max,
            region_code: self.region_code.clone(),
            industry_section: self.industry_section.clone(),
            subject_type: self.subject_type.clone(),
            name_pattern: self.pattern.clone(),
            sort: self.sort.to_owned(),
            after_key: self.page.after_number(),
            after_id,
            rows_wanted: self.page.rows_wanted(),
        }
    }
}

fn parse_id(text: &str) -> Result<Uuid, Invalid> {
    Uuid::try_parse(text).map_err(|_| Invalid::new("invalid_id", "请填写有效的编号（UUID）"))
}

fn parse_term(text: &str) -> Result<TermMonths, Invalid> {
    // What is no number is refused in the same words as a number out of bounds.
    TermMonths::new(text.parse().unwrap_or(0))
}

fn parse_sort(text: Option<&str>) -> Result<&'static str, Invalid> {
    match text {
        None | Some("newest") => Ok("newest"),
        Some("rate") => Ok("rate"),
        Some("amount") => Ok("amount"),
        Some(_) => Err(Invalid::new("unknown_sort", "请填写 newest、rate、amount 之一")),
    }
}

/// How cursors know the list in one of its orders: in another one the page after would be another.
fn in_order_of(sort: Option<&str>) -> List {
    match sort {
        Some("rate") => List::by_number("products-by-rate"),
        Some("amount") => List::by_number("products-by-amount"),
        _ => List::by_number("products"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_filter_that_is_wrong() {
        let wrong = || Some("?".to_owned());
        let query = ProductQuery {
            category: wrong(),
            institution_id: wrong(),
            guarantee_mode: wrong(),
            amount: wrong(),
            term_months: wrong(),
            annual_rate_max: wrong(),
            region_code: wrong(),
            industry_section: wrong(),
            subject_type: wrong(),
            q: Some("字".repeat(61)),
            sort: wrong(),
            cursor: wrong(),
            limit: wrong(),
        };
        let errors = Wanted::check(&query).err().unwrap();
        assert_eq!(errors.0.len(), 13);
        assert!(Wanted::check(&ProductQuery::default()).is_ok());
    }
}
