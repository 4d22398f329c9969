use rust_decimal::Decimal;
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use web::{Answer, Json, Platform};

statement! {
    ReadAchievements("browse-market/read_achievements") -> Achievements
}

row! {
    /// What the platform has brought.
    #[derive(Debug, Serialize, ToSchema)]
    pub struct Achievements {
        /// Borrowers that were paid a loan in the last thirty days.
        firms: i64,
        /// What was paid out in the last thirty days, yuan.
        disbursed_amount: Decimal,
        /// Working days within which every institution finishes a credit loan.
        credit_loan_days: i32,
    }
}

/// 平台成果: loans of the last thirty days, and how long a credit loan takes at most.
#[utoipa::path(
    get, path = "/api/achievements", tag = "browse-market",
    responses((status = 200, body = Achievements))
)]
pub(crate) async fn read(platform: Platform) -> Answer<Json<Achievements>> {
    Ok(Json(platform.store().await?.one(ReadAchievements {}).await?))
}
