//! The token endpoint of OAuth 2.0 for partner systems: RFC 6749, sections 2.3.1, 4.4 and 5.

use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue};
use headers::HeaderMapExt as _;
use headers::authorization::{Authorization, Basic};
use serde::Serialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{
    Answer, IntoResponse, Json, Partner, Platform, Response, StatusCode, TOKEN_SECONDS, limit,
};

statement! {
    FindPartner("score-company/find_partner") -> PartnerRow
}
const BYTES_MAX: usize = 4096;
/// How often a minute one client may ask for a token.
const TOKENS_PER_MINUTE: i64 = 30;

/// The fields of the form.
#[derive(Debug, Default, ToSchema)]
pub(crate) struct TokenRequest {
    /// `client_credentials`.
    grant_type: Option<String>,
    /// Unless sent by HTTP Basic.
    client_id: Option<String>,
    client_secret: Option<String>,
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
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenRefused {
    /// `invalid_request`, `invalid_client` or `unsupported_grant_type`.
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
        (status = 429, description = "too_many_requests")
    )
)]
pub(crate) async fn grant(
    platform: Platform,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Answer<Response> {
    let Ok(bytes) = axum::body::to_bytes(body, BYTES_MAX).await else {
        return Ok(refused(StatusCode::BAD_REQUEST, "invalid_request", "the form is too long"));
    };
    let form = read(&bytes);
    match form.grant_type.as_deref() {
        Some("client_credentials") => {}
        Some(_) => {
            let sentence = "grant_type must be client_credentials";
            return Ok(refused(StatusCode::BAD_REQUEST, "unsupported_grant_type", sentence));
        }
        None => {
            let sentence = "grant_type is missing";
            return Ok(refused(StatusCode::BAD_REQUEST, "invalid_request", sentence));
        }
    }
    let unknown =
        || refused(StatusCode::UNAUTHORIZED, "invalid_client", "unknown client or wrong secret");
    let Some((id, secret)) = credentials(&headers, form) else {
        return Ok(unknown());
    };
    let redis = platform.redis().await?;
    limit(&redis, "token", &id, TOKENS_PER_MINUTE).await?;
    let partner = platform.store().await?.optional(FindPartner { client_id: id }).await?;
    let given = crypto::sha256(secret.as_bytes());
    let Some(row) = partner.filter(|partner| partner.secret_sha256 == given) else {
        return Ok(unknown());
    };
    let scope = row.scopes.join(" ");
    let requests_per_minute = i64::from(row.requests_per_minute);
    let partner = Partner { partner: row.id, scopes: row.scopes, requests_per_minute };
    let access_token = partner.token(&redis).await?.text().to_owned();
    let granted = Granted { access_token, token_type: "Bearer", expires_in: TOKEN_SECONDS, scope };
    let mut response = Json(granted).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn read(bytes: &[u8]) -> TokenRequest {
    let mut form = TokenRequest::default();
    for (name, value) in form_urlencoded::parse(bytes) {
        let field = match name.as_ref() {
            "grant_type" => &mut form.grant_type,
            "client_id" => &mut form.client_id,
            "client_secret" => &mut form.client_secret,
            _ => continue,
        };
        *field = Some(value.into_owned());
    }
    form
}

/// By HTTP Basic, or in the form. What no client id can be is none: it never reaches the cache or the database.
fn credentials(headers: &HeaderMap, form: TokenRequest) -> Option<(String, String)> {
    let (id, secret) = if headers.contains_key(AUTHORIZATION) {
        let basic = headers.typed_get::<Authorization<Basic>>()?;
        (basic.username().to_owned(), basic.password().to_owned())
    } else {
        (form.client_id?, form.client_secret?)
    };
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    ((4..=40).contains(&id.len()) && id.bytes().all(letter)).then_some((id, secret))
}

fn refused(status: StatusCode, error: &'static str, error_description: &'static str) -> Response {
    let mut response = (status, Json(TokenRefused { error, error_description })).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic realm=\"rongtong\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}
