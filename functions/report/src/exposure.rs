use crate::figures::parse;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Caller, Json, Platform, roles};

statement! {
    ReadExposure("report/read_exposure") -> Row
}

row! {
    struct Row { total: Value, dimensions: Value, guarantees: Value, pools: Value }
}

/// Outstanding loans: disbursed and not settled. Amounts are yuan, shares fractions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Exposure {
    total: ExposureTotal,
    /// By industry, district, institution, borrower and guarantee mode; those without a loan are left out.
    dimensions: Vec<ExposureDimension>,
    guarantees: Guarantees,
    /// 风险补偿资金池.
    pools: Vec<PoolReport>,
}

/// All of it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ExposureTotal {
    loans: i64,
    borrowers: i64,
    amount: String,
}

/// One way to divide it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ExposureDimension {
    /// `industry`, `region`, `institution`, `borrower` or `guarantee_mode`.
    dimension: String,
    /// The share that one part may hold; null where there is no bound.
    #[schema(required)]
    share_max: Option<String>,
    /// The sum of the squares of the shares (Herfindahl and Hirschman): 1 when all lies in one part.
    herfindahl: String,
    /// Whether a part holds more than it may: 集中度预警.
    is_concentrated: bool,
    /// The greatest first; of borrowers the ten greatest.
    items: Vec<ExposurePart>,
}

/// One part.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ExposurePart {
    /// Section of GB/T 4754, district, institution's id or guarantee mode; null where it is not known, and for
    /// borrowers, who are shown by their rank alone.
    #[schema(required)]
    code: Option<String>,
    /// An institution's name.
    #[schema(required)]
    name: Option<String>,
    rank: i64,
    loans: i64,
    borrowers: i64,
    amount: String,
    share: String,
    is_concentrated: bool,
}

/// 融资担保: what guarantors stand for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Guarantees {
    loans: i64,
    loan_amount: String,
    guarantee_amount: String,
}

/// A compensation pool, with the loans of the caller's sight.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct PoolReport {
    id: Uuid,
    name: String,
    is_active: bool,
    fund_amount: String,
    /// Of a loss.
    share: String,
    /// How many times the fund may be covered.
    leverage_max: String,
    /// How many times it is, by all institutions.
    leverage: String,
    /// What is left of the fund after all payments.
    left_amount: String,
    covered_loans: i64,
    covered_amount: String,
    /// Loans for which the pool has paid.
    paid_loans: i64,
    loss_amount: String,
    paid_amount: String,
}

/// 风险敞口: outstanding loans, their concentration, guarantees and compensation pools.
#[utoipa::path(
    get, path = "/api/exposure", tag = "report", responses((status = 200, body = Exposure))
)]
pub(crate) async fn read(
    platform: Platform,
    Caller(session): Caller<{ roles::MANAGER | roles::STAFF }>,
) -> Answer<Json<Exposure>> {
    let row: Row = platform.store().await?.one(ReadExposure { scope: session.scope()? }).await?;
    Ok(Json(Exposure {
        total: parse(row.total)?,
        dimensions: parse(row.dimensions)?,
        guarantees: parse(row.guarantees)?,
        pools: parse(row.pools)?,
    }))
}
