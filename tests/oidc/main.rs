//! `sign-in` against a real OpenID provider: the whole flow, and everything that must be refused.

mod failing;
mod provider;

use anyhow::{Context, Result};
use provider::Provider;
use reqwest::{Method, header};
use serde_json::{Value, json};
use system_tests::{PASSWORD, Person, Town};

const BEGIN: &str = "/api/sign-in/oidc";

/// A platform and the provider it trusts.
struct Stage {
    town: Town,
    provider: Provider,
}

/// An answer as a browser sees it that follows no redirect.
struct Seen {
    status: u16,
    location: String,
    cookies: Vec<String>,
    code: String,
    /// What is shown, where it is a page.
    page: String,
}

impl Stage {
    async fn set() -> Result<Self> {
        Self::set_with("client_secret_basic").await
    }

    async fn set_with(method: &str) -> Result<Self> {
        let provider = Provider::start(method).await?;
        let town = Town::start_with(&provider.variables()).await?;
        Ok(Self { town, provider })
    }

    /// Sends a browser to the provider and back; gives the callback, not yet followed.
    async fn until_callback(&self, person: &Person) -> Result<String> {
        let seen = look(person, BEGIN).await?;
        assert_eq!(seen.status, 303, "{}", seen.code);
        self.provider.sign_in(&seen.location).await
    }

    async fn sign_in(&self, person: &Person) -> Result<Seen> {
        let callback = self.until_callback(person).await?;
        look(person, &callback).await
    }
}

async fn look(person: &Person, path: &str) -> Result<Seen> {
    let answer = person.request(Method::GET, path).send().await?;
    let text = |value: &header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let status = answer.status().as_u16();
    let location = answer.headers().get(header::LOCATION).map(text).unwrap_or_default();
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter().map(text).collect();
    let is_page = answer.headers().get(header::CONTENT_TYPE).map(text);
    let is_page = is_page.is_some_and(|kind| kind.starts_with("text/html"));
    let text = answer.text().await?;
    let code = if is_page {
        text.split_once("data-code=\"")
            .and_then(|(_, rest)| rest.split('"').next())
            .map(str::to_owned)
    } else {
        let body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        body.get("code").and_then(Value::as_str).map(str::to_owned)
    };
    let page = if is_page { text } else { String::new() };
    Ok(Seen { status, location, cookies, code: code.unwrap_or_default(), page })
}

/// Whoever is not let in reads why, and finds a way on.
fn assert_way_on(seen: &Seen, sentence: &str) {
    assert!(seen.page.contains(sentence), "{sentence}: {}", seen.page);
    assert!(seen.page.contains("href=\"/sign-in\""), "{}", seen.page);
}

/// The value of a query parameter that needs no decoding.
fn parameter<'a>(address: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

fn assert_refused(seen: &Seen, why: &str) {
    assert_eq!((seen.status, seen.code.as_str()), (401, "oidc_refused"), "{why}");
    assert!(seen.page.contains("/api/sign-in/oidc?return_to="), "{why}: a page leads on");
    let session = seen.cookies.iter().any(|cookie| cookie.starts_with("rongtong_session="));
    assert!(!session, "{why}: a refusal starts no session");
}

#[tokio::test]
async fn a_subject_has_one_account() -> Result<()> {
    let Stage { town, provider } = Stage::set().await?;
    let stage = Stage { town, provider };
    let person = stage.town.visitor()?;
    let begun = look(&person, &format!("{BEGIN}?return_to=/me?tab=orders")).await?;
    assert_eq!(begun.status, 303);
    assert!(begun.location.starts_with(&format!("{}/auth?", stage.provider.issuer())));
    assert_eq!(parameter(&begun.location, "code_challenge_method"), Some("S256"));
    assert_eq!(parameter(&begun.location, "response_type"), Some("code"));
    let bound = begun.cookies.first().context("no cookie")?;
    assert!(bound.contains("HttpOnly") && bound.contains("SameSite=Lax"), "{bound}");
    let callback = stage.provider.sign_in(&begun.location).await?;
    let ended = look(&person, &callback).await?;
    assert_eq!((ended.status, ended.location.as_str()), (303, "/me?tab=orders"), "{}", ended.code);
    let session = person.get("/api/session").await?.expect(200);
    assert_eq!((&session["role"], &session["applicant"]), (&json!("applicant"), &Value::Null));

    let again = stage.town.visitor()?;
    assert_eq!(stage.sign_in(&again).await?.status, 303);
    let count = "select count(*) from account where oidc_issuer is not null";
    assert_eq!(stage.town.value(count).await?, "1", "the same subject again");
    stage.provider.subject("subject-2").await?;
    assert_eq!(stage.sign_in(&stage.town.visitor()?).await?.status, 303);
    assert_eq!(stage.town.value(count).await?, "2", "another subject");
    let audit =
        "select count(*) from audit_entry where action = 'sign_in' and detail ->> 'by' = 'oidc'";
    assert_eq!(stage.town.value(audit).await?, "3");

    person.delete("/api/session").await?.expect(204);
    person.get("/api/session").await?.refused(401, "not_signed_in");
    again.get("/api/session").await?.expect(200);
    Ok(())
}

