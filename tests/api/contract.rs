//! The answers keep to the served document: schemathesis calls every operation as every role with whatever the document
//! allows and forbids. No 5xx, no undocumented status, no answer of another shape. I-12

use anyhow::{Context, Result, ensure};
use std::path::Path;
use system_tests::Town;
use tokio::process::Command;

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_schema_conformance";

async fn fuzz(base_url: &str, who: &str, cookie: Option<String>) -> Result<()> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.local/venv/bin/schemathesis");
    let mut command = Command::new(program);
    command
        .args(["run", &format!("{base_url}/api/openapi.json"), "--checks", CHECKS])
        .args(["--phases", "coverage,fuzzing", "--max-examples", "8", "--seed", "20261123"])
        .args(["--no-shrink", "--continue-on-failure", "--no-color", "--warnings", "off"])
        .args(["--generation-database", "none"]);
    if let Some(cookie) = cookie {
        // Signing out would end the run's own session: that is looked at without one.
        command.args(["--exclude-path", "/api/session", "-H", &format!("Cookie: {cookie}")]);
    }
    let output = command.output().await.context("schemathesis is missing: run scripts/test")?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "as {who}:\n{said}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_keeps_to_the_document() -> Result<()> {
    let town = Town::start().await?;
    let bank = town.institution("bank").await?;
    let product = town.product(bank).await?;
    town.company("applicant").await?;
    town.officer(bank, "officer").await?;
    town.manager(bank, "manager").await?;
    town.staff("operator", "operator").await?;
    town.staff("regulator", "regulator").await?;
    let applicant = town.sign_in("applicant").await?;
    for n in 0..5 {
        let form = Town::application(product);
        applicant.post_once("/api/orders", &format!("contract-{n}"), form).await?.expect(201);
        applicant.post("/api/demands", Town::demand()).await?.expect(201);
    }
    fuzz(town.base_url(), "visitor", None).await?;
    for role in ["applicant", "officer", "manager", "operator", "regulator"] {
        fuzz(town.base_url(), role, Some(town.sign_in_cookie(role).await?)).await?;
    }
    Ok(())
}
