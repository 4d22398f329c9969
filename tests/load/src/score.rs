//! The scoring service beside what a team would otherwise write: FastAPI, onnxruntime, asyncpg and redis, as many
//! workers as the host has threads, the same file, the same rows, the same answer.

use crate::report::Ratio;
use crate::{Plan, wrk};
use anyhow::{Context, Result, ensure};
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};
use statement::Statement;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::Cluster;
use system_tests::Town;
use tokio::process::{Child, Command};

/// How many firms a batch has, the most that a request may.
const BATCH: usize = 500;
/// What both keep of a score.
const KEEP: &str = include_str!("../../../sql/queries/score-company/keep_for_partner.sql");
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Both services over one database, and what is sent to both.
struct Scene {
    town: Town,
    reference: Reference,
    token: String,
    scripts: tempfile::TempDir,
}

/// All that is measured of scoring.
pub(crate) async fn against_fastapi(cluster: &Cluster, plan: Plan) -> Result<Vec<Ratio>> {
    let scene = Scene::set(cluster, plan).await?;
    scene.check().await?;
    let mut ratios = vec![scene.model(plan).await?];
    ratios.extend(scene.service(plan).await?);
    ratios.push(scene.batch(plan).await?);
    Ok(ratios)
}

impl Scene {
    async fn set(cluster: &Cluster, plan: Plan) -> Result<Self> {
        let town = Town::start_by(plan.runner(), cluster).await?;
        town.partner("benchmark", 1_000_000).await?;
        let token = town.partner_token("benchmark").await?;
        let reference = Reference::start(&town).await?;
        Ok(Self { town, reference, token, scripts: tempfile::tempdir()? })
    }

    fn ours(&self) -> String {
        format!("{}/api/partner/scores", self.town.base_url())
    }

    fn theirs(&self) -> String {
        format!("{}/scores", self.reference.base_url)
    }

    /// Both say the same of every row, or nothing is compared.
    async fn check(&self) -> Result<()> {
        let body = body(0..BATCH)?;
        let (ours, _) = self.ask(&self.ours(), &body).await?;
        let (theirs, _) = self.ask(&self.theirs(), &body).await?;
        for row in 0..BATCH {
            let path = format!("/items/{row}/score/probability");
            let said = |answer: &Value| answer.pointer(&path).and_then(Value::as_f64);
            let (a, b) = (said(&ours).context("no score")?, said(&theirs).context("no score")?);
            ensure!((a - b).abs() < 2e-6, "row {row}: {a} and {b}");
        }
        Ok(())
    }

    async fn ask(&self, url: &str, body: &Value) -> Result<(Value, String)> {
        let request = reqwest::Client::new().post(url).bearer_auth(&self.token);
        let request = request.header("content-type", "application/json").body(body.to_string());
        let answer = request.send().await?.error_for_status()?;
        let timing =
            answer.headers().get("server-timing").context("no timing")?.to_str()?.to_owned();
        Ok((serde_json::from_str(&answer.text().await?)?, timing))
    }

    /// From a firm's values to its answer inside the component / the same inside the Python server, one row at a time.
    async fn model(&self, plan: Plan) -> Result<Ratio> {
        let mut ratio = Ratio::new("score_vs_python", "ms, one row, inside");
        let body = body(3..4)?;
        for _ in 0..plan.rounds {
            let mut turns = Vec::new();
            for url in [self.ours(), self.theirs()] {
                let mut times = Vec::new();
                for _ in 0..200 {
                    times.push(duration(&self.ask(&url, &body).await?.1, "model")?);
                }
                turns.push(median(times));
            }
            if let [a, b] = turns.as_slice() {
                ratio.turn(*a, *b);
            }
        }
        Ok(ratio)
    }

