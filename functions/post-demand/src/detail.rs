use crate::summary::DemandSummary;
use chrono::{DateTime, Utc};
use crypto::field;
use domain::Role;
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Caller, Fault, Id, Json, Platform, Problem};

statement! {
    FindDemand("post-demand/find_demand") -> (DemandSummary, Course)
}

row! {
    struct Course {
        contact_name_cipher: Vec<u8>,
        contact_phone_cipher: Vec<u8>,
        views: Option<Value>,
        orders: Option<Value>,
    }
}

/// A demand with its course.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DemandDetail {
    #[serde(flatten)]
    summary: DemandSummary,
    /// Absent for everybody but the applicant: an officer reads it in the order that the grab makes.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_name: Option<String>,
    /// Absent for everybody but the applicant.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_phone: Option<String>,
    /// Which institutions looked, and when first; absent for institutions.
    #[serde(skip_serializing_if = "Option::is_none")]
    views: Option<Vec<View>>,
    /// The orders made from it; an institution sees its own.
    orders: Vec<Slot>,
}

/// 已查阅.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct View {
    institution_name: String,
    viewed_at: DateTime<Utc>,
}

/// A slot of the demand that an institution took.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Slot {
    id: Uuid,
    number: String,
    state: String,
    institution_id: Uuid,
    institution_name: String,
    /// 预授信金额, yuan.
    precredit_amount: Option<Decimal>,
    first_reviewed_at: Option<DateTime<Utc>>,
}

/// 需求详情: one demand; an institution's first view is noted for the applicant.
#[utoipa::path(
    get, path = "/api/demands/{id}", tag = "post-demand", params(("id" = Uuid, Path)),
    responses((status = 200, body = DemandDetail))
)]
pub(crate) async fn read(
    platform: Platform,
    Caller(session): Caller,
    Id(id): Id,
) -> Answer<Json<DemandDetail>> {
    let scope = session.scope()?;
    let find_demand = FindDemand { scope, demand_id: id };
    let row = platform.store().await?.optional(find_demand).await?;
    let (summary, course) = row.ok_or(Fault::NotFound)?;
    let (contact_name, contact_phone) = if session.role == Role::Applicant {
        let keyring = platform.keyring().await?;
        let name =
            keyring.open(field::DEMAND_CONTACT_NAME, summary.id, &course.contact_name_cipher)?;
        let phone =
            keyring.open(field::DEMAND_CONTACT_PHONE, summary.id, &course.contact_phone_cipher)?;
        (Some(name), Some(phone))
    } else {
        (None, None)
    };
    let views: Vec<View> = from_json(course.views)?;
    let orders = from_json(course.orders)?;
    let views = scope.institution_id().is_none().then_some(views);
    Ok(Json(DemandDetail { summary, contact_name, contact_phone, views, orders }))
}

/// `jsonb_agg` over no rows is null.
fn from_json<T: DeserializeOwned + Default>(value: Option<Value>) -> Answer<T> {
    value.map_or_else(
        || Ok(T::default()),
        |value| {
            serde_json::from_value(value).map_err(|error| Problem::caused(Fault::Internal, error))
        },
    )
}
