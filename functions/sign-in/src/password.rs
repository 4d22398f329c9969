use crate::holder::{Holder, SignedIn};
use crate::place::Place;
use crate::session::session_cookie;
use axum::http::header::{HeaderMap, SET_COOKIE};
use crypto::field;
use domain::{Form, Invalid};
use serde::Deserialize;
use store::{row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{
    Answer, Body, ClientNetwork, Fault, IntoResponse, Json, Platform, Problem, Response,
    StatusCode, limit,
};

/// How many sign-ins a network may try in a minute; a whole office can sit behind one.
const PER_MINUTE: i64 = 600;

statement! {
    FindAccount("sign-in/find_account") -> Found
}
statement! {
    Conclude("sign-in/conclude") -> Verdict
}

/// A name and a password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignInForm {
    /// The account's name; capitals do not matter.
    #[schema(required, nullable = false, min_length = 1, max_length = 64)]
    account: Option<String>,
    #[schema(required, nullable = false, min_length = 1, max_length = 128)]
    password: Option<String>,
}

row! {
    struct Found {
        id: Option<Uuid>,
        password_hash: Option<String>,
        usable: Option<bool>,
        locked: bool,
    }
}

row! {
    struct Verdict { locked: bool, retry_after_seconds: i32 }
}

/// 账号登录: starts a session. Five failures from one network or browser lock the name there for 15 minutes, whether an
/// account has it or not; they do not lock it where its owner is known.
#[utoipa::path(
    post, path = "/api/session", tag = "sign-in", request_body = SignInForm,
    responses(
        (status = 201, body = SignedIn),
        (status = 401, description = "sign_in_failed"),
        (status = 429, description = "account_locked or too_many_requests")
    )
)]
pub(crate) async fn sign_in(
    platform: Platform,
    network: ClientNetwork,
    headers: HeaderMap,
    body: Body<SignInForm>,
) -> Answer<Response> {
    let (login, password) = check(body.value)?;
    limit(&platform.redis().await?, "sign-in", &network.0, PER_MINUTE).await?;
    let keyring = platform.keyring().await?;
    let place = Place::of(&platform, &keyring, &network, &headers).await?;
    let index = keyring.blind_index(field::SIGN_IN_LOGIN, &login);
    let store = platform.store().await?;
    // A name that no account can have is looked for as the empty one, which none has either.
    let shaped = if login.is_ascii() && !login.contains('\0') { login } else { String::new() };
    let find_account = FindAccount {
        login: shaped,
        login_index: index.clone(),
        network: place.network.clone(),
        device: place.device.clone(),
    };
    let found: Found = store.one(find_account).await?;
    // A locked name costs no password work; every other attempt costs the same.
    let matches =
        !found.locked && crypto::password::verify(&password, found.password_hash.as_deref());
    let account = found.id.filter(|_| matches && found.usable == Some(true));
    let request_id = platform.request_id().to_owned();
    let conclude = Conclude {
        login_index: index,
        network: place.network.clone(),
        device: place.device.clone(),
        account_id: found.id,
        is_proven: account.is_some(),
        request_id,
    };
    let verdict: Verdict = store.one(conclude).await?;
    if verdict.locked {
        let seconds = u64::try_from(verdict.retry_after_seconds).unwrap_or(1);
        return Err(Problem::later(Fault::AccountLocked, seconds));
    }
    let account = account.ok_or(Fault::SignInFailed)?;
    let holder = Holder::find(&platform, account).await?;
    let holder = holder.ok_or(Fault::SignInFailed)?;
    let token = holder.start_session(&platform, &headers).await?;
    let cookies = [session_cookie(&platform, &token).await?, place.cookie(&platform).await?];
    let signed_in = Json(holder.signed_in(&platform).await?);
    let mut response = (StatusCode::CREATED, signed_in).into_response();
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The name in lower case, and the password as it was typed.
fn check(form: SignInForm) -> Answer<(String, String)> {
    let mut checked = Form::default();
    let account = checked.require("account", form.account.map(|text| bounded(text.trim(), 64)));
    let password = checked.require("password", form.password.map(|text| bounded(&text, 128)));
    let checked = checked.finish(|| Some((account?.to_lowercase(), password?)))?;
    Ok(checked)
}

fn bounded(text: &str, characters_max: usize) -> Result<String, Invalid> {
    let count = text.chars().count();
    if count == 0 {
        Err(Invalid::new("required", "请填写此项"))
    } else if count > characters_max {
        Err(Invalid::new("too_long", format!("请填写不超过 {characters_max} 个字")))
    } else {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(account: &str, password: &str) -> SignInForm {
        SignInForm { account: Some(account.into()), password: Some(password.into()) }
    }

    #[test]
    fn the_name_is_folded_and_the_password_is_not() {
        let (login, password) = check(form(" Wang.Fang ", " Aa1 ")).unwrap();
        assert_eq!((login.as_str(), password.as_str()), ("wang.fang", " Aa1 "));
    }

    #[test]
    fn both_fields_are_bounded() {
        assert!(check(form("", "x")).is_err());
        assert!(check(form("x", "")).is_err());
        assert!(check(form(&"x".repeat(65), "x")).is_err());
        assert!(check(form("x", &"x".repeat(129))).is_err());
        assert!(check(form("x", &"密".repeat(128))).is_ok());
    }
}
