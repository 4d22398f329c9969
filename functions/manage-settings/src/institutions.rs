use crate::range;
use domain::{FieldErrors, Form};
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Body, Fault, Id, Json, List, Operator, Page, PageQuery, Platform, Query, Slice};

/// How cursors know the list.
const LIST: List = List::by_text("institution-settings");

statement! {
    ListInstitutions("manage-settings/list_institutions") -> InstitutionSettings
}
statement! {
    ChangeInstitution("manage-settings/change_institution") -> InstitutionSettings
}

row! {
    /// The times within which an institution answers.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct InstitutionSettings {
        id: Uuid,
        name: String,
        category_code: String,
        /// `active` or `suspended`.
        state: String,
        /// Working hours from the grab to the first review.
        first_review_hours: i32,
        /// Working hours from the first review to the credit.
        credit_hours: i32,
        /// Working hours from the credit to the money paid.
        disbursement_hours: i32,
        /// 信用贷款办结期限, working days.
        credit_loan_days: i32,
        /// 其他贷款办结期限, working days.
        other_loan_days: i32,
        /// How many open applications one applicant may have for one product.
        open_applications_max: i32,
    }
}

/// The times to set. Stages that begin later have the new hours; orders made later have the new days.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct TimesForm {
    #[schema(value_type = i64, minimum = 1, maximum = 720)]
    first_review_hours: Option<i64>,
    #[schema(value_type = i64, minimum = 1, maximum = 720)]
    credit_hours: Option<i64>,
    #[schema(value_type = i64, minimum = 1, maximum = 720)]
    disbursement_hours: Option<i64>,
    #[schema(value_type = i64, minimum = 1, maximum = 3)]
    credit_loan_days: Option<i64>,
    #[schema(value_type = i64, minimum = 7, maximum = 13)]
    other_loan_days: Option<i64>,
    /// As it is where it is left out.
    #[schema(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 100)]
    open_applications_max: Option<i64>,
}

struct Times {
    first_review_hours: i32,
    credit_hours: i32,
    disbursement_hours: i32,
    credit_loan_days: i32,
    other_loan_days: i32,
    open_applications_max: Option<i32>,
}

/// 机构时限: every institution by name, suspended ones too, with its response times.
#[utoipa::path(
    get, path = "/api/settings/institutions", tag = "manage-settings", params(PageQuery),
    responses((status = 200, body = Slice<InstitutionSettings>))
)]
pub(crate) async fn list(
    platform: Platform,
    _: Operator,
    Query(query): Query<PageQuery>,
) -> Answer<Json<Slice<InstitutionSettings>>> {
    let mut form = Form::default();
    let page = Page::check(LIST, &query, &mut form);
    let page = form.finish(|| page)?;
    let (after_name, after_id) = page.after.clone().unzip();
    let list_institutions =
        ListInstitutions { after_name, after_id, rows_wanted: page.rows_wanted() };
    let rows = platform.store().await?.all(list_institutions).await?;
    Ok(Json(page.slice(rows, |row| (row.name.clone(), row.id), |row| row)))
}

/// 设置机构时限: sets the response times of an institution, and how many open applications one applicant may have for one
/// of its products. Deadlines that were set before stay.
#[utoipa::path(
    put, path = "/api/settings/institutions/{id}", tag = "manage-settings", params(("id" = Uuid, Path)),
    request_body = TimesForm,
    responses((status = 200, body = InstitutionSettings))
)]
pub(crate) async fn change(
    platform: Platform,
    operator: Operator,
    Id(id): Id,
    Body { value, .. }: Body<TimesForm>,
) -> Answer<Json<InstitutionSettings>> {
    let times = value.check()?;
    let change_institution = ChangeInstitution {
        institution_id: id,
        first_review_hours: times.first_review_hours,
        credit_hours: times.credit_hours,
        disbursement_hours: times.disbursement_hours,
        credit_working_days: times.credit_loan_days,
        other_working_days: times.other_loan_days,
        open_max: times.open_applications_max,
        account_id: operator.account,
        request_id: platform.request_id().to_owned(),
    };
    let changed = platform.store().await?.optional(change_institution).await?;
    Ok(Json(changed.ok_or(Fault::NotFound)?))
}

impl TimesForm {
    fn check(&self) -> Result<Times, FieldErrors> {
        let mut form = Form::default();
        let mut hours = |field, value| range::require(&mut form, field, value, 1..=720);
        let review = hours("first_review_hours", self.first_review_hours);
        let credit = hours("credit_hours", self.credit_hours);
        let disbursement = hours("disbursement_hours", self.disbursement_hours);
        let credit_days =
            range::require(&mut form, "credit_loan_days", self.credit_loan_days, 1..=3);
        let other_days = range::require(&mut form, "other_loan_days", self.other_loan_days, 7..=13);
        let open = self.open_applications_max;
        let open = match open {
            None => Some(None),
            open => range::require(&mut form, "open_applications_max", open, 1..=100).map(Some),
        };
        form.finish(|| {
            Some(Times {
                first_review_hours: review?,
                credit_hours: credit?,
                disbursement_hours: disbursement?,
                credit_loan_days: credit_days?,
                other_loan_days: other_days?,
                open_applications_max: open?,
            })
        })
    }
}
