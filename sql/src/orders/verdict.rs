//! First decisions: the live rules over invented facts, twenty for each kind of applicant that gave
//! a consent.

use anyhow::{Context, Result};
use rules::{Decision, Inputs, Outcome, Table};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::types::Json;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

const SUBJECTS: [&str; 3] = ["company", "sole_trader", "person"];
const COUNT: i32 = 20;
const GRADES: [(&str, f64); 8] = [
    ("AAA", 0.005),
    ("AA", 0.01),
    ("A", 0.02),
    ("BBB", 0.04),
    ("BB", 0.08),
    ("B", 0.16),
    ("C", 0.32),
    ("D", 1.0),
];

/// A version of the rules that decides now.
struct Version {
    id: Uuid,
    kind: String,
    version: i32,
    table: Table,
}

/// What the rules of one kind came to, as a run keeps it.
#[derive(Serialize)]
struct Part<'a> {
    kind: &'a str,
    version_id: Uuid,
    version: i32,
    #[serde(flatten)]
    decision: Decision,
}

/// What a run came to, as it is kept.
#[derive(Serialize)]
struct RunResult<'a> {
    outcome: Outcome,
    reasons: Vec<String>,
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct VerdictRow {
    place: i32,
    has_consent: bool,
    subject_type: &'static str,
    outcome: &'static str,
    reasons: Vec<String>,
    version_ids: Vec<Uuid>,
    inputs: Inputs,
    result: String,
    points: Option<f64>,
    grade: Option<&'static str>,
    probability: Option<f64>,
    answer: Option<Value>,
}

/// Writes the verdicts into the plans.
pub(crate) async fn bring(connection: &mut PgConnection) -> Result<()> {
    let versions = live(connection).await?;
    let mut rows = Vec::new();
    for subject in SUBJECTS {
        for place in 0..COUNT {
            rows.push(verdict(&versions, subject, place, None)?);
            let scored = Some(probability(place));
            rows.push(verdict(&versions, subject, place, scored)?);
        }
    }
    sqlx::query(
        "insert into plan_verdict select * from jsonb_populate_recordset(null::plan_verdict, $1)",
    )
    .bind(Json(rows))
    .execute(connection)
    .await
    .context("verdicts are not accepted")?;
    Ok(())
}

async fn live(connection: &mut PgConnection) -> Result<Vec<Version>> {
    let rows = sqlx::query(
        "select r.id, r.kind, r.version, r.body
         from unnest(array ['verification', 'anti_fraud', 'admission'])
              with ordinality as k (kind, place)
         join rule_version r on r.id = live_rules(k.kind, null)
         order by k.place",
    )
    .fetch_all(connection)
    .await?;
    let version = |row: &sqlx::postgres::PgRow| -> Result<Version> {
        let Json(table) = row.try_get("body")?;
        Ok(Version {
            id: row.try_get("id")?,
            kind: row.try_get("kind")?,
            version: row.try_get("version")?,
            table,
        })
    };
    rows.iter().map(version).collect()
}

/// From a third of a percent up, each half as much again, to over one half.
fn probability(place: i32) -> f64 {
    let exact = 0.0035 * 1.305_f64.powi(place);
    (exact * 1e6).round() / 1e6
}

fn verdict(
    versions: &[Version],
    subject: &'static str,
    place: i32,
    probability: Option<f64>,
) -> Result<VerdictRow> {
    let answer = probability.map(answer);
    let inputs = inputs(subject, place, answer.as_ref());
    let parts: Vec<Part<'_>> = versions.iter().map(|version| part(version, &inputs)).collect();
    let mut reasons: Vec<String> = Vec::new();
    for finding in parts.iter().flat_map(|part| &part.decision.findings) {
        if !reasons.contains(&finding.reason) {
            reasons.push(finding.reason.clone());
        }
    }
    let outcome = parts.iter().map(|part| part.decision.outcome).max().unwrap_or(Outcome::Refer);
    let result = RunResult { outcome, reasons: reasons.clone(), parts };
    Ok(VerdictRow {
        place,
        has_consent: probability.is_some(),
        subject_type: subject,
        outcome: outcome.as_str(),
        reasons,
        version_ids: versions.iter().map(|version| version.id).collect(),
        result: serde_json::to_string(&result)?,
        inputs,
        points: probability.map(points),
        grade: probability.map(grade),
        probability,
        answer,
    })
}

fn part<'a>(version: &'a Version, inputs: &Inputs) -> Part<'a> {
    let Version { id, kind, version, table } = version;
    Part { kind, version_id: *id, version: *version, decision: table.decide(inputs) }
}

fn grade(probability: f64) -> &'static str {
    GRADES.iter().find(|grade| probability < grade.1).map_or("D", |grade| grade.0)
}

/// Twenty points double the odds; fifty to one make 600.
fn points(probability: f64) -> f64 {
    let odds = (1.0 - probability) / probability;
    ((600.0 + 20.0 * (odds / 50.0).log2()) * 10.0).round() / 10.0
}

/// A score as it is answered, by a model that does not exist.
fn answer(probability: f64) -> Value {
    let mut bands = Vec::new();
    for (grade, below) in GRADES {
        bands.push(json!({"grade": grade, "probability_below": below, "observed": null}));
    }
    json!({
        "model": "invented",
        "model_version": "0",
        "horizon": "虚构数据",
        "score": points(probability),
        "grade": grade(probability),
        "probability": probability,
        "dimensions": [],
        "reasons_against": [],
        "reasons_for": [],
        "missing": [],
        "out_of_range": [],
        "distribution": [],
        "scale": {
            "base_score": 600.0,
            "base_odds": 50.0,
            "points_to_double_the_odds": 20.0,
            "lowest": 300.0,
            "highest": 850.0,
            "grades": bands,
        },
        "data": [],
    })
}

/// What the rules read: with a consent facts without fault, but for one firm in twenty each with
/// arrears or a case in court; without one only what the application says.
fn inputs(subject: &str, place: i32, answer: Option<&Value>) -> Inputs {
    let mut inputs = Inputs::new();
    let mut put = |name: &str, value: Value| inputs.insert(name.to_owned(), value);
    put("subject_type", subject.into());
    put("consent_given", answer.is_some().into());
    put("applications_30d", 1.into());
    put("same_phone_applicants", 0.into());
    put("blacklist_hits", 0.into());
    if subject != "person" {
        put("credit_code_valid", true.into());
    }
    if let Some(answer) = answer {
        let told = |name: &str| answer.get(name).map(Value::to_string).into();
        put("score", told("score"));
        put("probability", told("probability"));
        put("grade", answer.get("grade").cloned().into());
        put("registration_status", "active".into());
        put("registration_name_matches", true.into());
        put("legal_person_matches", true.into());
        put("business_age_months", (12 + 7 * place).into());
        put("tax_arrears", if place == 7 { "2300.00" } else { "0" }.into());
        put("tax_grade", if place < 12 { "A" } else { "B" }.into());
        put("amount_to_sales", "0.2500".into());
        put("insured_employees", (5 + place).into());
        put("insurance_arrears_months", 0.into());
        put("penalties", 0.into());
        put("serious_penalties", 0.into());
        put("dishonest_debtor", false.into());
        put("open_executions", i32::from(place == 11).into());
        put("accounts_age_months", 6.into());
    }
    inputs
}
