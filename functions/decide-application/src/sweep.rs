use crate::case::{Case, Reader};
use crate::run::{Cause, run};
use serde::Serialize;
use web::{Answer, Clock, Json, Platform};

/// How many orders one sweep looks at; the next comes seconds later.
const ORDERS_MAX: i64 = 40;

/// What a sweep did.
#[derive(Debug, Serialize)]
pub(crate) struct Swept {
    /// Orders that had their first run.
    decided: usize,
    /// Orders that waited.
    waiting: usize,
}

/// Gives each order that waits for it its first run. Two sweeps at once do no harm: the first run kept counts.
pub(crate) async fn sweep(platform: Platform, _: Clock) -> Answer<Json<Swept>> {
    let store = platform.store().await?;
    let reader = Reader { account: None, role: "system", request_id: platform.request_id() };
    let cases = Case::waiting(&store, ORDERS_MAX, reader).await?;
    let mut decided = 0;
    for case in &cases {
        let kept = run(&store, case, Cause::Arrival, "system", platform.request_id()).await?;
        decided += usize::from(kept.is_some());
    }
    Ok(Json(Swept { decided, waiting: cases.len() }))
}
