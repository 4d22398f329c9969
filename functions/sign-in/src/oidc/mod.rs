//! The OpenID Connect code flow with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9207): to the provider and back.

mod claims;
mod flow;
mod jws;
mod local;
mod page;
mod provider;

use crate::holder::Holder;
use crate::session::{session_cookie, set_cookie};
use axum::http::header::{HeaderMap, LOCATION, SET_COOKIE};
use claims::Expected;
use crypto::Token;
use domain::Form;
use flow::Flow;
use page::{Reason, Refusal};
use provider::Provider;
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{
    Answer, ClientNetwork, Fault, IntoResponse, Json, Platform, Problem, Query, Response,
    StatusCode, ambient, cookie, cookie_name, limit,
};

statement! {
    EnterByOidc("sign-in/enter_by_oidc") -> Entered
}

/// Ties flows to the browser that began them.
const FLOW_COOKIE: &str = "rongtong_oidc";
/// How often in a minute a network may go to the provider, and come back from it. Neither spends what sign-ins by
/// password may.
const PER_MINUTE: i64 = 600;

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

/// The ways to sign in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ways {
    /// By the OpenID provider, at `/api/sign-in/oidc`.
    oidc: bool,
}

/// 登录方式: which ways to sign in there are beside account and password.
#[utoipa::path(
    get, path = "/api/sign-in", tag = "sign-in",
    responses((status = 200, body = Ways))
)]
pub(crate) async fn ways(platform: Platform) -> Answer<Json<Ways>> {
    Ok(Json(Ways { oidc: !platform.setting("oidc_issuer").await?.is_empty() }))
}

/// 统一认证登录: sends the browser to the OpenID provider; a page says where none is set up.
#[utoipa::path(
    get, path = "/api/sign-in/oidc", tag = "sign-in", params(Begin),
    responses(
        (status = 303, description = "前往统一认证平台"),
        (status = 404, description = "未接入统一认证平台", body = String, content_type = "text/html")
    )
)]
pub(crate) async fn begin(
    platform: Platform,
    network: ClientNetwork,
    headers: HeaderMap,
    Query(query): Query<Begin>,
) -> Answer<Response> {
    let mut form = Form::default();
    let return_to = form.check_optional("return_to", query.return_to.map(local::local_path));
    let return_to = form.finish(|| return_to)?.unwrap_or_else(|| "/".into());
    match lead(&platform, &network, &headers, return_to.clone()).await {
        Ok(response) => Ok(response),
        Err(problem) => {
            let refusal = Refusal::from(problem);
            if refusal.reason == Reason::NoProvider || page::is_wanted(&headers) {
                return Ok(refusal.page(&platform, Some(&return_to)));
            }
            Err(refusal.problem)
        }
    }
}

/// Leads the browser to the provider.
async fn lead(
    platform: &Platform,
    network: &ClientNetwork,
    headers: &HeaderMap,
    return_to: String,
) -> Answer<Response> {
    let provider = Provider::configured(platform).await?;
    let redis = platform.redis().await?;
    limit(&redis, "oidc-begin", &network.0, PER_MINUTE).await?;
    let name = cookie_name(platform, FLOW_COOKIE).await?;
    let browser = cookie(headers, &name).and_then(Token::from_text);
    let (flow, secrets) = Flow::begin(return_to, browser);
    flow.keep(&redis, &secrets.state).await?;
    let address = provider.authorization_url(&secrets.state, &flow);
    let bound = set_cookie(platform, FLOW_COOKIE, &secrets.browser, Some(600)).await?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, address)], [(SET_COOKIE, bound)]).into_response())
}

/// 统一认证回调: trades the code for an identity and starts a session; a page says why where that is not to be.
#[utoipa::path(
    get, path = "/api/sign-in/oidc/callback", tag = "sign-in", params(Callback),
    responses(
        (status = 303, description = "登录完成，返回之前的页面"),
        (status = 401, description = "统一认证未通过", body = String, content_type = "text/html"),
        (status = 404, description = "未接入统一认证平台", body = String, content_type = "text/html"),
        (status = 422, description = "参数重复", body = String, content_type = "text/html"),
        (status = 429, description = "登录过于频繁", body = String, content_type = "text/html"),
        (status = 503, description = "统一认证平台不可用", body = String, content_type = "text/html")
    )
)]
pub(crate) async fn callback(
    platform: Platform,
    network: ClientNetwork,
    headers: HeaderMap,
    query: Result<Query<Callback>, Problem>,
) -> Response {
    let query = match query {
        Ok(Query(query)) => query,
        Err(problem) => return Refusal::from(problem).page(&platform, None),
    };
    let mut return_to = None;
    let ended = come_back(&platform, &network, &headers, query, &mut return_to).await;
    ended.unwrap_or_else(|refusal| refusal.page(&platform, return_to.as_deref()))
}

/// Lets in whom the provider sends back; `return_to` is known as soon as the flow is.
async fn come_back(
    platform: &Platform,
    network: &ClientNetwork,
    headers: &HeaderMap,
    query: Callback,
    return_to: &mut Option<String>,
) -> Result<Response, Refusal> {
    let spent = |cause: &str| Refusal::new(Reason::Spent, cause);
    let failed = |cause: &str| Refusal::new(Reason::Failed, cause);
    let provider = Provider::configured(platform).await?;
    let state = query.state.as_deref().ok_or_else(|| failed("no state"))?;
    let redis = platform.redis().await?;
    let flow = Flow::take(&redis, state).await?;
    let flow = flow.ok_or_else(|| spent("unknown, spent or expired state"))?;
    let name = cookie_name(platform, FLOW_COOKIE).await?;
    if !flow.belongs_to(cookie(headers, &name)) {
        return Err(spent("the state is another browser's"));
    }
    *return_to = Some(flow.return_to.clone());
    match query.error.as_deref() {
        None => {}
        Some("access_denied") => {
            return Err(Refusal::new(Reason::Cancelled, "the person turned back at the provider"));
        }
        Some(_) => return Err(failed("the provider answered with an error")),
    }
    if !provider.is_issuer(query.iss.as_deref()) {
        return Err(failed("the answer is another provider's"));
    }
    let code = query.code.as_deref().ok_or_else(|| failed("no code"))?;
    limit(&redis, "oidc-callback", &network.0, PER_MINUTE).await?;
    let id_token = provider.exchange(code, &flow.verifier).await?;
    let expected = Expected {
        issuer: provider.issuer(),
        client: provider.client(),
        nonce: &flow.nonce,
        now: ambient::now().timestamp(),
    };
    let payload = provider.verify(&id_token).await?;
    let subject = claims::subject(&payload, &expected).map_err(refused)?;
    let holder = enter(platform, provider.issuer(), subject).await?;
    let token = holder.start_session(platform, headers).await?;
    // The cookie of the flow stays for its ten minutes: another one of this browser may be under way.
    let started = session_cookie(platform, &token).await?;
    let ended = (StatusCode::SEE_OTHER, [(LOCATION, flow.return_to)], [(SET_COOKIE, started)]);
    Ok(ended.into_response())
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
