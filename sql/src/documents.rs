//! What is longer than a line of a table: the texts that people consent to, and the rules that a platform begins with.

use anyhow::{Context, Result};
use rules::Table;
use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// The id of each text and its file. A text never changes; a better one is a new file, and the old one says
/// `current = false`.
const CONSENT_TEXTS: [(&str, &str); 5] = [
    ("loan_application.1", include_str!("../seed/reference/consent_texts/loan_application_1.toml")),
    ("loan_application.2", include_str!("../seed/reference/consent_texts/loan_application_2.toml")),
    ("self_assessment.1", include_str!("../seed/reference/consent_texts/self_assessment_1.toml")),
    ("recommendation.1", include_str!("../seed/reference/consent_texts/recommendation_1.toml")),
    (
        "partner_assessment.1",
        include_str!("../seed/reference/consent_texts/partner_assessment_1.toml"),
    ),
];

/// The kind of each first version of the rules and its file.
const RULES: [(&str, &str); 4] = [
    ("verification", include_str!("../seed/reference/rules/verification_1.toml")),
    ("anti_fraud", include_str!("../seed/reference/rules/anti_fraud_1.toml")),
    ("admission", include_str!("../seed/reference/rules/admission_1.toml")),
    ("post_loan", include_str!("../seed/reference/rules/post_loan_1.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentText {
    title: String,
    receiver: String,
    purposes: Vec<String>,
    items: Vec<String>,
    valid_days: i32,
    #[serde(default = "yes")]
    current: bool,
    body: String,
}

#[derive(Deserialize)]
struct RuleFile {
    title: String,
    #[serde(flatten)]
    table: Table,
}

fn yes() -> bool {
    true
}

/// Brings texts and first rules into the database; what is there already stays.
pub(crate) async fn bring(connection: &mut PgConnection) -> Result<()> {
    for (id, file) in CONSENT_TEXTS {
        let text: ConsentText =
            toml::from_str(file).with_context(|| format!("consent text {id}"))?;
        sqlx::query(
            "insert into consent_text (id, title, body, body_sha256, receiver, purposes, items, valid_days, current)
             values ($1, $2, $3, sha256(convert_to($3, 'UTF8')), $4, $5, $6, $7, $8)
             on conflict (id) do update set current = excluded.current",
        )
        .bind(id)
        .bind(text.title)
        .bind(text.body.trim())
        .bind(text.receiver)
        .bind(text.purposes)
        .bind(text.items)
        .bind(text.valid_days)
        .bind(text.current)
        .execute(&mut *connection)
        .await?;
    }
    for (kind, file) in RULES {
        let RuleFile { title, table } =
            toml::from_str(file).with_context(|| format!("rules of {kind}"))?;
        table.check().with_context(|| format!("rules of {kind}"))?;
        sqlx::query(
            "insert into rule_version (id, kind, version, title, body, state, effective_from)
             values ($1, $2, 1, $3, $4, 'active', now())
             on conflict do nothing",
        )
        .bind(first_version(kind)?)
        .bind(kind)
        .bind(title)
        .bind(Json(table))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The id of the first version of a kind, the same in every database.
fn first_version(kind: &str) -> Result<Uuid> {
    let digest = crypto::sha256(format!("rules/{kind}/1").as_bytes());
    let bytes = digest.first_chunk().copied().context("a digest is longer than an id")?;
    Ok(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
