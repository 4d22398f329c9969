use anyhow::{Context, Result, bail, ensure};
use reqwest::{Client, header, redirect};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Where the platform believes that browsers see it; no name that anybody resolves.
pub(crate) const ORIGIN: &str = "http://rongtong.test";

/// The npm package `oidc-provider`, running. It ends when the value is dropped.
pub(crate) struct Provider {
    issuer: String,
    _process: Child,
}

impl Provider {
    /// Starts a provider whose client authenticates itself by `method`.
    pub(crate) async fn start(method: &str) -> Result<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("oidc");
        ensure!(folder.join("node_modules").exists(), "run `npm ci --prefix tests/oidc`");
        let mut process = Command::new("node")
            .current_dir(folder)
            .args(["server.mjs", &format!("{ORIGIN}/api/sign-in/oidc/callback"), method])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("node does not start")?;
        let output = process.stdout.take().context("no output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(issuer) = line.strip_prefix("listening on ") {
                let issuer = issuer.to_owned();
                // The pipe is read to its end, so that the provider never waits for a reader.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Self { issuer, _process: process });
            }
        }
        bail!("the provider ended before it listened")
    }

    /// The variables that name this provider.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("oidc_issuer", self.issuer.clone()),
            ("oidc_host", self.issuer.clone()),
            ("oidc_client_id", "rongtong".into()),
            ("oidc_client_secret", "a secret: with + and %".into()),
            ("public_origin", ORIGIN.into()),
        ]
    }

    /// Says who signs in next.
    pub(crate) async fn subject(&self, subject: &str) -> Result<()> {
        self.control(json!({ "subject": subject })).await
    }

    /// Says how ID tokens are twisted from now on; `null` for not at all.
    pub(crate) async fn mischief(&self, kind: Value) -> Result<()> {
        self.control(json!({ "mischief": kind })).await
    }

    /// Says which keys are published from now on.
    pub(crate) async fn publish(&self, keys: &[&str]) -> Result<()> {
        self.control(json!({ "published": keys })).await
    }

    /// Says how keys are published from now on: `nameless`, `rotate`, `odd` of `server.mjs`.
    pub(crate) async fn keys(&self, order: Value) -> Result<()> {
        self.control(order).await
    }

    /// Says that the next `times` requests of a path fail in a way that `server.mjs` lists.
    pub(crate) async fn fail(&self, path: &str, kind: &str, times: u32) -> Result<()> {
        let failure = json!({ "path": path, "kind": kind, "times": times });
        self.control(json!({ "failure": failure })).await
    }

    /// The requests of a path since the last order, each as the length that it declared.
    pub(crate) async fn asked(&self, path: &str) -> Result<Vec<Option<String>>> {
        let answer = Client::new().get(format!("{}/control", self.issuer)).send().await?;
        let asked: Vec<Value> = answer.error_for_status()?.json().await?;
        let length = |one: &Value| one["length"].as_str().map(str::to_owned);
        Ok(asked.iter().filter(|one| one["path"] == path).map(length).collect())
    }

    async fn control(&self, order: Value) -> Result<()> {
        let request = Client::new().post(format!("{}/control", self.issuer)).json(&order);
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// What a fresh browser does at the provider, from the address it is sent to until it is sent back: the path and
    /// query of the callback.
    pub(crate) async fn sign_in(&self, address: &str) -> Result<String> {
        let policy = redirect::Policy::none();
        let browser = Client::builder().cookie_store(true).redirect(policy).build()?;
        let mut address = address.to_owned();
        for _ in 0..8 {
            if let Some(path) = address.strip_prefix(ORIGIN) {
                return Ok(path.to_owned());
            }
            let url = match address.strip_prefix('/') {
                Some(path) => format!("{}/{path}", self.issuer),
                None => address,
            };
            let answer = browser.get(url).send().await?;
            let location = answer.headers().get(header::LOCATION);
            address = location.context("the provider leads nowhere")?.to_str()?.to_owned();
        }
        bail!("the provider never sends the browser back")
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }
}
