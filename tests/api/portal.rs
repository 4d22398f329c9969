//! `serve-portal`: the files of the mounted folder, and nothing else.

use anyhow::{Context, Result};
use reqwest::Method;
use reqwest::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use system_tests::{Person, Town};

#[tokio::test]
async fn pages_are_revalidated_and_guarded() -> Result<()> {
    let town = Town::start().await?;
    let person = town.visitor()?;
    let kinds = [
        ("/", "text/html; charset=utf-8"),
        ("/api.css", "text/css; charset=utf-8"),
        ("/api.js", "text/javascript; charset=utf-8"),
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
async fn nothing_else_is_shown() -> Result<()> {
    let town = Town::start().await?;
    let person = town.visitor()?;
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
