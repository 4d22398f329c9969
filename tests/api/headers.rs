//! What stands in the heads of requests and answers, whichever operation it is.

use crate::shared::village;
use anyhow::{Context, Result};
use reqwest::header::{
    CONTENT_LENGTH, CONTENT_TYPE, COOKIE, ETAG, HOST, HeaderValue, IF_NONE_MATCH, ORIGIN,
    SET_COOKIE, TRANSFER_ENCODING, WWW_AUTHENTICATE,
};
use reqwest::{Method, Response};
use system_tests::{PASSWORD, Person, Town, json};

const PUBLIC: &str = "https://rz.example.cn";

async fn get(town: &Town, path: &str) -> Result<Response> {
    Ok(town.visitor()?.request(Method::GET, path).send().await?)
}

fn header(answer: &Response, name: &str) -> Option<String> {
    answer.headers().get(name).map(|value| value.to_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_cookie_of_another_program_signs_nobody_out() -> Result<()> {
    let town = Town::start().await?;
    town.company("firm").await?;
    let own = town.sign_in_cookie("firm").await?;
    for other in ["lang=中文".as_bytes(), b"x=\xff", b"\x80\x81"] {
        for sent in [[other, b"; ", own.as_bytes()], [own.as_bytes(), b";", other]] {
            let cookie = HeaderValue::from_bytes(&sent.concat())?;
            let request = town.visitor()?.request(Method::GET, "/api/session");
            Person::send(request.header(COOKIE, cookie)).await?.expect(200);
        }
    }
    Ok(())
}

// What the framework refuses is refused in the platform's words.
#[tokio::test]
async fn a_path_that_is_no_text_names_nothing() -> Result<()> {
    let village = village().await?;
    for path in ["/verify/%ff", "/verify/%00", "/api/orders/%ff", "/reports/%ff/pdf"] {
        let reply = village.person("firm")?.get(path).await?;
        assert_eq!((reply.status, reply.code()), (404, "not_found"), "{path}");
    }
    for query in ["state=%00", "%00=1", "cursor=%00"] {
        let reply = village.person("firm")?.get(&format!("/api/orders?{query}")).await?;
        assert_eq!((reply.status, reply.code()), (422, "invalid_fields"), "{query}");
    }
    Ok(())
}

#[tokio::test]
async fn behind_a_proxy_the_public_origin_writes() -> Result<()> {
    let town = Town::start_with(&[("public_origin", PUBLIC.to_owned())]).await?;
    town.company("firm").await?;
    let form = json!({ "account": "firm", "password": PASSWORD });
    let sign_in = |host: &'static str, origin: &'static str| {
        let request = town.visitor().map(|one| one.request(Method::POST, "/api/session"));
        let form = form.clone();
        async move {
            let request = request?.header(HOST, host).header(ORIGIN, origin).json(&form);
            Ok::<_, anyhow::Error>(request.send().await?)
        }
    };
    for host in ["rz.example.cn", "rz.example.cn:443", "upstream:3000"] {
        let answer = sign_in(host, PUBLIC).await?;
        assert_eq!(answer.status(), 201, "{host}");
    }
    for origin in ["http://rz.example.cn", "http://upstream:3000", "https://b.cn", "null"] {
        let answer = sign_in("upstream:3000", origin).await?;
        assert_eq!(answer.status(), 403, "{origin}");
    }
    Ok(())
}

// S-06
#[tokio::test]
async fn behind_tls_the_cookie_is_bound_to_its_host() -> Result<()> {
    let town = Town::start_with(&[("public_origin", PUBLIC.to_owned())]).await?;
    town.company("firm").await?;
    let form = json!({ "account": "firm", "password": PASSWORD });
    let request = town.visitor()?.request(Method::POST, "/api/session").json(&form);
    let answer = request.send().await?;
    let cookies: Vec<_> = answer.headers().get_all(SET_COOKIE).iter().cloned().collect();
    assert_eq!(cookies.len(), 2);
    for cookie in &cookies {
        let cookie = cookie.to_str()?;
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        assert!(cookie.contains("; Path=/;") && cookie.ends_with("; Secure"), "{cookie}");
        assert!(cookie.contains("; HttpOnly") && !cookie.contains("Domain"), "{cookie}");
    }
    let session = cookies[0].to_str()?.split(';').next().context("no cookie")?.to_owned();
    let who = |cookie: String| {
        let request = town.visitor().map(|one| one.request(Method::GET, "/api/session"));
        async move { Person::send(request?.header(COOKIE, cookie)).await }
    };
    who(session.clone()).await?.expect(200);
    let bare = session.trim_start_matches("__Host-").to_owned();
    who(bare).await?.refused(401, "not_signed_in");
    Ok(())
}

// S-05: what is in the trail is ours.
#[tokio::test]
async fn a_client_does_not_name_what_stands_in_the_trail() -> Result<()> {
    let town = Town::start().await?;
    town.company("firm").await?;
    let form = json!({ "account": "firm", "password": PASSWORD });
    let request = town.visitor()?.request(Method::POST, "/api/session").json(&form);
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let request = request.header("x-request-id", "order-4711").header("traceparent", trace);
    let answer = request.send().await?;
    let named = header(&answer, "x-request-id").context("no name")?;
    let kept = town.value("select request_id from audit_entry where action = 'sign_in'").await?;
    assert_eq!(kept, named);
    assert!(kept != "order-4711" && !trace.contains(&kept), "{kept}");
    Ok(())
}

#[tokio::test]
async fn every_answer_in_one_piece_says_its_length() -> Result<()> {
    let town = Town::start().await?;
    town.company("firm").await?;
    for path in [
        "/",
        "/api/openapi.json",
        "/api/institutions",
        "/api/orders",
        "/api/nothing",
        "/nothing",
        "/verify/RT-1",
        "/api/sign-in/oidc",
        "/api/orders/%ff",
    ] {
        let answer = get(&town, path).await?;
        let length = header(&answer, CONTENT_LENGTH.as_str()).with_context(|| path.to_owned())?;
        assert!(!answer.headers().contains_key(TRANSFER_ENCODING), "{path}");
        assert_eq!(answer.bytes().await?.len().to_string(), length, "{path}");
    }
    let known = header(&get(&town, "/").await?, ETAG.as_str()).context("no tag")?;
    let request = town.visitor()?.request(Method::GET, "/").header(IF_NONE_MATCH, known);
    let same = request.send().await?;
    let gone = town.sign_in("firm").await?.request(Method::DELETE, "/api/session").send().await?;
    for (answer, status) in [(same, 304), (gone, 204)] {
        assert_eq!(answer.status(), status);
        assert!(!answer.headers().contains_key(CONTENT_LENGTH), "{status}");
    }
    Ok(())
}

// A refusal that comes before the body was read arrives whole.
#[tokio::test]
async fn who_is_refused_early_reads_why() -> Result<()> {
    let town = Town::start().await?;
    for size in [10, 60_000, 1 << 20, 8 << 20] {
        let request = town.visitor()?.request(Method::POST, "/api/demands");
        let request = request.header(CONTENT_TYPE, "application/json").body("x".repeat(size));
        Person::send(request).await?.refused(401, "not_signed_in");
    }
    Ok(())
}

// RFC 9110, section 11.6.1
#[tokio::test]
async fn every_401_says_how_to_get_through() -> Result<()> {
    let town = Town::start().await?;
    let form = json!({ "account": "nobody", "password": "x" });
    let visitor = town.visitor()?;
    let post = |path: &str| visitor.request(Method::POST, path);
    for (request, challenge) in [
        (visitor.request(Method::GET, "/api/orders"), "Session realm=\"rongtong\""),
        (post("/api/session").json(&form), "Session realm=\"rongtong\""),
        (post("/api/partner/scores"), "Bearer realm=\"rongtong\""),
        (
            post("/api/partner/scores").bearer_auth("no-token"),
            "Bearer realm=\"rongtong\", error=\"invalid_token\"",
        ),
        (post("/scheduled/warn-loans"), "Bearer realm=\"rongtong\""),
    ] {
        let answer = request.send().await?;
        assert_eq!(answer.status(), 401, "{challenge}");
        assert_eq!(header(&answer, WWW_AUTHENTICATE.as_str()).as_deref(), Some(challenge));
    }
    Ok(())
}
