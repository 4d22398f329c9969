//! The token endpoint of OAuth 2.0 for partner systems: RFC 6749, sections 2.3.1, 4.4 and 5.

use crate::token_request::{Asked, Refusal, UNCACHED};
use axum::http::HeaderMap;
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{
    Answer, ClientNetwork, Fault, IntoResponse, Json, Partner, Platform, Problem, Response,
    TOKEN_SECONDS, limit,
};

statement! {
    FindPartner("score-company/find_partner") -> PartnerRow
}
/// How often a minute one client gets a token.
const TOKENS_PER_MINUTE: i64 = 30;
/// How often a minute a wrong secret of one client is answered to one network.
const FAILURES_PER_MINUTE: i64 = 30;

/// The fields of the form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described: the form is read field by field")]
pub(crate) struct TokenRequest {
    /// `client_credentials`.
    grant_type: Option<String>,
    /// Unless sent by HTTP Basic.
    client_id: Option<String>,
    client_secret: Option<String>,
    /// Words with blanks between them; all that the client may have where it is left out.
    scope: Option<String>,
}

/// An access token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Granted {
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds.
    expires_in: i64,
    /// Words with blanks between them.
    scope: String,
}

/// A refusal as RFC 6749 writes it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described: `Refusal` writes it")]
pub(crate) struct TokenRefused {
    /// `invalid_request`, `invalid_client`, `invalid_scope`, `unsupported_grant_type` or `temporarily_unavailable`.
    error: &'static str,
    error_description: &'static str,
}

row! {
    struct PartnerRow { id: Uuid, secret_sha256: Vec<u8>, scopes: Vec<String>, requests_per_minute: i32 }
}

/// 获取访问令牌: exchanges a partner's client id and secret for an access token.
#[utoipa::path(
    post, path = "/api/partner/token", tag = "score-company",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = Granted),
        (status = 400, body = TokenRefused),
        (status = 401, body = TokenRefused),
        (status = 429, body = TokenRefused)
    )
)]
pub(crate) async fn grant(
    platform: Platform,
    network: ClientNetwork,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Answer<Response> {
    let asked = match Asked::read(&headers, body).await {
        Ok(asked) => asked,
        Err(refusal) => return Ok(refusal.response(HeaderMap::new())),
    };
    let redis = platform.redis().await?;
    let found = platform.store().await?;
    let found = found.optional(FindPartner { client_id: asked.id.clone() }).await?;
    let given = crypto::sha256(asked.secret.as_bytes());
    // The secret is 256 random bits: nobody guesses it, and who knows it is let in however many others do not.
    let Some(row) = found.filter(|partner| partner.secret_sha256 == given) else {
        let subject = format!("{}:{}", asked.id, network.0);
        return match limit(&redis, "token-failure", &subject, FAILURES_PER_MINUTE).await {
            Ok(()) => Ok(Refusal::Client.response(HeaderMap::new())),
            Err(problem) => too_many(problem),
        };
    };
    let Some(scopes) = asked.scopes(row.scopes) else {
        return Ok(Refusal::Scope.response(HeaderMap::new()));
    };
    if let Err(problem) = limit(&redis, "token", &asked.id, TOKENS_PER_MINUTE).await {
        return too_many(problem);
    }
    let scope = scopes.join(" ");
    let requests_per_minute = i64::from(row.requests_per_minute);
    let partner = Partner { partner: row.id, scopes, requests_per_minute };
    let access_token = partner.token(&redis).await?.text().to_owned();
    let granted = Granted { access_token, token_type: "Bearer", expires_in: TOKEN_SECONDS, scope };
    Ok((UNCACHED, Json(granted)).into_response())
}

/// 429 in the form of this endpoint; any other problem as it is.
fn too_many(problem: Problem) -> Answer<Response> {
    if problem.fault() != Fault::TooManyRequests {
        return Err(problem);
    }
    Ok(Refusal::TooMany.response(problem.headers()))
}
