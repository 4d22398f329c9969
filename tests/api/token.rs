//! The token endpoint to the letter: RFC 6749, RFC 6750, RFC 9110. R-17

use anyhow::{Context, Result};
use reqwest::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE,
};
use reqwest::{Method, Response};
use system_tests::{Person, Town, Value, json};

const FORM: &str = "application/x-www-form-urlencoded";
const GRANT: &str = "grant_type=client_credentials";
/// A secret that is not the same once it is form-encoded; and `a-partner` with it, encoded, joined, and in base64.
const SECRET: &str = "a secret: with + and %";
const BASIC: &str = "YS1wYXJ0bmVyOmErc2VjcmV0JTNBK3dpdGgrJTJCK2FuZCslMjU=";

async fn town() -> Result<Town> {
    let town = Town::start().await?;
    town.partner("a-partner", 100).await?;
    sqlx::query("update partner set secret_sha256 = sha256(convert_to($1, 'utf8'))")
        .bind(SECRET)
        .execute(&town.database)
        .await?;
    Ok(town)
}

async fn ask(town: &Town, authorization: &[&str], form: &str) -> Result<Response> {
    let mut request = town.visitor()?.request(Method::POST, "/api/partner/token");
    for value in authorization {
        request = request.header(AUTHORIZATION, *value);
    }
    Ok(request.header(CONTENT_TYPE, FORM).body(form.to_owned()).send().await?)
}

/// Status, error and body.
async fn read(answer: Response) -> Result<(u16, String, Value)> {
    assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
    assert_eq!(answer.headers()[PRAGMA], "no-cache");
    let status = answer.status().as_u16();
    let challenged = answer.headers().contains_key(WWW_AUTHENTICATE);
    assert_eq!(challenged, status == 401, "401 says how");
    let body: Value = answer.json().await?;
    Ok((status, body["error"].as_str().unwrap_or_default().to_owned(), body))
}

#[tokio::test]
async fn a_request_is_read_to_the_letter() -> Result<()> {
    let town = town().await?;
    let (basic, lower) = (format!("Basic {BASIC}"), format!("bAsIc {BASIC}"));
    let (basic, lower) = (basic.as_str(), lower.as_str());
    let with = |more: &str| format!("{GRANT}&{more}");
    for (authorization, form, status, error) in [
        (vec![basic], GRANT.to_owned(), 200, ""),
        (vec![lower], GRANT.to_owned(), 200, ""),
        (vec![basic], with("client_id=a-partner"), 200, ""),
        (vec![basic], with("unknown=1&unknown=2&scope="), 200, ""),
        (vec![], with("client_id=a-partner&client_secret=a+secret%3a+with+%2b+and+%25"), 200, ""),
        (vec![basic], with("client_secret=x"), 400, "invalid_request"),
        (vec![basic], with("client_id=b-partner"), 400, "invalid_request"),
        (vec![basic, basic], GRANT.to_owned(), 400, "invalid_request"),
        (vec![basic], format!("{GRANT}&{GRANT}"), 400, "invalid_request"),
        (vec![basic], with("scope=scores&scope=scores"), 400, "invalid_request"),
        (vec![basic], "grant_type=".to_owned(), 400, "invalid_request"),
        (vec![basic], String::new(), 400, "invalid_request"),
        (vec![basic], "x=".repeat(3000), 400, "invalid_request"),
        (vec![basic], "grant_type=password".to_owned(), 400, "unsupported_grant_type"),
        (vec![basic], with("scope=everything"), 400, "invalid_scope"),
        (vec![basic], with("scope=scores+everything"), 400, "invalid_scope"),
        (vec!["Bearer abc"], GRANT.to_owned(), 401, "invalid_client"),
        (vec!["Basic !"], GRANT.to_owned(), 401, "invalid_client"),
        (vec![], GRANT.to_owned(), 401, "invalid_client"),
        (vec![], with("client_id=a-partner&client_secret=a+secret"), 401, "invalid_client"),
    ] {
        let answer = read(ask(&town, &authorization, &form).await?).await?;
        assert_eq!((answer.0, answer.1.as_str()), (status, error), "{authorization:?} {form}");
    }
    let json = town.visitor()?.request(Method::POST, "/api/partner/token");
    let json = json.header(AUTHORIZATION, basic).json(&json!({ "grant_type": "x" }));
    assert_eq!(read(json.send().await?).await?.1, "invalid_request", "no form");
    Ok(())
}

