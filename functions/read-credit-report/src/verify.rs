use crate::html;
use axum::extract::Path;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use store::{row, statement};
use web::{Answer, Platform, Query, Response, StatusCode};

statement! {
    FindProof("read-credit-report/find_proof") -> ProofRow
}

/// The digest that a printed report carries.
#[derive(Debug, Deserialize)]
pub(crate) struct Proof {
    digest: Option<String>,
}

row! {
    /// What the platform keeps of a report that anybody may hold a printed one against.
    pub(crate) struct ProofRow { number: String, version: i32, digest: String, created_at: DateTime<Utc> }
}

/// 核验信用报告: whether a printed credit report is one of this platform's, unchanged. Reveals none of its content.
pub(crate) async fn verify(
    platform: Platform,
    Path(number): Path<String>,
    Query(proof): Query<Proof>,
) -> Answer<Response> {
    let shaped = number.len() <= 32
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let found =
        if shaped { platform.store().await?.optional(FindProof { number }).await? } else { None };
    let given = proof.digest.unwrap_or_default().trim().to_ascii_lowercase();
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Ok(pages::respond(status, "信用报告核验", &html::proof(found.as_ref(), &given)))
}
