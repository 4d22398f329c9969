use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Caller, Fault, Json, Platform, Problem, roles};

statement! {
    ReadFigures("report/read_figures") -> Row
}

row! {
    struct Row { days: Value, stages: Value, purposes: Value, industries: Value, regions: Value, institutions: Value }
}

/// The figures of the market, or of one institution. Amounts are yuan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Figures {
    /// The last thirty days of Shanghai with today, the oldest first, days without anything too.
    days: Vec<Day>,
    /// How many orders are in each state.
    stages: Vec<Stage>,
    /// What the loans are for, the most frequent first.
    purposes: Vec<PurposeShare>,
    /// Sections of GB/T 4754; null for those that name none.
    industries: Vec<IndustryShare>,
    /// The districts, and null for orders that name none.
    regions: Vec<RegionShare>,
    /// By the money paid out; equal sums share a rank.
    institutions: Vec<InstitutionFigures>,
}

/// A day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Day {
    day: NaiveDate,
    /// 申贷.
    applications: i64,
    applied_amount: String,
    /// 授信.
    credits: i64,
    credited_amount: String,
    /// 放款.
    disbursements: i64,
    disbursed_amount: String,
}

/// How many orders are in a state.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Stage {
    state: String,
    count: i64,
}

/// A purpose.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct PurposeShare {
    code: String,
    count: i64,
    /// Applied for.
    amount: String,
}

/// A section of trade.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct IndustryShare {
    #[schema(required)]
    section: Option<String>,
    /// 申贷.
    applied: i64,
    /// 获贷.
    disbursed: i64,
    /// 拒贷.
    refused: i64,
}

/// A district.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct RegionShare {
    #[schema(required)]
    code: Option<String>,
    count: i64,
    /// Applied for.
    amount: String,
}

/// An institution.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct InstitutionFigures {
    rank: i64,
    id: Uuid,
    name: String,
    orders: i64,
    /// Orders that an officer has taken; what was withdrawn before nobody handled.
    handled: i64,
    /// Orders paid out, settled ones too.
    disbursed: i64,
    disbursed_amount: String,
    /// First reviews passed, of all that were given; a fraction, null before the first.
    #[schema(required)]
    first_review_pass_rate: Option<String>,
}

/// 数据概览: applications, credit and disbursements by day, stage, purpose, trade, district and institution.
#[utoipa::path(
    get, path = "/api/figures", tag = "report", responses((status = 200, body = Figures))
)]
pub(crate) async fn read(
    platform: Platform,
    Caller(session): Caller<{ roles::MANAGER | roles::STAFF }>,
) -> Answer<Json<Figures>> {
    let row: Row = platform.store().await?.one(ReadFigures { scope: session.scope()? }).await?;
    Ok(Json(Figures {
        days: parse(row.days)?,
        stages: parse(row.stages)?,
        purposes: parse(row.purposes)?,
        industries: parse(row.industries)?,
        regions: parse(row.regions)?,
        institutions: parse(row.institutions)?,
    }))
}

pub(crate) fn parse<T: for<'a> Deserialize<'a>>(value: Value) -> Answer<T> {
    serde_json::from_value(value).map_err(|error| Problem::caused(Fault::Internal, error))
}
