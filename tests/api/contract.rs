//! The answers keep to the served document: schemathesis calls every operation, as everybody whom the document allows
//! it, with whatever the document allows and forbids. No 5xx, no undocumented status, no answer of another shape. That
//! no other caller may is tested by the matrix. I-12

use crate::access::ROLES;
use anyhow::{Context, Result, ensure};
use futures::{StreamExt, TryStreamExt, stream};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Output;
use system_tests::{Town, Value, json};
use tokio::process::Command;
use uuid::Uuid;

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_schema_conformance";

/// So many runs at a time; each keeps a processor busy.
const AT_ONCE: usize = 2;

/// One run: who calls, and which part of the document.
struct Run {
    who: &'static str,
    /// The header that says who calls.
    header: Option<String>,
    /// What `who` may call, as `GET /api/orders`.
    operations: BTreeSet<String>,
    /// Holds the document, and what the run says.
    folder: PathBuf,
}

/// What a run says it did.
#[derive(Debug, PartialEq, Eq)]
struct Called {
    operations: usize,
    /// How often each status was answered.
    answers: BTreeMap<u64, usize>,
}

impl Run {
    fn new(who: &'static str, header: Option<String>, document: &Value) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("rongtong-contract-{}", Uuid::new_v4()));
        std::fs::create_dir(&folder)?;
        std::fs::write(folder.join("openapi.json"), document.to_string())?;
        let operations = operations(document, |operation| allows(operation, who))?;
        Ok(Self { who, header, operations, folder })
    }

    async fn fuzz(&self, base_url: &str) -> Result<Output> {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.local/venv/bin/schemathesis");
        let mut command = Command::new(program);
        command
            .current_dir(&self.folder)
            .args(["run", "openapi.json", "--url", base_url, "--checks", CHECKS])
            .args(["--phases", "coverage,fuzzing", "--max-examples", "8", "--seed", "20261123"])
            .args(["--no-shrink", "--continue-on-failure", "--no-color", "--warnings", "off"])
            .args(["--generation-database", "none", "--report", "json,har"])
            .args(["--report-json-path", "run.json", "--report-har-path", "answers.har"]);
        // The whole document is given, and what to call of it: a method that it leaves out is tried as well, and to
        // try the sign-out would end the session of the run.
        for operation in &self.operations {
            command.args(["--include-name", operation]);
        }
        if let Some(header) = &self.header {
            command.args(["-H", header]);
        }
        command.output().await.context("schemathesis is missing: run scripts/test")
    }

    /// Fuzzes, and says what was called.
    async fn called(&self, base_url: &str) -> Result<Called> {
        let output = self.fuzz(base_url).await?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "as {}:\n{said}", self.who);
        let read = |name: &str| -> Result<Value> {
            Ok(serde_json::from_slice(&std::fs::read(self.folder.join(name))?)?)
        };
        let run = read("run.json")?;
        let operations = run["operations"]["tested"].as_u64().context("nothing was tested")?;
        let har = read("answers.har")?;
        let mut answers = BTreeMap::new();
        for entry in har["log"]["entries"].as_array().context("no answers")? {
            let status = entry["response"]["status"].as_u64().context("no status")?;
            *answers.entry(status).or_default() += 1;
        }
        Ok(Called { operations: usize::try_from(operations)?, answers })
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Whether an operation is to be fuzzed as `who`: as each role that the document names, and once if it is for all.
fn allows(operation: &Value, who: &str) -> bool {
    let roles = operation["x-roles"].as_array();
    roles.is_some_and(|roles| match who {
        "visitor" => roles.is_empty(),
        _ => roles.iter().any(|role| role == who),
    })
}

fn operations(document: &Value, wanted: impl Fn(&Value) -> bool) -> Result<BTreeSet<String>> {
    let mut operations = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().context("no paths")? {
        let methods = methods.as_object().context("no methods")?.iter();
        let wanted = methods.filter(|(_, operation)| wanted(operation));
        operations.extend(wanted.map(|(method, _)| format!("{} {path}", method.to_uppercase())));
    }
    Ok(operations)
}

/// The document with what else a partner knows: the models and the names of their features. Without these no request of
/// the fuzzer would get as far as a model.
fn aimed(document: &Value, models: &Value) -> Result<Value> {
    let models = models.as_array().context("no models")?;
    let mut features = serde_json::Map::new();
    for feature in models.iter().filter_map(|model| model["features"].as_array()).flatten() {
        let name = feature["name"].as_str().context("no name")?;
        features.insert(name.to_owned(), json!({ "type": "number" }));
    }
    ensure!(!features.is_empty(), "the models have features");
    let mut aimed = document.clone();
    let schemas = &mut aimed["components"]["schemas"];
    let names: Vec<_> = models.iter().filter_map(|model| model["name"].as_str()).collect();
    ensure!(names.len() == models.len(), "each model has a name");
    schemas["PartnerScoreRequest"]["properties"]["model"] = json!({ "enum": names });
    let firm = &mut schemas["Firm"]["properties"];
    firm["reference"] = json!({ "type": "string", "minLength": 1, "maxLength": 60 });
    firm["features"] = json!({ "type": "object", "properties": features });
    Ok(aimed)
}

/// A town with something for everybody to find.
async fn furnished() -> Result<Town> {
    let town = Town::start().await?;
    let bank = town.institution("bank").await?;
    let product = town.product(bank).await?;
    town.company("applicant").await?;
    town.officer(bank, "officer").await?;
    town.manager(bank, "manager").await?;
    town.staff("operator", "operator").await?;
    town.staff("regulator", "regulator").await?;
    town.partner("partner", 100_000).await?;
    let applicant = town.sign_in("applicant").await?;
    for n in 0..5 {
        let form = Town::application(product);
        applicant.post_once("/api/orders", &format!("contract-{n}"), form).await?.expect(201);
        applicant.post("/api/demands", Town::demand()).await?.expect(201);
    }
    Ok(town)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_keeps_to_the_document() -> Result<()> {
    let town = furnished().await?;
    let document = town.visitor()?.get("/api/openapi.json").await?.expect(200);
    let models = town.visitor()?.get("/api/score-models").await?.expect(200);
    let token = town.partner_token("partner").await?;
    let bearer = format!("Authorization: Bearer {token}");
    let mut runs = vec![
        Run::new("visitor", None, &document)?,
        Run::new("partner", Some(bearer), &aimed(&document, &models["items"])?)?,
    ];
    for role in ROLES {
        let cookie = format!("Cookie: {}", town.sign_in_cookie(role).await?);
        runs.push(Run::new(role, Some(cookie), &document)?);
    }
    let mut fuzzed = BTreeSet::new();
    let calls = runs.iter().map(|run| run.called(town.base_url()));
    let called: Vec<Called> = stream::iter(calls).buffered(AT_ONCE).try_collect().await?;
    for (run, called) in runs.iter().zip(called) {
        println!("{}: {called:?}", run.who);
        assert_eq!(called.operations, run.operations.len(), "as {}: {called:?}", run.who);
        let statuses = || called.answers.keys();
        assert!(statuses().any(|status| *status < 400), "as {}: {called:?}", run.who);
        assert!(statuses().all(|status| *status < 500), "as {}: {called:?}", run.who);
        let known = run.header.is_none() || statuses().all(|status| *status != 401);
        assert!(known, "{} was not recognised each time: {called:?}", run.who);
        fuzzed.extend(run.operations.iter().cloned());
    }
    assert_eq!(fuzzed, operations(&document, |_| true)?, "every operation was called");
    Ok(())
}
