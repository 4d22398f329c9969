//! What the host keeps: the functions are asked by turns, millions of times and by few and many clients, and the memory
//! of the process is read beside it and a minute after.

use crate::memory::Memory;
use crate::{Plan, wrk};
use anyhow::{Context, Result, ensure};
use reqwest::header::SET_COOKIE;
use std::time::{Duration, Instant};
use support::Cluster;
use system_tests::{Host, Town, json};

/// The password of the demo city.
const PASSWORD: &str = "Rongtong-demo-2026";
/// How many clients there are, by turns.
const CLIENTS: [usize; 4] = [8, 64, 256, 16];
/// How long nobody asks, in the end.
const REST: Duration = Duration::from_secs(60);
/// What each of them asks; `{order}` and the like stand for rows of the city. The functions that compute long come
/// less often than the others, as in life.
const VISITOR: &[&str] = &[
    "/api/products",
    "/api/products/{product}",
    "/api/products?limit=50",
    "/api/institutions",
    "/api/institutions/{institution}",
    "/",
    "/institution/",
    "/api/dictionary",
    "/api/openapi.json",
    "/api/consent-texts",
];
const APPLICANT: &[&str] = &[
    "/api/session",
    "/api/orders",
    "/api/orders?limit=50",
    "/api/orders/{order}",
    "/api/inbox",
    "/api/recommendations",
    "/api/consents",
    "/api/demands",
    "/api/reports",
    "/api/scores",
    "/api/objections",
];
const OFFICER: &[&str] = &["/api/pool", "/api/orders", "/api/pool?limit=50", "/api/alerts"];
const MANAGER: &[&str] = &["/api/institution/products", "/api/staff", "/api/exposure"];
const OPERATOR: &[&str] = &["/api/product-reviews", "/api/settings/institutions"];
const REGULATOR: &[&str] = &[
    "/api/fact-accesses",
    "/api/model-monitor",
    "/api/score-models",
    "/api/rule-versions",
    "/api/decision-queue",
    "/api/compensation-pools",
    "/api/figures",
];

/// How long and how hard, and what is too much.
#[derive(clap::Args, Clone)]
pub(crate) struct Soak {
    /// How many requests in all
    #[arg(long, default_value_t = 2_000_000)]
    requests: u64,
    /// Stop earlier when so much time has passed, minutes
    #[arg(long, default_value_t = 60)]
    minutes_max: u64,
    /// How long each number of clients asks before the memory is read, seconds
    #[arg(long, default_value_t = 10)]
    every: u64,
    /// The most memory between the turns, MiB
    #[arg(long, default_value_t = 300.0)]
    loaded_mib_max: f64,
    /// The most memory after a minute of rest, MiB
    #[arg(long, default_value_t = 200.0)]
    rested_mib_max: f64,
    /// Arguments of the host
    #[arg(last = true)]
    host: Vec<String>,
}

impl Soak {
    /// Fails when the host kept too much.
    pub(crate) async fn run(&self) -> Result<()> {
        let cluster = Cluster::start_durable()?;
        let mut town = Town::start_on(&cluster).await?;
        town.populate().await?;
        let arguments: Vec<&str> = self.host.iter().map(String::as_str).collect();
        town.add_host_with(&arguments).await?;
        let host = town.hosts.pop().context("no host")?;
        let scripts = tempfile::tempdir()?;
        let script = scripts.path().join("soak.lua");
        std::fs::write(&script, script_of(&town, &host).await?)?;
        let script = script.to_str().context("no name")?;
        println!(
            "{:>8} {:>10} {:>7} {:>9} {:>9} {:>9}",
            "seconds", "requests", "clients", "resident", "anonymous", "files"
        );
        let start = Instant::now();
        let mut watch = Watch { start, pid: host.pid(), requests: 0, most: 0.0 };
        watch.look("start")?;
        for clients in CLIENTS.into_iter().cycle() {
            let plan = Plan { json: false, rounds: 1, seconds: self.every, clients, spin: false };
            let figures = wrk::run(plan, &["-s", script, host.base_url()]).await?;
            watch.requests += figures.requests;
            let most = watch.look(&clients.to_string())?;
            watch.most = most.max(watch.most);
            let is_late = start.elapsed() >= Duration::from_secs(60 * self.minutes_max);
            if watch.requests >= self.requests || is_late {
                break;
            }
        }
        tokio::time::sleep(REST).await;
        let rested = watch.look("rest")?;
        println!(
            "\nmost {:.0} MiB after a turn, {rested:.0} MiB after a minute of rest",
            watch.most
        );
        ensure!(watch.most <= self.loaded_mib_max, "more than {} MiB", self.loaded_mib_max);
        ensure!(rested <= self.rested_mib_max, "more than {} MiB at rest", self.rested_mib_max);
        Ok(())
    }
}