#[tokio::test]
async fn first_sign_ins_at_once_make_one_account() -> Result<()> {
    let stage = Stage::set().await?;
    let mut ready = Vec::new();
    for _ in 0..12 {
        let person = stage.town.visitor()?;
        let callback = stage.until_callback(&person).await?;
        ready.push((person, callback));
    }
    let ended = ready.iter().map(|(person, callback)| look(person, callback));
    for seen in futures::future::try_join_all(ended).await? {
        assert_eq!(seen.status, 303, "{}", seen.code);
    }
    let count = "select count(*) from account where oidc_issuer is not null";
    assert_eq!(stage.town.value(count).await?, "1");
    Ok(())
}

#[tokio::test]
async fn what_was_used_once_is_used_up() -> Result<()> {
    let stage = Stage::set().await?;
    let person = stage.town.visitor()?;
    let callback = stage.until_callback(&person).await?;
    assert_eq!(look(&person, &callback).await?.status, 303);
    assert_refused(&look(&person, &callback).await?, "a replayed state");

    let code = parameter(&callback, "code").context("no code")?.to_owned();
    let begun = look(&person, BEGIN).await?;
    let state = parameter(&begun.location, "state").context("no state")?;
    let replayed =
        format!("{BEGIN}/callback?code={code}&state={state}&iss={}", stage.provider.issuer());
    assert_refused(&look(&person, &replayed).await?, "a replayed code");
    Ok(())
}

#[tokio::test]
async fn a_flow_belongs_to_the_browser_that_began_it() -> Result<()> {
    let stage = Stage::set().await?;
    let (one, other) = (stage.town.visitor()?, stage.town.visitor()?);
    let callback = stage.until_callback(&one).await?;
    assert_refused(&look(&other, &callback).await?, "a browser without a cookie");
    assert_refused(&look(&one, &callback).await?, "a state that was shown to another browser");

    let callback = stage.until_callback(&one).await?;
    stage.until_callback(&other).await?;
    assert_refused(&look(&other, &callback).await?, "a browser with the cookie of its own flow");
    Ok(())
}

