//! The OpenID Connect code flow with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9207): to the provider and back.

mod claims;
mod flow;
mod jws;
mod provider;

use crate::client::limit_address;
use crate::holder::Holder;
use crate::session::{session_cookie, set_cookie};
use axum::http::header::{HeaderMap, LOCATION, SET_COOKIE};
use claims::Expected;
use domain::Form;
use flow::Flow;
use provider::Provider;
use serde::Deserialize;
use store::{row, statement};
use utoipa::IntoParams;
use uuid::Uuid;
use web::{
    Answer, Fault, IntoResponse, Platform, Problem, Query, Response, StatusCode, ambient, cookie,
};

statement! {
    EnterByOidc("sign-in/enter_by_oidc") -> Entered
}

/// Ties a flow to the browser that began it.
const FLOW_COOKIE: &str = "rongtong_oidc";
const FLOW_PATH: &str = "/api/sign-in/oidc";

row! {
    struct Entered { id: Uuid, usable: bool }
}

/// Where to go after the sign-in.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Begin {
    /// A path of this platform, `/` by default.
    #[param(nullable = false, max_length = 512)]
    return_to: Option<String>,
}

/// What the provider sends back by way of the browser.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Callback {
    #[param(nullable = false)]
    code: Option<String>,
    #[param(nullable = false)]
    state: Option<String>,
    /// Why there is no code.
    #[param(nullable = false)]
    error: Option<String>,
    /// The provider's name for itself (RFC 9207).
    #[param(nullable = false)]
    iss: Option<String>,
}

/// 统一认证登录: sends the browser to the OpenID provider; 404 where none is set up.
#[utoipa::path(
    get, path = "/api/sign-in/oidc", tag = "sign-in", params(Begin),
    responses(
        (status = 303, description = "前往统一认证平台"),
        (status = 404, description = "not_found：未接入统一认证平台")
    )
)]
pub(crate) async fn begin(
    platform: Platform,
    headers: HeaderMap,
    Query(query): Query<Begin>,
) -> Answer<Response> {
    let mut form = Form::default();
    let return_to = form.check_optional("return_to", query.return_to.map(flow::local_path));
    let return_to = form.finish(|| return_to)?.unwrap_or_else(|| "/".into());
    limit_address(&platform, &headers).await?;
    let provider = Provider::configured(&platform).await?;
    let (flow, secrets) = Flow::begin(return_to);
    flow.keep(&platform.redis().await?, &secrets.state).await?;
    let address = provider.authorization_url(&secrets.state, &flow);
    let bound = set_cookie(&platform, FLOW_COOKIE, &secrets.browser, FLOW_PATH, Some(600)).await?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, address)], [(SET_COOKIE, bound)]).into_response())
}

/// 统一认证回调: trades the code for an identity and starts a session.
#[utoipa::path(
    get, path = "/api/sign-in/oidc/callback", tag = "sign-in", params(Callback),
    responses(
        (status = 303, description = "登录完成，返回之前的页面"),
        (status = 401, description = "oidc_refused"),
        (status = 404, description = "not_found：未接入统一认证平台")
    )
)]
pub(crate) async fn callback(
    platform: Platform,
    headers: HeaderMap,
    Query(query): Query<Callback>,
) -> Answer<Response> {
    limit_address(&platform, &headers).await?;
    let provider = Provider::configured(&platform).await?;
    let state = query.state.as_deref().ok_or_else(|| refused("no state"))?;
    let flow = Flow::take(&platform.redis().await?, state).await?;
    let flow = flow.ok_or_else(|| refused("unknown, spent or expired state"))?;
    if !flow.belongs_to(cookie(&headers, FLOW_COOKIE)) {
        return Err(refused("the state is another browser's"));
    }
    if query.error.is_some() {
        return Err(refused("the provider answered with an error"));
    }
    if !provider.is_issuer(query.iss.as_deref()) {
        return Err(refused("the answer is another provider's"));
    }
    let code = query.code.as_deref().ok_or_else(|| refused("no code"))?;
    let id_token = provider.exchange(code, &flow.verifier).await?;
    let expected = Expected {
        issuer: provider.issuer(),
        client: provider.client(),
        nonce: &flow.nonce,
        now: ambient::now().timestamp(),
    };
    let payload = provider.verify(&id_token).await?;
    let subject = claims::subject(&payload, &expected).map_err(refused)?;
    let holder = enter(&platform, provider.issuer(), subject).await?;
    let token = holder.start_session(&platform, &headers).await?;
    let cookies = [
        session_cookie(&platform, &token).await?,
        set_cookie(&platform, FLOW_COOKIE, "", FLOW_PATH, Some(0)).await?,
    ];
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, flow.return_to)]).into_response();
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The holder of the subject's account, which is made when there is none.
async fn enter(platform: &Platform, issuer: &str, subject: String) -> Answer<Holder> {
    let request_id = platform.request_id().to_owned();
    let enter_by_oidc = EnterByOidc {
        account_id: ambient::new_id(),
        issuer: issuer.to_owned(),
        subject,
        request_id,
    };
    let entered: Entered = platform.store().await?.one(enter_by_oidc).await?;
    let holder = if entered.usable { Holder::find(platform, entered.id).await? } else { None };
    holder.ok_or_else(|| refused("the account may not sign in any more"))
}

/// The cause goes to the log; it never holds what a person or a provider wrote.
fn refused(cause: impl ToString) -> Problem {
    Problem::caused(Fault::OidcRefused, cause)
}
