//! A run: score the firm, let every live table judge, keep all of it in one statement.

use crate::case::{Case, Evidence, Version};
use crate::inputs;
use chrono::{DateTime, Utc};
use rules::{Decision, Inputs, Outcome};
use scoring::{Models, Scored};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Store, row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Problem, ambient};

statement! {
    Keep("decide-application/keep") -> Kept
}

/// What a run came to. Its bytes are kept: the same versions and inputs give the same ones.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct RunResult {
    /// The strongest outcome of all parts.
    pub(crate) outcome: Outcome,
    /// The codes of all reasons, each once, in the order in which they were found.
    pub(crate) reasons: Vec<String>,
    /// 验真, 反欺诈, 准入.
    pub(crate) parts: Vec<Part>,
}

/// What the rules of one kind came to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Part {
    /// `verification`, `anti_fraud` or `admission`.
    pub(crate) kind: String,
    /// The version that judged.
    pub(crate) version_id: Uuid,
    pub(crate) version: i32,
    #[serde(flatten)]
    pub(crate) decision: Decision,
}

/// What a run read, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Read {
    pub(crate) inputs: Inputs,
    pub(crate) evidence: Evidence,
}

/// Why a run was made.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cause {
    Arrival,
    /// By this account.
    Request(Uuid),
}

/// Lets the tables judge.
pub(crate) fn judge(versions: &[Version], inputs: &Inputs) -> RunResult {
    let part = |version: &Version| Part {
        kind: version.kind.clone(),
        version_id: version.id,
        version: version.version,
        decision: version.body.decide(inputs),
    };
    let parts: Vec<_> = versions.iter().map(part).collect();
    // Without any rules nothing has been looked at: that is no approval.
    let strongest = parts.iter().map(|part| part.decision.outcome).max();
    let mut reasons: Vec<String> = Vec::new();
    for finding in parts.iter().flat_map(|part| &part.decision.findings) {
        if !reasons.contains(&finding.reason) {
            reasons.push(finding.reason.clone());
        }
    }
    RunResult { outcome: strongest.unwrap_or(Outcome::Refer), reasons, parts }
}

row! {
    struct Kept { id: Uuid, created_at: DateTime<Utc> }
}

/// Decides a case and keeps the run; `None` when another clock was faster with the first run.
pub(crate) async fn run(
    store: &Store,
    case: &Case,
    cause: Cause,
    role: &str,
    request_id: &str,
) -> Answer<Option<Uuid>> {
    let scored = score(case)?;
    let (answer, place) =
        scored.as_ref().map(|(scored, _)| (&scored.answer, &scored.place)).unzip();
    let read =
        Read { inputs: inputs::of(case, answer, ambient::today()), evidence: case.evidence() };
    let result = judge(&case.live, &read.inputs);
    let shadows: Vec<Value> = case
        .shadows
        .iter()
        .map(|version| {
            let shadow = judge(&in_place_of(&case.live, version), &read.inputs);
            let differs = shadow.outcome != result.outcome || shadow.reasons != result.reasons;
            serde_json::json!({
                "version_id": version.id, "outcome": shadow.outcome, "reasons": shadow.reasons, "differs": differs,
            })
        })
        .collect();
    let (name, account) = match cause {
        Cause::Arrival => ("arrival", None),
        Cause::Request(account) => ("request", Some(account)),
    };
    let keep = Keep {
        run_id: ambient::new_id(),
        order_id: case.order(),
        cause: name.to_owned(),
        account_id: account,
        outcome: result.outcome.as_str().to_owned(),
        reasons: result.reasons.clone(),
        version_ids: case.live.iter().map(|version| version.id.to_string()).collect(),
        consent_id: case.facts.as_ref().map(|facts| facts.consent_id),
        inputs: to_text(&read)?,
        result: to_text(&result)?,
        score_id: scored.as_ref().map(|_| ambient::new_id()),
        answer: store::json(&answer)?,
        inputs_digest: scored.as_ref().map(|(_, digest)| digest.clone()),
        shadow_runs: store::json(&shadows)?,
        role: role.to_owned(),
        request_id: request_id.to_owned(),
        place: store::json(&place)?,
    };
    let kept = store.optional(keep).await?;
    Ok(kept.map(|kept| kept.id))
}

/// The live versions with one of them replaced by the version in the shadow.
fn in_place_of(live: &[Version], shadow: &Version) -> Vec<Version> {
    let others =
        live.iter().map(|version| if version.kind == shadow.kind { shadow } else { version });
    others.cloned().collect()
}

/// The firm's score, where its facts allow one.
fn score(case: &Case) -> Answer<Option<(Scored, Vec<u8>)>> {
    let Some(facts) = &case.facts else {
        return Ok(None);
    };
    let models = Models::shared().map_err(|error| Problem::caused(Fault::Internal, error))?;
    let scored = models.of_facts(facts, case.section());
    scored.map_err(|error| Problem::caused(Fault::Internal, error))
}

/// The bytes that are kept.
pub(crate) fn to_text<T: Serialize>(value: &T) -> Answer<String> {
    serde_json::to_string(value).map_err(|error| Problem::caused(Fault::Internal, error))
}
