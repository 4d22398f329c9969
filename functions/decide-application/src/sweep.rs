use crate::case::{Case, Reader};
use crate::run::{Cause, run};
use serde::Serialize;
use web::{Answer, Clock, Json, Platform, Sweep, Swept};

/// How many orders one sweep decides; the next comes seconds later.
const ORDERS_MAX: i64 = 40;

/// What a sweep did.
#[derive(Debug, Serialize)]
pub(crate) struct Decided {
    #[serde(flatten)]
    swept: Swept,
    /// First runs that were kept; of two sweeps at once, one keeps it.
    decided: i32,
}

/// Gives each order that waits for it its first run. Two sweeps at once do no harm: the first run kept counts.
pub(crate) async fn sweep(platform: Platform, _: Clock) -> Answer<Json<Decided>> {
    let store = platform.store().await?;
    let reader = Reader { account: None, role: "system", request_id: platform.request_id() };
    let cases = Case::waiting(&store, ORDERS_MAX, reader).await?;
    let mut sweep = Sweep::begin("decide-application", &store, platform.request_id());
    let mut decided = 0;
    for (order, case) in cases {
        let first =
            async { run(&store, &case?, Cause::Arrival, "system", platform.request_id()).await };
        let kept = sweep.item(order, first).await?.flatten();
        decided += i32::from(kept.is_some());
    }
    Ok(Json(Decided { swept: sweep.end().await?, decided }))
}
