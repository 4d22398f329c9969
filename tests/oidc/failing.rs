//! A provider that fails, and with it the terms on which the platform asks any other system (`web::Outbound`).

use crate::{BEGIN, Stage, look};
use anyhow::Result;
use reqwest::Method;
use reqwest::header::ACCEPT;
use std::time::{Duration, Instant};

const DISCOVERY: &str = "/.well-known/openid-configuration";

#[tokio::test]
async fn a_provider_that_is_down_is_not_the_users_fault() -> Result<()> {
    let Stage { town, provider } = Stage::set().await?;
    drop(provider);
    let visitor = town.visitor()?;
    visitor.get(BEGIN).await?.refused(503, "unavailable");
    let request = visitor.request(Method::GET, BEGIN).header(ACCEPT, "text/html,*/*;q=0.8");
    let page = request.send().await?;
    assert_eq!(page.status(), 503);
    assert!(page.text().await?.contains("href=\"/sign-in\""), "a browser is led on");
    Ok(())
}

#[tokio::test]
async fn a_lasting_failure_is_told_in_time_after_one_retry_at_most() -> Result<()> {
    let stage = Stage::set().await?;
    let person = stage.town.visitor()?;
    for (kind, sent) in [("unavailable", 2), ("reset", 2), ("cut", 2), ("large", 1)] {
        stage.provider.fail(DISCOVERY, kind, 9).await?;
        person.get(BEGIN).await?.refused(503, "unavailable");
        assert_eq!(stage.provider.asked(DISCOVERY).await?.len(), sent, "{kind}");
    }
    // What never ends is given up: before it is read where its length is declared, else at the deadline.
    for (kind, least, most) in [("declared", 0, 4), ("silent", 5, 9)] {
        stage.provider.fail(DISCOVERY, kind, 9).await?;
        let begun = Instant::now();
        person.get(BEGIN).await?.refused(503, "unavailable");
        let taken = begun.elapsed();
        let seconds = Duration::from_secs(least)..Duration::from_secs(most);
        assert!(seconds.contains(&taken), "{kind}: {taken:?}");
        assert_eq!(stage.provider.asked(DISCOVERY).await?.len(), 1, "{kind}");
    }
    Ok(())
}

#[tokio::test]
async fn a_failure_that_passes_is_not_seen() -> Result<()> {
    for kind in ["unavailable", "reset", "cut"] {
        let stage = Stage::set().await?;
        let person = stage.town.visitor()?;
        stage.provider.fail(DISCOVERY, kind, 1).await?;
        let callback = stage.until_callback(&person).await?;
        assert_eq!(stage.provider.asked(DISCOVERY).await?.len(), 2, "{kind}");
        stage.provider.fail("/jwks", kind, 1).await?;
        let seen = look(&person, &callback).await?;
        assert_eq!(seen.status, 303, "{kind}: {}", seen.code);
        assert_eq!(stage.provider.asked("/jwks").await?.len(), 2, "{kind}");
    }
    Ok(())
}

#[tokio::test]
async fn a_code_is_sent_once_and_with_its_length() -> Result<()> {
    let stage = Stage::set().await?;
    for kind in ["unavailable", "reset", "cut"] {
        let person = stage.town.visitor()?;
        let callback = stage.until_callback(&person).await?;
        stage.provider.fail("/token", kind, 1).await?;
        let seen = look(&person, &callback).await?;
        assert_eq!((seen.status, seen.code.as_str()), (503, "unavailable"), "{kind}");
        assert_eq!(stage.provider.asked("/token").await?.len(), 1, "{kind}");
    }
    let person = stage.town.visitor()?;
    let callback = stage.until_callback(&person).await?;
    stage.provider.fail("/token", "reset", 0).await?;
    assert_eq!(look(&person, &callback).await?.status, 303);
    // A provider that takes no chunked body answers 411 to one.
    let person = stage.town.visitor()?;
    let callback = stage.until_callback(&person).await?;
    stage.provider.fail("/token", "lengthless", 1).await?;
    assert_eq!(look(&person, &callback).await?.status, 303);
    let lengths = stage.provider.asked("/token").await?;
    assert!(matches!(lengths.as_slice(), [Some(length)] if length.parse::<u32>()? > 100));
    Ok(())
}
