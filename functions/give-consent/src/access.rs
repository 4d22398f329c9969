//! Who looked at which data, when, for what and by whose consent (G-32).

use chrono::{DateTime, Utc};
use domain::{Form, Word};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{
    Answer, Applicant, Fault, Id, Json, List, Page, PageQuery, Platform, Query, Slice, Staff,
};

/// How cursors know the lists. Accesses are numbered in their order.
const OF_CONSENT: List = List::by_integer("consent-accesses");
const OF_ALL: List = List::by_integer("fact-accesses");

statement! {
    FindOwn("give-consent/find") -> Owned
}
statement! {
    ListAccessesOfConsent("give-consent/list_accesses_of_consent") -> (Access, Numbered)
}
statement! {
    ListAccesses("give-consent/list_accesses") -> (Access, Numbered)
}

row! {
    /// One access.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct Access {
        consent_id: Uuid,
        consent_number: String,
        items: Vec<String>,
        purpose: String,
        /// Null where the subject itself or a partner looked.
        #[schema(required)]
        institution_name: Option<String>,
        #[schema(required)]
        partner_name: Option<String>,
        #[schema(required)]
        order_id: Option<Uuid>,
        read_at: DateTime<Utc>,
    }
}

row! {
    struct Numbered { access_number: i64 }
}

row! {
    struct Owned { id: Uuid }
}

/// Which accesses.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccessQuery {
    /// A data item, `tax`.
    #[param(nullable = false)]
    item: Option<String>,
    #[param(nullable = false)]
    purpose: Option<String>,
    #[param(nullable = false)]
    cursor: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// 查询记录: who looked at the applicant's data by this consent, newest first.
#[utoipa::path(
    get, path = "/api/consents/{id}/accesses", tag = "give-consent", params(("id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Slice<Access>))
)]
pub(crate) async fn of_consent(
    platform: Platform,
    applicant: Applicant,
    Id(id): Id,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Slice<Access>>> {
    let mut form = Form::default();
    let page = Page::check(OF_CONSENT, &query, &mut form);
    let page = form.finish(|| page)?;
    let store = platform.store().await?;
    let owned =
        store.optional(FindOwn { consent_id: id, applicant_id: applicant.applicant }).await?;
    owned.ok_or(Fault::NotFound)?;
    let rows = store
        .all(ListAccessesOfConsent {
            consent_id: id,
            after_number: page.after_number(),
            rows_wanted: page.rows_wanted(),
        })
        .await?;
    Ok(Json(slice(&page, rows)))
}

/// 数据调用监控: every access to any firm's data, newest first, without naming the firm.
#[utoipa::path(
    get, path = "/api/fact-accesses", tag = "give-consent", params(AccessQuery),
    responses((status = 200, body = Slice<Access>))
)]
pub(crate) async fn of_all(
    platform: Platform,
    _: Staff,
    Query(query): Query<AccessQuery>,
) -> Answer<Json<Slice<Access>>> {
    let mut form = Form::default();
    let item = form.check_optional("item", query.item.as_deref().map(Word::parse));
    let purpose = form.check_optional("purpose", query.purpose.as_deref().map(Word::parse));
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let page = Page::check(OF_ALL, &page, &mut form);
    let (item, purpose, page) = form.finish(|| Some((item?, purpose?, page?)))?;
    let (item, purpose) = (item.map(Word::into_string), purpose.map(Word::into_string));
    let list_accesses = ListAccesses {
        item_code: item,
        purpose,
        after_number: page.after_number(),
        rows_wanted: page.rows_wanted(),
    };
    let rows = platform.store().await?.all(list_accesses).await?;
    Ok(Json(slice(&page, rows)))
}

fn slice(page: &Page, rows: Vec<(Access, Numbered)>) -> Slice<Access> {
    page.slice(rows, |(_, row)| (row.access_number.to_string(), Uuid::nil()), |(access, _)| access)
}
