use domain::{FieldErrors, Form, Line, RegionCode, Word};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{Answer, Fault, Id, Json, List, Page, PageQuery, Platform, Query};

/// How cursors know the list.
const LIST: List = List::by_text("institutions");

statement! {
    ListInstitutions("browse-market/list_institutions") -> Institution
}
statement! {
    CountInstitutions("browse-market/count_institutions") -> Category
}
statement! {
    FindInstitution("browse-market/find_institution") -> Institution
}

/// Which institutions are listed. All filters may be combined.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct InstitutionQuery {
    /// A word of the dictionary.
    #[param(nullable = false)]
    category: Option<String>,
    /// Words in the name.
    #[param(nullable = false)]
    q: Option<String>,
    /// Where the institution sits, six digits of GB/T 2260.
    #[param(nullable = false)]
    region_code: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    #[param(nullable = false)]
    cursor: Option<String>,
    /// How many items, 1 to 100; 20 by default.
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

row! {
    /// A financial institution.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct Institution {
        id: Uuid,
        category_code: String,
        name: String,
        summary: String,
        address: String,
        service_phone: String,
        #[schema(required)]
        region_code: Option<String>,
        /// How many of its products are on the shelf.
        product_count: i64,
    }
}

row! {
    /// A category of institutions.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct Category {
        code: String,
        name: String,
        /// How many of its institutions meet the other filters.
        count: i64,
    }
}

/// A page of institutions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Institutions {
    /// By name.
    items: Vec<Institution>,
    /// What to send as `cursor` for the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
    /// How many institutions meet the filters, on all pages.
    total: i64,
    /// Every category, also the empty ones.
    categories: Vec<Category>,
}

/// 机构大厅: the institutions of the platform, and how many each category has.
#[utoipa::path(
    get, path = "/api/institutions", tag = "browse-market", params(InstitutionQuery),
    responses((status = 200, body = Institutions))
)]
pub(crate) async fn list(
    platform: Platform,
    Query(query): Query<InstitutionQuery>,
) -> Answer<Json<Institutions>> {
    let Wanted { page, category, pattern, region_code } = Wanted::check(query)?;
    let (after_name, after_id) = page.after.clone().unzip();
    let rows_wanted = page.rows_wanted();
    let store = platform.store().await?;
    let counted =
        CountInstitutions { name_pattern: pattern.clone(), region_code: region_code.clone() };
    let categories = store.all(counted).await?;
    let list_institutions = ListInstitutions {
        category_code: category.clone(),
        name_pattern: pattern,
        region_code,
        after_name,
        after_id,
        rows_wanted,
    };
    let rows = store.all(list_institutions).await?;
    let slice = page.slice(rows, |row| (row.name.clone(), row.id), |row| row);
    let asked = |one: &&Category| category.as_ref().is_none_or(|category| *category == one.code);
    let total = categories.iter().filter(asked).map(|one| one.count).sum();
    Ok(Json(Institutions { items: slice.items, next_cursor: slice.next_cursor, total, categories }))
}

/// 机构详情: one institution.
#[utoipa::path(
    get, path = "/api/institutions/{id}", tag = "browse-market", params(("id" = Uuid, Path)),
    responses((status = 200, body = Institution))
)]
pub(crate) async fn find(platform: Platform, Id(id): Id) -> Answer<Json<Institution>> {
    let found = platform.store().await?.optional(FindInstitution { institution_id: id }).await?;
    Ok(Json(found.ok_or(Fault::NotFound)?))
}

struct Wanted {
    page: Page,
    category: Option<String>,
    pattern: Option<String>,
    region_code: Option<String>,
}

impl Wanted {
    fn check(query: InstitutionQuery) -> Result<Self, FieldErrors> {
        let mut form = Form::default();
        let category = form.check_optional("category", query.category.as_deref().map(Word::parse));
        let words = form.check_optional("q", query.q.as_deref().map(Line::<0, 60>::parse));
        let region = query.region_code.as_deref().map(RegionCode::parse);
        let region = form.check_optional("region_code", region);
        let place = PageQuery { cursor: query.cursor, limit: query.limit };
        let page = Page::check(LIST, &place, &mut form);
        form.finish(|| {
            Some(Self {
                page: page?,
                category: category?.map(Word::into_string),
                pattern: words?.map(|words| words.as_pattern()),
                region_code: region?.map(RegionCode::into_string),
            })
        })
    }
}
