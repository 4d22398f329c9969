use crate::summary::DemandSummary;
use chrono::{DateTime, Utc};
use crypto::field;
use domain::{Role, mask_name, mask_phone};
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
    /// In full for the applicant alone, masked for institutions, which read it in the order that the grab makes;
    /// absent for everybody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_name: Option<String>,
    /// As the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_phone: Option<String>,
    /// 已查阅: which institutions looked, and when first; an institution sees its own look.
    views: Vec<View>,
    /// 已处理: the orders made from it, and when each began; an institution sees its own.
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
    /// The institution's own number; empty where it has none.
    service_phone: String,
    /// 预授信金额, yuan.
    precredit_amount: Option<Decimal>,
    /// What the institution offers, a fraction: 4.35 % is `0.043500`.
    annual_rate: Option<Decimal>,
    /// For how long it offers it.
    months_offered: Option<i32>,
    /// In the institution's words, for the applicant.
    conditions: String,
    /// Until when the offer can be chosen.
    expires_at: Option<DateTime<Utc>>,
    /// When the institution took it.
    grabbed_at: Option<DateTime<Utc>>,
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
    let keyring = platform.keyring().await?;
    let open = |field, sealed: &[u8]| keyring.open(field, summary.id, sealed);
    let (contact_name, contact_phone) = match session.role {
        Role::Applicant | Role::Officer | Role::Manager => {
            let name = open(field::DEMAND_CONTACT_NAME, &course.contact_name_cipher)?;
            let phone = open(field::DEMAND_CONTACT_PHONE, &course.contact_phone_cipher)?;
            match session.role {
                Role::Applicant => (Some(name), Some(phone)),
                _ => (Some(mask_name(&name)), Some(mask_phone(&phone))),
            }
        }
        Role::Operator | Role::Regulator => (None, None),
    };
    let views: Vec<View> = from_json(course.views)?;
    let orders = from_json(course.orders)?;
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
