use crate::holder::{Holder, SignedIn};
use axum::http::header::{HeaderMap, HeaderValue, SET_COOKIE};
use crypto::Token;
use store::{row, statement};
use web::{
    Answer, Caller, Fault, IntoResponse, Json, Platform, Problem, Response, SESSION_COOKIE,
    Sessions, StatusCode, cookie_name, session_token,
};

statement! {
    RecordSignOut("sign-in/record_sign_out") -> Recorded
}

row! {
    struct Recorded { recorded: bool }
}

/// 当前会话: who is signed in.
#[utoipa::path(
    get, path = "/api/session", tag = "sign-in",
    responses((status = 200, body = SignedIn))
)]
pub(crate) async fn current(platform: Platform, Caller(session): Caller) -> Answer<Json<SignedIn>> {
    let holder = Holder::find(&platform, session.account).await?;
    let holder = holder.ok_or(Fault::NotSignedIn)?;
    holder.signed_in(&platform).await.map(Json)
}

/// 退出登录: ends the session; 204 also when there was none.
#[utoipa::path(
    delete, path = "/api/session", tag = "sign-in",
    responses((status = 204, description = "已退出"))
)]
pub(crate) async fn sign_out(platform: Platform, headers: HeaderMap) -> Answer<Response> {
    if let Some(token) = session_token(&platform, &headers).await? {
        let sessions = Sessions::new(platform.redis().await?);
        if let Some(session) = sessions.find(&token).await? {
            sessions.end(&token).await?;
            let role = session.role.as_str().to_owned();
            let record_sign_out = RecordSignOut {
                account_id: session.account,
                role,
                request_id: platform.request_id().to_owned(),
            };
            let store = platform.store().await?;
            let _: Recorded = store.one(record_sign_out).await?;
        }
    }
    let cleared = set_cookie(&platform, SESSION_COOKIE, "", Some(0)).await?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cleared)]).into_response())
}

/// The header that hands the token of a new session to the browser, until it is closed.
pub(crate) async fn session_cookie(platform: &Platform, token: &Token) -> Answer<HeaderValue> {
    set_cookie(platform, SESSION_COOKIE, token.text(), None).await
}

/// A cookie that scripts cannot read and other sites' forms do not send; over TLS only where the platform has it.
pub(crate) async fn set_cookie(
    platform: &Platform,
    name: &str,
    value: &str,
    seconds: Option<u32>,
) -> Answer<HeaderValue> {
    let name = cookie_name(platform, name).await?;
    let secure = if platform.has_tls().await? { "; Secure" } else { "" };
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}");
    HeaderValue::from_str(&text).map_err(|error| Problem::caused(Fault::Internal, error))
}
