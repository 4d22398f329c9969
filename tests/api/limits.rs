//! Who tries too often, and who is not to suffer for it. S-10

use anyhow::{Context, Result};
use reqwest::header::{COOKIE, RETRY_AFTER, SET_COOKIE};
use reqwest::{Method, Response};
use system_tests::{PASSWORD, Town, json};

const OWN: &str = "198.51.100.7";

/// A town behind a proxy on this machine.
async fn town() -> Result<Town> {
    let town = Town::start_with(&[("trusted_proxies", "10.0.0.0/8, 127.0.0.1".to_owned())]).await?;
    town.company("firm").await?;
    Ok(town)
}

/// A sign-in from an address, by a browser with this cookie.
struct Try<'a> {
    town: &'a Town,
    from: &'a str,
    device: Option<&'a str>,
}

impl Try<'_> {
    async fn with(&self, account: &str, password: &str) -> Result<Response> {
        let form = json!({ "account": account, "password": password });
        let request = self.town.visitor()?.request(Method::POST, "/api/session").json(&form);
        let request = request.header("x-forwarded-for", format!("192.0.2.99, {}", self.from));
        let request = match self.device {
            Some(device) => request.header(COOKIE, device),
            None => request,
        };
        Ok(request.send().await?)
    }

    async fn fails(&self, account: &str, times: usize) -> Result<()> {
        for _ in 0..times {
            assert_eq!(self.with(account, "wrong").await?.status(), 401, "{account}");
        }
        Ok(())
    }

    async fn is_locked(&self, account: &str) -> Result<()> {
        let answer = self.with(account, PASSWORD).await?;
        assert_eq!(answer.status(), 429, "{account} from {}", self.from);
        let seconds = answer.headers().get(RETRY_AFTER).context("no Retry-After")?;
        assert!((1..=900).contains(&seconds.to_str()?.parse::<u32>()?), "{seconds:?}");
        Ok(())
    }

    /// Lets in; gives the cookie by which the browser is known again.
    async fn is_let_in(&self) -> Result<String> {
        let answer = self.with("firm", PASSWORD).await?;
        assert_eq!(answer.status(), 201, "from {}", self.from);
        let cookies = answer.headers().get_all(SET_COOKIE).iter();
        let device = cookies
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .find(|cookie| cookie.starts_with("rongtong_device="));
        Ok(device.context("no device")?.to_owned())
    }
}

#[tokio::test]
async fn strangers_lock_out_themselves_alone() -> Result<()> {
    let town = town().await?;
    for from in ["203.0.113.1", "203.0.113.2", "2001:db8:1::5"] {
        let stranger = Try { town: &town, from, device: None };
        for account in ["firm", "nobody"] {
            stranger.fails(account, 5).await?;
            stranger.is_locked(account).await?;
        }
    }
    Try { town: &town, from: "2001:db8:1::6", device: None }.is_locked("firm").await?;
    let own = Try { town: &town, from: OWN, device: None };
    let device = own.is_let_in().await?;
    // Somebody in the owner's own network: the browser in which the name was proven stays in.
    own.fails("firm", 5).await?;
    own.is_locked("firm").await?;
    let known = Try { town: &town, from: OWN, device: Some(&device) };
    known.is_let_in().await?;
    known.fails("firm", 5).await?;
    known.is_locked("firm").await?;
    Ok(())
}

#[tokio::test]
async fn guesses_from_everywhere_are_stopped_and_the_owner_is_not() -> Result<()> {
    let town = town().await?;
    let device = Try { town: &town, from: OWN, device: None }.is_let_in().await?;
    for account in ["firm", "nobody"] {
        for n in 0..50 {
            let from = format!("203.0.113.{n}");
            Try { town: &town, from: &from, device: None }.fails(account, 1).await?;
        }
        Try { town: &town, from: "203.0.113.200", device: None }.is_locked(account).await?;
    }
    Try { town: &town, from: OWN, device: None }.is_let_in().await?;
    Try { town: &town, from: "203.0.113.201", device: Some(&device) }.is_let_in().await?;
    let foreign = format!("rongtong_device={}", "A".repeat(43));
    Try { town: &town, from: "203.0.113.202", device: Some(&foreign) }.is_locked("firm").await?;
    Ok(())
}

#[tokio::test]
async fn a_client_does_not_say_itself_where_it_is() -> Result<()> {
    let town = Town::start().await?;
    town.company("firm").await?;
    for n in 0..5 {
        let form = json!({ "account": "firm", "password": "wrong" });
        let request = town.visitor()?.request(Method::POST, "/api/session").json(&form);
        let request = request.header("x-forwarded-for", format!("203.0.113.{n}"));
        let request = request.header("spin-client-addr", format!("203.0.113.{n}:1"));
        assert_eq!(request.send().await?.status(), 401);
    }
    Try { town: &town, from: OWN, device: None }.is_locked("firm").await
}