#[tokio::test]
async fn a_broken_answer_is_refused() -> Result<()> {
    let stage = Stage::set().await?;
    let person = stage.town.visitor()?;
    for query in ["", "?code=a", "?state=a", "?code=a&state=b", "?error=access_denied&state=b"] {
        assert_refused(&look(&person, &format!("{BEGIN}/callback{query}")).await?, query);
    }
    for query in ["?state=a&state=b", "?code=a&code=b&state=c"] {
        let seen = look(&person, &format!("{BEGIN}/callback{query}")).await?;
        assert_eq!(seen.status, 422, "{query}");
        assert_way_on(&seen, "未通过");
    }
    for change in ["&error=access_denied", "without code", "without iss", "foreign iss"] {
        let callback = stage.until_callback(&person).await?;
        let state = parameter(&callback, "state").context("no state")?;
        let code = parameter(&callback, "code").context("no code")?;
        let changed = match change {
            "without code" => {
                format!("{BEGIN}/callback?state={state}&iss={}", stage.provider.issuer())
            }
            "without iss" => format!("{BEGIN}/callback?state={state}&code={code}"),
            "foreign iss" => {
                format!("{BEGIN}/callback?state={state}&code={code}&iss=https://evil.example")
            }
            more => format!("{callback}{more}"),
        };
        assert_refused(&look(&person, &changed).await?, change);
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_id_token_is_refused() -> Result<()> {
    let stage = Stage::set().await?;
    let kinds = [
        "nonce",
        "no_nonce",
        "expired",
        "future",
        "issuer",
        "audience",
        "azp",
        "tampered",
        "foreign_key",
        "none",
        "hmac",
        "absent",
    ];
    for kind in kinds {
        stage.provider.mischief(json!(kind)).await?;
        assert_refused(&stage.sign_in(&stage.town.visitor()?).await?, kind);
    }
    let count = "select count(*) from account where oidc_issuer is not null";
    assert_eq!(stage.town.value(count).await?, "0", "a refusal makes no account");
    stage.provider.mischief(Value::Null).await?;
    assert_eq!(stage.sign_in(&stage.town.visitor()?).await?.status, 303);
    Ok(())
}

#[tokio::test]
async fn every_taken_algorithm_and_a_new_key_are_verified() -> Result<()> {
    let stage = Stage::set_with("client_secret_post").await?;
    stage.provider.publish(&["RS256", "PS256", "ES256"]).await?;
    for algorithm in ["PS256", "ES256"] {
        stage.provider.mischief(json!(algorithm)).await?;
        let seen = stage.sign_in(&stage.town.visitor()?).await?;
        assert_eq!(seen.status, 303, "{algorithm}: {}", seen.code);
    }
    stage.provider.mischief(json!("EdDSA")).await?;
    let seen = stage.sign_in(&stage.town.visitor()?).await?;
    assert_refused(&seen, "a key that is not published");
    stage.provider.publish(&["EdDSA"]).await?;
    let seen = stage.sign_in(&stage.town.visitor()?).await?;
    assert_eq!(seen.status, 303, "a key published after the set was cached: {}", seen.code);
    Ok(())
}

#[tokio::test]
async fn only_paths_of_the_platform_are_returned_to() -> Result<()> {
    let stage = Stage::set().await?;
    let person = stage.town.visitor()?;
    let foreign = [
        "//evil.example",
        "https://evil.example",
        "/%5Cevil.example",
        "/%09/evil.example",
        "%2F%2Fevil.example",
        "me",
    ];
    for path in foreign {
        let reply = person.get(&format!("{BEGIN}?return_to={path}")).await?;
        assert_eq!(reply.fields(), ["return_to"], "{path}: {}", reply.body);
        reply.refused(422, "invalid_fields");
    }
    Ok(())
}

#[tokio::test]
async fn a_session_brought_along_is_ended() -> Result<()> {
    let stage = Stage::set().await?;
    stage.town.staff("operator", "op.before").await?;
    let person = stage.town.visitor()?;
    let form = json!({ "account": "op.before", "password": PASSWORD });
    let answer = person.request(Method::POST, "/api/session").json(&form).send().await?;
    let cookie = answer.headers()[header::SET_COOKIE].to_str()?;
    let planted = cookie.split(';').next().context("no cookie")?.to_owned();
    assert_eq!(stage.sign_in(&person).await?.status, 303);
    let request = stage.town.visitor()?.request(Method::GET, "/api/session");
    Person::send(request.header(header::COOKIE, planted)).await?.refused(401, "not_signed_in");
    assert_eq!(person.get("/api/session").await?.expect(200)["role"], "applicant");
    Ok(())
}

#[tokio::test]
async fn without_a_provider_there_is_no_such_sign_in() -> Result<()> {
    let town = Town::start().await?;
    let person = town.visitor()?;
    for path in [BEGIN.to_owned(), format!("{BEGIN}/callback?code=a&state=b")] {
        let seen = look(&person, &path).await?;
        assert_eq!((seen.status, seen.code.as_str()), (404, "not_found"), "{path}");
        assert_way_on(&seen, "暂未接入统一身份认证");
        assert!(!seen.page.contains(BEGIN), "{path}: it does not lead in a circle");
    }
    assert_eq!(person.get("/api/sign-in").await?.expect(200), json!({ "oidc": false }));
    let stage = Stage::set().await?;
    let ways = stage.town.visitor()?.get("/api/sign-in").await?.expect(200);
    assert_eq!(ways, json!({ "oidc": true }));
    Ok(())
}

#[tokio::test]
async fn two_windows_of_a_browser_both_end() -> Result<()> {
    let stage = Stage::set().await?;
    let person = stage.town.visitor()?;
    let one = look(&person, &format!("{BEGIN}?return_to=/one")).await?;
    let other = look(&person, &format!("{BEGIN}?return_to=/other")).await?;
    for (begun, path) in [(one, "/one"), (other, "/other")] {
        let callback = stage.provider.sign_in(&begun.location).await?;
        let ended = look(&person, &callback).await?;
        assert_eq!((ended.status, ended.location.as_str()), (303, path), "{}", ended.page);
        person.get("/api/session").await?.expect(200);
    }
    Ok(())
}

#[tokio::test]
async fn who_is_not_let_in_reads_why_and_can_go_on() -> Result<()> {
    let stage = Stage::set().await?;
    let person = stage.town.visitor()?;
    let begun = look(&person, &format!("{BEGIN}?return_to=/me?tab=orders")).await?;
    let state = parameter(&begun.location, "state").context("no state")?;
    let path = format!("{BEGIN}/callback?state={state}&error=access_denied");
    let cancelled = look(&person, &path).await?;
    assert_refused(&cancelled, "cancelled");
    assert_way_on(&cancelled, "您没有完成统一身份认证");
    let again = format!("{BEGIN}?return_to=%2Fme%3Ftab%3Dorders");
    assert!(cancelled.page.contains(&again), "it leads where the person wanted to go");
    let spent = look(&person, &path).await?;
    assert_way_on(&spent, "这次登录已经用过");
    let callback = stage.until_callback(&person).await?;
    stage.provider.fail("/token", "unavailable", 1).await?;
    let down = look(&person, &callback).await?;
    assert_eq!(down.status, 503);
    assert_way_on(&down, "暂时无法使用");
    stage.provider.fail("/.well-known/openid-configuration", "unavailable", 0).await?;
    Ok(())
}

// A key is replaced, and neither the key nor the token has a name.
#[tokio::test]
async fn a_new_key_without_a_name_is_found() -> Result<()> {
    let stage = Stage::set_with("client_secret_post").await?;
    stage.provider.keys(json!({ "nameless": true, "published": ["RS256"] })).await?;
    stage.provider.mischief(json!("nameless")).await?;
    assert_eq!(stage.sign_in(&stage.town.visitor()?).await?.status, 303);
    stage.provider.keys(json!({ "rotate": true })).await?;
    assert_eq!(stage.sign_in(&stage.town.visitor()?).await?.status, 303, "the set is fetched anew");
    assert_eq!(stage.provider.asked("/jwks").await?.len(), 1, "once");
    Ok(())
}

#[tokio::test]
async fn an_odd_key_does_not_spoil_the_others() -> Result<()> {
    let stage = Stage::set().await?;
    let odd =
        json!([{}, { "kty": 7 }, { "kty": "RSA", "n": {} }, { "kty": "oct", "k": "AA" }, 1, null]);
    stage.provider.keys(json!({ "odd": odd })).await?;
    assert_eq!(stage.sign_in(&stage.town.visitor()?).await?.status, 303);
    Ok(())
}

// What costs nothing does not use up what sign-ins by password may.
#[tokio::test]
async fn going_to_the_provider_spends_nobodys_sign_ins() -> Result<()> {
    let provider = Provider::start("client_secret_basic").await?;
    let mut variables = provider.variables();
    variables.push(("trusted_proxies", "127.0.0.1".to_owned()));
    let town = Town::start_with(&variables).await?;
    town.staff("operator", "op.many").await?;
    let person = town.visitor()?;
    // From an address of its own: the other tests have the same Redis.
    let ask = |method, path| person.request(method, path).header("x-forwarded-for", "192.0.2.7");
    let mut last = 0;
    for _ in 0..620 {
        last = ask(Method::GET, BEGIN).send().await?.status().as_u16();
        assert!(last == 303 || last == 429, "{last}");
    }
    let form = json!({ "account": "op.many", "password": PASSWORD });
    let signed_in = ask(Method::POST, "/api/session").json(&form).send().await?;
    assert_eq!(signed_in.status(), 201, "after {last}");
    Ok(())
}
