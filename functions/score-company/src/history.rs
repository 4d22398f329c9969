use chrono::{DateTime, Utc};
use domain::{Form, Invalid};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{Answer, Caller, Json, List, Page, PageQuery, Platform, Query, Slice, roles};

/// How cursors know the list.
const LIST: List = List::by_id("scores");

statement! {
    ListScores("score-company/list") -> ScoreRow
}

/// Which scores.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ScoreQuery {
    /// Those made for this order.
    #[param(value_type = Option<Uuid>, nullable = false)]
    order_id: Option<String>,
    #[param(nullable = false)]
    cursor: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

row! {
    struct ScoreRow {
        id: Uuid,
        applicant_id: Uuid,
        order_id: Option<Uuid>,
        purpose: String,
        created_at: DateTime<Utc>,
        answer: Value,
    }
}

/// A score of the past.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PastScore {
    id: Uuid,
    applicant_id: Uuid,
    #[schema(required)]
    order_id: Option<Uuid>,
    purpose: String,
    created_at: DateTime<Utc>,
    /// The whole answer, with `data`, the days of what it stands on.
    #[schema(value_type = scoring::Answer)]
    answer: Value,
}

/// 评分记录: an applicant's own scores, or those of the firms whose orders an officer handles while their consent
/// lives; newest first.
#[utoipa::path(
    get, path = "/api/scores", tag = "score-company", params(ScoreQuery),
    responses((status = 200, body = Slice<PastScore>))
)]
pub(crate) async fn list(
    platform: Platform,
    Caller(session): Caller<{ roles::APPLICANT | roles::OFFICER }>,
    Query(query): Query<ScoreQuery>,
) -> Answer<Json<Slice<PastScore>>> {
    let mut form = Form::default();
    let order = query.order_id.as_deref().map(|text| {
        Uuid::try_parse(text).map_err(|_| Invalid::new("invalid_id", "请填写正确的编号"))
    });
    let order = form.check_optional("order_id", order);
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let page = Page::check(LIST, &page, &mut form);
    let (order, page) = form.finish(|| Some((order?, page?)))?;
    let list_scores = ListScores {
        scope: session.scope()?,
        order_id: order,
        after_id: page.after_id(),
        rows_wanted: page.rows_wanted(),
    };
    let rows = platform.store().await?.all(list_scores).await?;
    let past = |row: ScoreRow| PastScore {
        id: row.id,
        applicant_id: row.applicant_id,
        order_id: row.order_id,
        purpose: row.purpose,
        created_at: row.created_at,
        answer: row.answer,
    };
    Ok(Json(page.slice(rows, |row| (String::new(), row.id), past)))
}
