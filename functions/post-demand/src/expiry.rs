use serde::Serialize;
use store::{row, statement};
use web::{Answer, Clock, Json, Platform};

statement! {
    ExpireOffers("post-demand/expire_offers") -> Expired
}

/// How many orders one sweep ends; the next comes within minutes.
const ORDERS_MAX: i64 = 200;

row! {
    /// What a sweep did.
    #[derive(Debug, Serialize)]
    pub(crate) struct Expired {
        /// Orders that it ended.
        ended: i64,
    }
}

/// Ends the orders whose offers ran out before their applicants chose. Two sweeps at once do no harm: an order ends
/// once.
pub(crate) async fn sweep(platform: Platform, _: Clock) -> Answer<Json<Expired>> {
    let request_id = platform.request_id().to_owned();
    let expire = ExpireOffers { request_id, orders_max: ORDERS_MAX };
    Ok(Json(platform.store().await?.one(expire).await?))
}
