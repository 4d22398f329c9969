use crate::gather::{GatherRow, content};
use chrono::{DateTime, Utc};
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Id, Json, Officer, Platform, Problem, StatusCode, ambient};

statement! {
    Gather("read-credit-report/gather") -> GatherRow
}
statement! {
    MakeReport("read-credit-report/make") -> Made
}

row! {
    struct Made { id: Uuid, number: String, version: i32, created_at: DateTime<Utc> }
}

/// A report that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeReport {
    id: Uuid,
    /// 报告编号.
    #[schema(example = "BG20261123-000001")]
    number: String,
    /// Counts up for each report of the order.
    version: i32,
    /// Where the page is.
    page: String,
    /// Where the PDF is.
    pdf: String,
    created_at: DateTime<Utc>,
}

/// 出具信用报告: makes a credit report of what is known now: score, rules, facts, history. Needs the officer's
/// own order, still open, and a live consent.
#[utoipa::path(
    post, path = "/api/orders/{id}/report", tag = "read-credit-report", params(("id" = Uuid, Path)),
    responses(
        (status = 201, body = MadeReport),
        (status = 403, description = "order_ended, consent_missing"),
        (status = 409, description = "state_conflict")
    )
)]
pub(crate) async fn make(
    platform: Platform,
    officer: Officer,
    Id(order): Id,
) -> Answer<(StatusCode, Json<MadeReport>)> {
    let store = platform.store().await?;
    let request_id = platform.request_id().to_owned();
    let gather = Gather {
        order_id: order,
        officer_id: officer.officer,
        account_id: officer.account,
        request_id: request_id.clone(),
    };
    let row = store.optional(gather).await?;
    let row = row.ok_or(Fault::NotFound)?;
    let (content, consent) = content(&row, &platform.keyring().await?)?;
    let text =
        serde_json::to_string(&content).map_err(|error| Problem::caused(Fault::Internal, error))?;
    let make_report = MakeReport {
        report_id: ambient::new_id(),
        order_id: order,
        applicant_id: row.applicant_id,
        consent_id: consent,
        score_id: row.score_id,
        run_id: row.run_id,
        content: text,
        account_id: officer.account,
        request_id,
    };
    let made: Option<Made> = match store.optional(make_report).await {
        // Two at once wanted the same version.
        Err(error) if error.is_constraint("report_version_unique") => {
            return Err(Problem::conflict(Fault::StateConflict, "made"));
        }
        outcome => outcome?,
    };
    // What was read a moment ago may not be kept any more.
    let Made { id, number, version, created_at } = made.ok_or(Fault::OrderEnded)?;
    let page = format!("/reports/{id}");
    let pdf = format!("{page}/pdf");
    Ok((StatusCode::CREATED, Json(MadeReport { id, number, version, page, pdf, created_at })))
}