struct Watch {
    start: Instant,
    pid: u32,
    requests: u64,
    most: f64,
}

impl Watch {
    fn look(&self, clients: &str) -> Result<f64> {
        let memory = Memory::of(self.pid)?;
        println!(
            "{:>8} {:>10} {clients:>7} {:>9.1} {:>9.1} {:>9.1}",
            self.start.elapsed().as_secs(),
            self.requests,
            memory.resident,
            memory.anonymous,
            memory.files
        );
        Ok(memory.resident)
    }
}

/// The script by which `wrk` asks all of this in turn; each request has been asked once and was answered well.
async fn script_of(town: &Town, host: &Host) -> Result<String> {
    let groups = [
        ("", VISITOR),
        ("applicant01", APPLICANT),
        ("officer01", OFFICER),
        ("manager01", MANAGER),
        ("operator01", OPERATOR),
        ("regulator01", REGULATOR),
    ];
    let client = reqwest::Client::new();
    let mut asks = Vec::new();
    for (login, paths) in groups {
        let cookie = if login.is_empty() { String::new() } else { cookie(host, login).await? };
        for path in paths {
            let path = filled(town, path).await?;
            let request =
                client.get(format!("{}{path}", host.base_url())).header("cookie", &cookie);
            let status = request.send().await?.status();
            ensure!(status.is_success(), "{path} answers {status} to `{login}`");
            asks.push(format!("  {{ '{path}', '{cookie}' }},\n"));
        }
    }
    Ok(format!(
        "local asks = {{\n{}}}\n\
         local requests = {{}}\n\
         local n = 0\n\
         function init()\n\
           for i, ask in ipairs(asks) do\n\
             requests[i] = wrk.format('GET', ask[1], {{ ['Host'] = wrk.host, ['Cookie'] = ask[2] }})\n\
           end\n\
         end\n\
         function request()\n\
           n = n % #requests + 1\n\
           return requests[n]\n\
         end\n",
        asks.concat()
    ))
}

async fn filled(town: &Town, path: &str) -> Result<String> {
    let rows = [
        ("{product}", "select id from product where state = 'on_shelf' order by id limit 1"),
        ("{institution}", "select id from institution order by id limit 1"),
        (
            "{order}",
            "select o.id from loan_order o join account a using (applicant_id)
             where a.login = 'applicant01' order by o.id limit 1",
        ),
    ];
    for (name, query) in rows {
        if path.contains(name) {
            return Ok(path.replace(name, &town.value(query).await?));
        }
    }
    Ok(path.to_owned())
}

/// The cookie of a demo account's fresh session.
async fn cookie(host: &Host, login: &str) -> Result<String> {
    let form = json!({ "account": login, "password": PASSWORD }).to_string();
    let request = reqwest::Client::new().post(format!("{}/api/session", host.base_url()));
    let response = request.header("content-type", "application/json").body(form).send().await?;
    let response = response.error_for_status()?;
    let cookie = response.headers().get(SET_COOKIE).context("no cookie")?.to_str()?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}
