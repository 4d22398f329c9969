use chrono::{DateTime, Utc};
use domain::Form;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Applicant, Json, List, Page, PageQuery, Platform, Query, Slice};

/// How cursors know the list.
const LIST: List = List::by_id("consents");

statement! {
    ListConsents("give-consent/list") -> Consent
}

/// Who may look by a consent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the database builds")]
pub(crate) struct Receiver {
    name: String,
    since: DateTime<Utc>,
    #[schema(required)]
    until: Option<DateTime<Utc>>,
}

row! {
    /// An agreement.
    #[derive(Debug, Serialize, Deserialize, ToSchema)]
    pub struct Consent {
        id: Uuid,
        /// 授权编号.
        #[schema(example = "SQ20261123-000001")]
        number: String,
        text_id: String,
        title: String,
        /// `institution`, `partner` or `subject`.
        receiver: String,
        /// The institution of the order; null for every other receiver.
        #[schema(required)]
        institution_name: Option<String>,
        #[schema(required)]
        partner_name: Option<String>,
        #[schema(required)]
        order_id: Option<Uuid>,
        #[schema(required)]
        demand_id: Option<Uuid>,
        purposes: Vec<String>,
        /// The data items that may be looked at.
        items: Vec<String>,
        channel: String,
        given_at: DateTime<Utc>,
        valid_until: DateTime<Utc>,
        #[schema(required)]
        withdrawn_at: Option<DateTime<Utc>>,
        /// When it ended by itself: with the application or the demand that it was given for, or when the loan was
        /// settled; null until then.
        #[serde(default)]
        #[schema(required)]
        ended_at: Option<DateTime<Utc>>,
        /// To whom it opens data, each with `name`, `since` and `until` (null while it may read): the institution of
        /// the order, each institution that has taken the demand, or the partner; nobody for the subject alone.
        #[serde(default)]
        #[schema(value_type = Vec<Receiver>, required)]
        receivers: Value,
        /// How often somebody looked.
        accesses: i64,
    }
}

/// 我的授权: what the applicant agreed to, newest first.
#[utoipa::path(
    get, path = "/api/consents", tag = "give-consent", params(PageQuery),
    responses((status = 200, body = Slice<Consent>))
)]
pub(crate) async fn list(
    platform: Platform,
    applicant: Applicant,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Slice<Consent>>> {
    let mut form = Form::default();
    let page = Page::check(LIST, &query, &mut form);
    let page = form.finish(|| page)?;
    let list_consents = ListConsents {
        applicant_id: applicant.applicant,
        after_id: page.after_id(),
        rows_wanted: page.rows_wanted(),
    };
    let rows = platform.store().await?.all(list_consents).await?;
    Ok(Json(page.slice(rows, |consent| (String::new(), consent.id), |consent| consent)))
}