    /// Requests of one firm: with the score and the audit entry kept on both sides; and against a reference that keeps
    /// nothing.
    async fn service(&self, plan: Plan) -> Result<Vec<Ratio>> {
        let mut kept = Ratio::new("scores_vs_fastapi", "requests/s, both keep").aim(3.0);
        let mut p99 = Ratio::new("p99_vs_fastapi", "ms, both keep");
        let mut bare = Ratio::new("scores_vs_bare", "requests/s, reference keeps nothing");
        let script = self.script(3..4)?;
        let script = script.to_str().context("a path")?;
        let (ours, theirs) = (self.ours(), self.theirs());
        let nothing = format!("{theirs}?keep=false");
        for url in [&ours, &theirs, &nothing] {
            wrk::run(Plan { seconds: 1, ..plan }, &["-s", script, url]).await?;
        }
        for _ in 0..plan.rounds {
            let a = wrk::run(plan, &["-s", script, &ours]).await?;
            let b = wrk::run(plan, &["-s", script, &theirs]).await?;
            let c = wrk::run(plan, &["-s", script, &nothing]).await?;
            kept.turn(a.requests_per_second, b.requests_per_second);
            p99.turn(a.p99, b.p99);
            bare.turn(a.requests_per_second, c.requests_per_second);
        }
        Ok(vec![kept, p99, bare])
    }

    /// A request for 500 firms / 500 requests for one each, one after the other.
    async fn batch(&self, plan: Plan) -> Result<Ratio> {
        let mut ratio = Ratio::new("batch_vs_singles", "ms for 500 firms");
        let (all, singles) = (body(0..BATCH)?, (0..BATCH).map(|row| body(row..row + 1)));
        let singles: Vec<Value> = singles.collect::<Result<_>>()?;
        for _ in 0..plan.rounds {
            let start = Instant::now();
            self.ask(&self.ours(), &all).await?;
            let together = start.elapsed();
            let client = reqwest::Client::new();
            let start = Instant::now();
            for single in &singles {
                let request = client.post(self.ours()).bearer_auth(&self.token);
                let request = request.header("content-type", "application/json");
                request.body(single.to_string()).send().await?.error_for_status()?.bytes().await?;
            }
            ratio.turn(milliseconds(together), milliseconds(start.elapsed()));
        }
        Ok(ratio)
    }

    /// What `wrk` sends.
    fn script(&self, rows: std::ops::Range<usize>) -> Result<PathBuf> {
        let file = self.scripts.path().join("request.lua");
        let text = format!(
            "wrk.method = 'POST'\nwrk.body = [==[{}]==]\nwrk.headers['content-type'] = 'application/json'\n\
             wrk.headers['{AUTHORIZATION}'] = 'Bearer {}'\n",
            body(rows)?,
            self.token
        );
        std::fs::write(&file, text)?;
        Ok(file)
    }
}

fn body(rows: std::ops::Range<usize>) -> Result<Value> {
    let firms =
        rows.map(|row| Ok(json!({ "reference": row.to_string(), "features": Town::ratios(row)? })));
    Ok(json!({ "model": "financial", "firms": firms.collect::<Result<Vec<_>>>()? }))
}

/// A figure of `load;dur=0.012, model;dur=0.094`.
fn duration(timing: &str, name: &str) -> Result<f64> {
    let head = format!("{name};dur=");
    let found = timing.split(", ").find_map(|part| part.strip_prefix(&head));
    found.and_then(|text| text.parse().ok()).with_context(|| format!("no {name} in {timing}"))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// `reference/scores.py`, served by uvicorn.
struct Reference {
    process: Child,
    base_url: String,
}

impl Reference {
    async fn start(town: &Town) -> Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let workers = std::thread::available_parallelism()?.to_string();
        let Statement { sql, places, .. } = Statement::parse(KEEP)?;
        let places: Vec<_> = places.into_iter().map(|place| place.name).collect();
        let process = Command::new(Path::new(ROOT).join(".local/venv/bin/python"))
            .args(["-B", "-m", "uvicorn", "scores:app", "--log-level", "error", "--no-access-log"])
            .args(["--port", &port.to_string(), "--workers", &workers])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/reference"))
            .env("DATABASE_URL", &town.database_url)
            .env("REDIS_URL", &town.redis_url)
            .env("KEEP_SQL", sql)
            .env("KEEP_PLACES", places.join(","))
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("uvicorn does not start: scripts/bench installs it")?;
        let base_url = format!("http://127.0.0.1:{port}");
        for _ in 0..200 {
            if reqwest::get(format!("{base_url}/ready")).await.is_ok() {
                return Ok(Self { process, base_url });
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::bail!("the reference server does not answer")
    }
}

impl Drop for Reference {
    /// Asked to stop, the process takes its workers with it; killed, it would leave them behind.
    fn drop(&mut self) {
        if let Some(pid) = self.process.id() {
            _ = std::process::Command::new("kill").arg(pid.to_string()).status();
            std::thread::sleep(Duration::from_secs(1));
        }
    }
}
