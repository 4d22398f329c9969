use rust_decimal::Decimal;
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use web::{Answer, Json, Platform};

statement! {
    ReadAchievements("browse-market/read_achievements") -> Kept
}
statement! {
    KeepAchievements("browse-market/keep_achievements") -> Achievements
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

row! {
    struct Kept { firms: i64, disbursed_amount: Decimal, credit_loan_days: i32, is_old: bool }
}

/// 平台成果: loans of the last thirty days, and how long a credit loan takes at most; at most a minute old.
#[utoipa::path(
    get, path = "/api/achievements", tag = "browse-market",
    responses((status = 200, body = Achievements))
)]
pub(crate) async fn read(platform: Platform) -> Answer<Json<Achievements>> {
    let store = platform.store().await?;
    let Kept { firms, disbursed_amount, credit_loan_days, is_old } =
        store.one(ReadAchievements {}).await?;
    // Where it cannot be computed now, what was true a while ago is better than nothing.
    if is_old && let Ok(Some(fresh)) = store.optional(KeepAchievements {}).await {
        return Ok(Json(fresh));
    }
    Ok(Json(Achievements { firms, disbursed_amount, credit_loan_days }))
}
