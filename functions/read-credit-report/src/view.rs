use crate::content::Content;
use crate::document::{Document, Seal};
use crate::list::REPORT_READERS;
use crate::{html, pdf};
use axum::http::{HeaderValue, header};
use chrono::{DateTime, Utc};
use domain::Role;
use store::{row, statement};
use uuid::Uuid;
use web::{Answer, Caller, Fault, Id, IntoResponse, Platform, Problem, Response};

statement! {
    ViewReport("read-credit-report/view") -> ViewRow
}

row! {
    struct ViewRow {
        number: String,
        version: i32,
        digest: String,
        created_at: DateTime<Utc>,
        consent_number: String,
        content: Option<String>,
        showing: String,
        viewed_at: DateTime<Utc>,
        reader: Option<String>,
        order_id: Uuid,
    }
}

/// A report that may be shown, and the order that it was made for.
struct Opened {
    document: Document,
    order: Uuid,
}

/// 查看信用报告: the credit report as a printable page. A refusal is a page too.
pub(crate) async fn page(
    platform: Platform,
    caller: Result<Caller<REPORT_READERS>, Problem>,
    id: Result<Id, Problem>,
) -> Answer<Response> {
    let opened = async {
        let (caller, Id(id)) = (caller?, id?);
        let portal = if caller.0.role == Role::Applicant { "" } else { "/institution" };
        let Opened { document, order } = open(&platform, caller, Id(id), "html").await?;
        let (back, file) = (format!("{portal}/orders/{order}"), format!("/reports/{id}/pdf"));
        Ok((document.title.clone(), html::report(&document, &back, &file)))
    };
    match opened.await {
        Ok((title, body)) => Ok(pages::document(&title, &body)),
        Err(problem) => pages::refuse("暂不能查看此报告", problem),
    }
}

/// 下载信用报告: the same as a PDF.
pub(crate) async fn pdf(
    platform: Platform,
    caller: Caller<REPORT_READERS>,
    id: Id,
) -> Answer<Response> {
    let Opened { document, .. } = open(&platform, caller, id, "pdf").await?;
    let bytes = pdf::write(&document).map_err(|error| Problem::caused(Fault::Internal, error))?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    let name = format!("inline; filename=\"{}.pdf\"", document.seal.number);
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// Opens a credit report for a caller and records the access.
async fn open(
    platform: &Platform,
    Caller(session): Caller<REPORT_READERS>,
    Id(id): Id,
    format: &str,
) -> Answer<Opened> {
    let scope = session.scope()?;
    let view_report = ViewReport {
        report_id: id,
        scope,
        account_id: session.account,
        role: session.role.as_str().to_owned(),
        format: format.to_owned(),
        request_id: platform.request_id().to_owned(),
    };
    let row = platform.store().await?.optional(view_report).await?;
    let row = row.ok_or(Fault::NotFound)?;
    let content = row.content.ok_or_else(|| Fault::not_shown(&row.showing))?;
    let content: Content =
        serde_json::from_str(&content).map_err(|error| Problem::caused(Fault::Internal, error))?;
    let seal = Seal {
        number: row.number,
        version: row.version,
        digest: row.digest,
        created_at: row.created_at,
        consent_number: row.consent_number,
        reader: row.reader.unwrap_or_else(|| session.login.clone()),
        viewed_at: row.viewed_at,
        origin: platform.setting("public_origin").await?,
    };
    Ok(Opened { document: Document::of(&content, seal), order: row.order_id })
}
