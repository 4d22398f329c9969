use chrono::{DateTime, Utc};
use crypto::{Keyring, field};
use serde::Serialize;
use serde_json::Value;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Caller, Fault, Id, Json, Platform, roles};

statement! {
    FindAlert("warn-loans/find") -> (AlertRow, Record)
}

/// An alert: what a rule found about a borrower, once a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alert {
    pub(crate) id: Uuid,
    order_id: Uuid,
    order_number: String,
    /// The firm's name; null for a natural person.
    #[schema(required)]
    borrower: Option<String>,
    /// The responsible officer.
    officer_name: String,
    /// The rule's id.
    rule: String,
    /// What was found; null, as reason and sentence, once the data may not be shown any more: the loan was settled, or
    /// the consent withdrawn.
    #[schema(required)]
    title: Option<String>,
    /// The stable code of the reason.
    #[schema(required)]
    reason: Option<String>,
    /// Chinese, with the values that were read.
    #[schema(required)]
    sentence: Option<String>,
    /// `attention` or `serious`.
    severity: String,
    /// `2026-11`.
    period: String,
    /// `open`, `handling` or `closed`.
    state: String,
    /// `risk_resolved`, `false_alarm`, `loan_called` or `transferred`; null until it is closed.
    #[schema(required)]
    conclusion: Option<String>,
    created_at: DateTime<Utc>,
    #[schema(required)]
    closed_at: Option<DateTime<Utc>>,
}

row! {
    pub(crate) struct AlertRow {
        id: Uuid,
        order_id: Uuid,
        order_number: String,
        borrower: Option<String>,
        officer_id: Uuid,
        officer_name_cipher: Vec<u8>,
        rule: String,
        title: Option<String>,
        reason: Option<String>,
        sentence: Option<String>,
        severity: String,
        period: String,
        state: String,
        conclusion: Option<String>,
        created_at: DateTime<Utc>,
        closed_at: Option<DateTime<Utc>>,
    }
}

row! {
    struct Record { record: Value }
}

/// An alert with what was done about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertDetail {
    #[serde(flatten)]
    alert: Alert,
    /// The oldest first, each with `measure`, `remark`, `handled_by` and `handled_at`.
    #[schema(value_type = Vec<Object>)]
    record: Value,
}

impl Alert {
    pub(crate) fn of(row: AlertRow, keyring: &Keyring) -> Answer<Self> {
        Ok(Self {
            officer_name: keyring.open(
                field::OFFICER_NAME,
                row.officer_id,
                &row.officer_name_cipher,
            )?,
            id: row.id,
            order_id: row.order_id,
            order_number: row.order_number,
            borrower: row.borrower,
            rule: row.rule,
            title: row.title,
            reason: row.reason,
            sentence: row.sentence,
            severity: row.severity,
            period: row.period,
            state: row.state,
            conclusion: row.conclusion,
            created_at: row.created_at,
            closed_at: row.closed_at,
        })
    }
}

/// 预警详情: an alert with the record of its handling.
#[utoipa::path(
    get, path = "/api/alerts/{id}", tag = "warn-loans", params(("id" = Uuid, Path)),
    responses((status = 200, body = AlertDetail))
)]
pub(crate) async fn read(
    platform: Platform,
    Caller(session): Caller<{ roles::INSTITUTION }>,
    Id(id): Id,
) -> Answer<Json<AlertDetail>> {
    let store = platform.store().await?;
    let found = store.optional(FindAlert { scope: session.scope()?, alert_id: id }).await?;
    let (row, Record { record }) = found.ok_or(Fault::NotFound)?;
    Ok(Json(AlertDetail { alert: Alert::of(row, &platform.keyring().await?)?, record }))
}
