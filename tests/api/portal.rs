//! `serve-portal`: the pages that the build made, and nothing else.

use crate::shared::village;
use anyhow::{Context, Result};
use reqwest::Method;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use system_tests::Person;

#[tokio::test]
async fn pages_are_revalidated_and_guarded() -> Result<()> {
    let person = village().await?.town.visitor()?;
    let kinds = [
        ("/", "text/html; charset=utf-8"),
        ("/institution/orders/0198", "text/html; charset=utf-8"),
        ("/developers/", "text/html; charset=utf-8"),
        ("/theme.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
        ("/api/openapi.json", "application/json"),
    ];
    for (path, kind) in kinds {
        let answer = person.request(Method::GET, path).send().await?;
        let header = |name| answer.headers().get(name).context("a header is missing");
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(header(CONTENT_TYPE)?, kind, "{path}");
        assert!(header(CONTENT_SECURITY_POLICY)?.to_str()?.contains("frame-ancestors 'none'"));
        let tag = header(ETAG)?.clone();
        let again = person.request(Method::GET, path).header(IF_NONE_MATCH, tag.clone());
        assert_eq!(again.send().await?.status(), 304, "{path}");
        let head = person.request(Method::HEAD, path).send().await?;
        assert_eq!((head.status().as_u16(), head.headers().get(ETAG)), (200, Some(&tag)), "{path}");
        assert!(head.bytes().await?.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn what_is_named_after_its_content_is_kept_and_small() -> Result<()> {
    let person = village().await?.town.visitor()?;
    let page = person.request(Method::GET, "/").send().await?.text().await?;
    let program =
        page.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(".js"));
    let program = program.context("the page names no program")?;
    let plain = person.request(Method::GET, program).send().await?;
    assert_eq!(plain.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(plain.headers()[VARY], "accept-encoding");
    assert_eq!(plain.headers().get(CONTENT_ENCODING), None);
    let whole = plain.bytes().await?.len();
    for encoding in ["br", "gzip"] {
        let small =
            person.request(Method::GET, program).header(ACCEPT_ENCODING, encoding).send().await?;
        assert_eq!(small.headers()[CONTENT_ENCODING], encoding);
        assert_eq!(small.headers()[CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert!(small.bytes().await?.len() < whole);
    }
    Ok(())
}

#[tokio::test]
async fn a_browser_gets_a_page_that_says_there_is_none() -> Result<()> {
    let person = village().await?.town.visitor()?;
    let request =
        person.request(Method::GET, "/no/such/page").header(ACCEPT, "text/html,*/*;q=0.8");
    let answer = request.send().await?;
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
    assert!(answer.text().await?.contains("没有找到这个页面"));
    Ok(())
}

#[tokio::test]
async fn nothing_else_is_shown() -> Result<()> {
    let person = village().await?.town.visitor()?;
    let paths = [
        "/missing.html",
        "/%2e%2e/spin.toml",
        "/..%2fspin.toml",
        "/api/unknown",
        "/api",
        "/static/index.html",
        "/.env",
        "/assets/",
        "/index.html%00.js",
    ];
    for path in paths {
        person.get(path).await?.refused(404, "not_found");
    }
    person.press("/api/unknown").await?.refused(404, "not_found");
    person.press("/").await?.refused(405, "method_not_allowed");
    let request = person.request(Method::DELETE, "/api/openapi.json");
    Person::send(request).await?.refused(405, "method_not_allowed");
    Ok(())
}
