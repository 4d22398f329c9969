use crate::check::{Loan, check};
use scoring::Models;
use serde::Serialize;
use store::{Statement, params, row, statement};
use web::{Answer, Clock, Fault, Json, Platform, Problem, ambient};

const GATHER: Statement = statement!("warn-loans/gather");
const KEEP: Statement = statement!("warn-loans/keep");
/// How many loans one sweep looks at; the next comes a minute later.
const LOANS_MAX: i64 = 100;

/// What a sweep did.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Swept {
    /// Loans that were looked at.
    checked: usize,
    /// Alerts that are new.
    alerts: i64,
}

row! {
    struct Kept { alerts: i64 }
}

/// Looks at the loans whose turn it is. Two sweeps at once do no harm: each loan is kept once a day.
pub(crate) async fn sweep(platform: Platform, _: Clock) -> Answer<Json<Swept>> {
    let store = platform.store().await?;
    let models = Models::shared().map_err(|error| Problem::caused(Fault::Internal, error))?;
    let request_id = platform.request_id().to_owned();
    let parameters = params![LOANS_MAX, models.company_version(), request_id.clone()];
    let loans: Vec<Loan> = store.all(&GATHER, parameters).await?;
    let mut swept = Swept::default();
    for loan in loans {
        let found = check(models, loan).map_err(|error| Problem::caused(Fault::Internal, error))?;
        let scored = found.scored.as_ref();
        let parameters = params![
            ambient::new_id(),
            found.order_id,
            found.version_id,
            found.consent_id,
            found.decision.outcome.as_str().to_owned(),
            text(&found.inputs)?,
            text(&found.decision)?,
            scored.map(|_| ambient::new_id()),
            store::json(&scored.map(|(scored, _)| &scored.answer))?,
            scored.map(|(_, digest)| digest.clone()),
            store::json(&scored.map(|(scored, _)| &scored.place))?,
            store::json(&found.findings(ambient::new_id))?,
            request_id.clone(),
        ];
        if let Some(kept) = store.optional::<Kept>(&KEEP, parameters).await? {
            swept.checked += 1;
            swept.alerts += kept.alerts;
        }
    }
    Ok(Json(swept))
}

fn text<T: Serialize>(value: &T) -> Answer<String> {
    serde_json::to_string(value).map_err(|error| Problem::caused(Fault::Internal, error))
}
