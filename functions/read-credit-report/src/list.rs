use chrono::{DateTime, Utc};
use domain::{Form, Invalid, Role};
use serde::{Deserialize, Serialize};
use store::{Statement, params, row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{Answer, Caller, Fault, Json, Page, PageQuery, Platform, Query, Session, Slice};

const LIST: Statement = statement!("read-credit-report/list");

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
    }
}

/// Whose reports a caller may see: an applicant's, an officer's, an institution's.
pub(crate) struct Scope {
    pub(crate) applicant: Option<Uuid>,
    pub(crate) officer: Option<Uuid>,
    pub(crate) institution: Option<Uuid>,
}

impl Scope {
    /// The scope of a session.
    ///
    /// # Errors
    /// 403 for those who see no reports.
    pub(crate) fn of(session: &Session) -> Answer<Self> {
        let nobody = Self { applicant: None, officer: None, institution: None };
        let needed = |id: Option<Uuid>| id.ok_or(Fault::ForbiddenRole);
        Ok(match session.role {
            Role::Applicant => {
                let applicant = session.applicant.ok_or(Fault::ApplicantNotVerified)?;
                Self { applicant: Some(applicant), ..nobody }
            }
            Role::Officer => Self { officer: Some(needed(session.officer)?), ..nobody },
            Role::Manager => Self { institution: Some(needed(session.institution)?), ..nobody },
            Role::Operator | Role::Regulator => return Err(Fault::ForbiddenRole.into()),
        })
    }
}

/// 信用报告列表: an applicant's own, or those of the orders that the officer or the institution has; newest first.
#[utoipa::path(
    get, path = "/api/reports", tag = "read-credit-report", params(ReportQuery),
    responses((status = 200, body = Slice<ReportItem>)),
    extensions(("x-roles" = json!(["applicant", "officer", "manager"])))
)]
pub(crate) async fn list(
    platform: Platform,
    Caller(session): Caller,
    Query(query): Query<ReportQuery>,
) -> Answer<Json<Slice<ReportItem>>> {
    let scope = Scope::of(&session)?;
    let mut form = Form::default();
    let order = query.order_id.as_deref().map(|text| {
        Uuid::try_parse(text).map_err(|_| Invalid::new("invalid_id", "请填写正确的编号"))
    });
    let order = form.check_optional("order_id", order);
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let page = Page::check(&page, &mut form);
    let (order, page) = form.finish(|| Some((order?, page?)))?;
    let parameters = params![
        scope.applicant,
        scope.officer,
        scope.institution,
        order,
        page.after_id(),
        page.rows_wanted(),
    ];
    let rows: Vec<ReportItem> = platform.store().await?.all(&LIST, parameters).await?;
    Ok(Json(page.slice(rows, |item| (String::new(), item.id), |item| item)))
}