#[tokio::test]
async fn a_token_has_the_scopes_that_were_asked_for() -> Result<()> {
    let town = town().await?;
    sqlx::query("update partner set scopes = '{scores,others}'").execute(&town.database).await?;
    let basic = format!("Basic {BASIC}");
    let mut tokens = Vec::new();
    for (form, scope) in [
        (GRANT.to_owned(), "scores others"),
        (format!("{GRANT}&scope=others"), "others"),
        (format!("{GRANT}&scope=scores+scores"), "scores"),
    ] {
        let (status, _, granted) = read(ask(&town, &[&basic], &form).await?).await?;
        assert_eq!((status, &granted["scope"]), (200, &json!(scope)));
        tokens.push(granted["access_token"].as_str().context("no token")?.to_owned());
    }
    let body = json!({ "model": "financial", "firms": [
        { "reference": "a", "features": Town::ratios(0)? },
    ] });
    town.partner_scores(&tokens[2], body.clone()).await?.expect(200);
    let request = town.visitor()?.request(Method::POST, "/api/partner/scores");
    let answer = request.bearer_auth(&tokens[1]).json(&body).send().await?;
    assert_eq!(answer.status(), 403);
    let challenge = answer.headers()[WWW_AUTHENTICATE].to_str()?.to_owned();
    assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
    assert!(challenge.contains("scope=\"scores\""), "{challenge}");
    Ok(())
}

#[tokio::test]
async fn wrong_secrets_shut_nobody_out_who_knows_the_right_one() -> Result<()> {
    let town = town().await?;
    let wrong = format!("{GRANT}&client_id=a-partner&client_secret=wrong");
    let mut limited = None;
    // A minute may begin in between, and then thirty more are answered.
    for _ in 0..62 {
        let answer = ask(&town, &[], &wrong).await?;
        if answer.status() == 429 {
            limited = Some(answer);
        } else {
            assert_eq!(answer.status(), 401);
        }
    }
    let limited = limited.context("nothing is limited")?;
    let seconds = limited.headers().get(RETRY_AFTER).context("no Retry-After")?;
    assert!((1..=60).contains(&seconds.to_str()?.parse::<u32>()?));
    assert_eq!(read(limited).await?.1, "temporarily_unavailable");
    let basic = format!("Basic {BASIC}");
    assert_eq!(read(ask(&town, &[&basic], GRANT).await?).await?.0, 200);
    Ok(())
}

// A partner that calls too often learns when it may again.
#[tokio::test]
async fn too_many_calls_are_told_when_to_come_back() -> Result<()> {
    let town = Town::start().await?;
    town.partner("slow-partner", 1).await?;
    let token = town.partner_token("slow-partner").await?;
    let mut seconds = Vec::new();
    for _ in 0..3 {
        let request = town.visitor()?.request(Method::POST, "/api/partner/scores");
        let answer = request.bearer_auth(&token).json(&json!({})).send().await?;
        if answer.status() == 429 {
            seconds.push(answer.headers()[RETRY_AFTER].to_str()?.parse::<u32>()?);
        }
    }
    assert!(!seconds.is_empty() && seconds.iter().all(|n| (1..=60).contains(n)), "{seconds:?}");
    let two = town.visitor()?.request(Method::POST, "/api/partner/scores");
    let two = two.bearer_auth(&token).bearer_auth(&token);
    Person::send(two).await?.refused(401, "token_refused");
    Ok(())
}
