use crate::check::{Loan, check};
use scoring::Models;
use serde::Serialize;
use store::{Store, row, statement};
use web::{Answer, Clock, Fault, Json, Platform, Problem, Sweep, Swept, ambient};

statement! {
    Gather("warn-loans/gather") -> Loan
}
statement! {
    Keep("warn-loans/keep") -> Kept
}
/// How many loans one sweep checks; the next comes a minute later.
const LOANS_MAX: i64 = 100;

/// What a sweep did.
#[derive(Debug, Serialize)]
pub(crate) struct Checked {
    #[serde(flatten)]
    swept: Swept,
    /// Loans whose look was kept; of two sweeps at once, one keeps it.
    checked: i32,
    /// Alerts that are new.
    alerts: i64,
}

row! {
    struct Kept { alerts: i64 }
}

/// Checks the loans that are due. Two sweeps at once do no harm: each check is stored once a day.
pub(crate) async fn sweep(platform: Platform, _: Clock) -> Answer<Json<Checked>> {
    let store = platform.store().await?;
    let models = Models::shared().map_err(|error| Problem::caused(Fault::Internal, error))?;
    let request_id = platform.request_id().to_owned();
    let gather = Gather {
        loans_max: LOANS_MAX,
        score_version: models.company_version(),
        request_id: request_id.clone(),
    };
    let loans = store.all(gather).await?;
    let mut sweep = Sweep::begin("warn-loans", &store, &request_id);
    let (mut checked, mut alerts) = (0, 0);
    for loan in loans {
        let order = loan.order_id;
        let look = look(&store, models, loan, &request_id);
        if let Some(new) = sweep.item(order, look).await?.flatten() {
            checked += 1;
            alerts += new;
        }
    }
    Ok(Json(Checked { swept: sweep.end().await?, checked, alerts }))
}

/// Checks one loan and keeps what was found; how many alerts are new, or `None` where another sweep was faster.
async fn look(store: &Store, models: &Models, loan: Loan, request_id: &str) -> Answer<Option<i64>> {
    let found = check(models, loan).map_err(|error| Problem::caused(Fault::Internal, error))?;
    let scored = found.scored.as_ref();
    let keep = Keep {
        check_id: ambient::new_id(),
        order_id: found.order_id,
        version_id: found.version_id,
        consent_id: found.consent_id,
        outcome: found.decision.outcome.as_str().to_owned(),
        inputs: text(&found.inputs)?,
        result: text(&found.decision)?,
        score_id: scored.map(|_| ambient::new_id()),
        answer: store::json(&scored.map(|(scored, _)| &scored.answer))?,
        inputs_digest: scored.map(|(_, digest)| digest.clone()),
        place: store::json(&scored.map(|(scored, _)| &scored.place))?,
        findings: store::json(&found.findings(ambient::new_id))?,
        request_id: request_id.to_owned(),
    };
    Ok(store.optional(keep).await?.map(|kept| kept.alerts))
}

fn text<T: Serialize>(value: &T) -> Answer<String> {
    serde_json::to_string(value).map_err(|error| Problem::caused(Fault::Internal, error))
}
