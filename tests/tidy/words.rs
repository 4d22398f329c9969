//! `shared/words/words.json` has a word for every code of the schema and every kind of message that SQL writes, and has
//! no word that nothing uses.

use crate::{assert_none, root, sources};
use anyhow::{Context, Result};
use serde_json::{Map, Value};
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};
use support::Cluster;

/// Columns whose codes no page shows, and why.
const NOT_SHOWN: &[&str] = &[
    "consent.channel",                     // always `web` so far
    "consent_text.receiver",               // decides which texts are offered where
    "data_item.level",                     // the code is the word of the field: C1, C2, C3
    "guarantee_mode.financing_type",       // decides which completion period applies
    "institution_deadline.financing_type", // the same
    "loan_order.financing_type",           // decides which completion period applies
    "officer.state",                       // a manager sees the state of the officer's account
    "order_step.audience",                 // decides to whom a message goes
    "report_view.format",                  // a trace for the audit
];

/// Vocabularies of other systems: their codes arrive with data, so that no source needs to name each.
const FROM_OUTSIDE: &[&str] = &["registration"];

/// Vocabularies that a page asks for by the name of the field that it shows.
const ASKED_BY_FIELD: &[&str] = &["measure", "conclusion"];

fn vocabulary() -> Result<Value> {
    Ok(serde_json::from_str(&std::fs::read_to_string(root().join("shared/words/words.json"))?)?)
}

fn object<'a>(vocabulary: &'a Value, part: &str) -> Result<&'a Map<String, Value>> {
    vocabulary[part].as_object().with_context(|| format!("words.json has no {part}"))
}

async fn schema() -> Result<sqlx::PgPool> {
    let url = Cluster::shared()?.fresh_database("template1")?;
    let pool = sqlx::PgPool::connect(&url).await?;
    database::migrate(&pool).await?;
    Ok(pool)
}

/// The codes that CHECK constraints compare each column with.
async fn checked_columns() -> Result<BTreeMap<String, BTreeSet<String>>> {
    let rows = sqlx::query(
        r"with compared as (
              select conrelid::regclass || '.' || part[1] as name, part[2] as codes
              from pg_constraint,
                   regexp_matches(pg_get_constraintdef(oid),
                       '(?<![a-z_]\()\m(\w+)\M\)? (?:=|<>|<@) (?:ANY \(|ALL \()?(ARRAY\[[^]]*\]|''\w+''::text)',
                       'g') as part
              where contype = 'c' and connamespace = 'public'::regnamespace
          )
          select name, code[1] from compared, regexp_matches(codes, '''(\w+)''::text', 'g') as code",
    )
    .fetch_all(&schema().await?)
    .await?;
    let mut columns = BTreeMap::<_, BTreeSet<_>>::new();
    for row in rows {
        columns.entry(row.try_get(0)?).or_default().insert(row.try_get(1)?);
    }
    Ok(columns)
}

#[tokio::test]
async fn every_code_of_the_schema_has_a_word() -> Result<()> {
    let checked = checked_columns().await?;
    assert!(checked["loan_order.state"].contains("submitted"), "the constraints are not read");
    let vocabulary = vocabulary()?;
    let words = object(&vocabulary, "words")?;
    let mut breaches = Vec::new();
    let mut named = BTreeSet::from_iter(NOT_SHOWN.iter().map(|column| (*column).to_owned()));
    for (kind, columns) in object(&vocabulary, "columns")? {
        for column in columns.as_array().into_iter().flatten().filter_map(Value::as_str) {
            named.insert(column.to_owned());
            for code in checked.get(column).into_iter().flatten() {
                if words[kind].get(code).is_none() {
                    breaches
                        .push(format!("{column} may be {code}, and `{kind}` has no word for it"));
                }
            }
        }
    }
    for column in checked.keys().filter(|column| !named.contains(*column)) {
        breaches.push(format!("{column} holds codes that no vocabulary names"));
    }
    for column in named.iter().filter(|column| !checked.contains_key(*column)) {
        breaches.push(format!("{column} holds no checked codes"));
    }
    assert_none("a code that people see has a word", &breaches);
    Ok(())
}

/// The literals of a statement that come after one of these words of SQL.
fn literals_after<'a>(text: &'a str, before: &[&str]) -> Vec<&'a str> {
    let starts = text.match_indices('\'').filter(|(place, _)| {
        text.get(..*place).is_some_and(|text| {
            before.iter().any(|word| text.trim_end().ends_with(word) && !text.ends_with(word))
        })
    });
    starts.filter_map(|(place, _)| text.get(place + 1..)?.split('\'').next()).collect()
}

/// The kinds of messages that a file sends: named where the row is made, or chosen before in a `case` or a union.
fn kinds_written(text: &str) -> BTreeSet<&str> {
    let mut kinds = BTreeSet::new();
    for insert in text.split("insert into inbox (").skip(1) {
        let select = insert.split_once("select").map_or("", |(_, select)| select).trim_start();
        match select.strip_prefix('\'').and_then(|kind| kind.split('\'').next()) {
            Some(kind) => {
                let rest = select.split_once("\n), ").map_or(select, |(step, _)| step);
                kinds.extend([kind]);
                kinds.extend(literals_after(rest, &["select"]));
            }
            None => kinds.extend(literals_after(text, &["then", "else", "select"])),
        }
    }
    kinds
}

/// The kind of message that each step of an order sends.
async fn kinds_of_steps() -> Result<Vec<(String, String)>> {
    let rows = sqlx::query_as("select message_kind, to_state from order_step");
    Ok(rows.fetch_all(&schema().await?).await?)
}

#[tokio::test]
async fn every_message_has_words_and_is_sent() -> Result<()> {
    let vocabulary = vocabulary()?;
    let messages = object(&vocabulary, "messages")?;
    let files = sources(&[".sql"])?;
    let statements = files.iter().filter(|(name, _)| name.starts_with("sql/"));
    let mut sent: BTreeMap<String, String> = statements
        .flat_map(|(name, text)| kinds_written(text).into_iter().map(move |kind| (kind, name)))
        .map(|(kind, name)| (kind.to_owned(), name.clone()))
        .collect();
    let mut breaches = Vec::new();
    let mut without_own_words = BTreeMap::<_, Vec<_>>::new();
    for (kind, state) in kinds_of_steps().await? {
        if messages.get(&kind).is_some_and(|message| message["states"].get(&state).is_none()) {
            without_own_words.entry(kind.clone()).or_default().push(state);
        }
        sent.insert(kind, "order_step".to_owned());
    }
    for (kind, states) in without_own_words.iter().filter(|(_, states)| states.len() > 1) {
        breaches.push(format!("{kind} says the same for {}", states.join(", ")));
    }
    for (kind, by) in sent.iter().filter(|(kind, _)| !messages.contains_key(*kind)) {
        breaches.push(format!("{by} sends {kind}, which has no words"));
    }
    for kind in messages.keys().filter(|kind| !sent.contains_key(*kind)) {
        breaches.push(format!("nothing sends {kind}"));
    }
    let sql: String = files.iter().map(|(_, text)| text.as_str()).collect();
    for (kind, message) in messages {
        let states = message["states"].as_object().into_iter().flatten();
        for (state, _) in states.filter(|(state, _)| !sql.contains(&format!("'{state}'"))) {
            breaches.push(format!("{kind} has words for {state}, which is no state"));
        }
    }
    assert_none("a message that SQL sends has words, and no other", &breaches);
    Ok(())
}

#[tokio::test]
async fn every_word_is_used() -> Result<()> {
    let checked = checked_columns().await?;
    let vocabulary = vocabulary()?;
    let everything = sources(&[".rs", ".ts", ".vue", ".js", ".sql", ".csv", ".toml"])?;
    let text: String = everything
        .into_iter()
        .filter(|(name, _)| !name.starts_with("shared/words/") && !name.starts_with("tests/tidy/"))
        .map(|(_, text)| text)
        .collect();
    let shown = shown_kinds()?;
    let quoted =
        |code: &str| ['\'', '"'].iter().any(|mark| text.contains(&format!("{mark}{code}{mark}")));
    let columns = object(&vocabulary, "columns")?;
    let mut breaches = Vec::new();
    for (kind, words) in object(&vocabulary, "words")? {
        if !shown.contains(kind.as_str()) {
            breaches.push(format!("nothing shows words of `{kind}`"));
        }
        let own: Vec<_> =
            columns.get(kind).and_then(Value::as_array).into_iter().flatten().collect();
        let in_schema = |code: &str| {
            own.iter()
                .filter_map(|column| column.as_str())
                .any(|column| checked[column].contains(code))
        };
        for code in words.as_object().into_iter().flatten().map(|(code, _)| code) {
            let last = code.rsplit('.').next().unwrap_or(code);
            if !in_schema(code) && !quoted(last) && !FROM_OUTSIDE.contains(&kind.as_str()) {
                breaches.push(format!("nothing is ever `{code}` of `{kind}`"));
            }
        }
    }
    assert_none("a word is used, or names a code of the schema", &breaches);
    Ok(())
}

/// The vocabularies that a page or a component looks a word up in: by `Kind::Order`, or by name where a portal asks for
/// words. That a name is quoted somewhere is not enough: `officer` is a role as well.
fn shown_kinds() -> Result<BTreeSet<String>> {
    let vocabulary = vocabulary()?;
    let kinds: Vec<&String> = object(&vocabulary, "words")?.keys().collect();
    let mut shown = BTreeSet::new();
    for (name, text) in sources(&[".rs", ".ts", ".vue"])? {
        let is_portal = name.starts_with("static/") && !name.ends_with(".test.ts");
        let is_component = name.starts_with("functions/") || name.starts_with("shared/");
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        for kind in &kinds {
            let variant: String = kind.split('_').map(capitalised).collect();
            let is_asked =
                |before: &str, after: &str| text.contains(&format!("{before}{kind}{after}"));
            let in_portal = is_asked("wordOf('", "'")
                || is_asked("codesOf('", "'")
                || is_asked("kind=\"", "\"");
            let by_field =
                ASKED_BY_FIELD.contains(&kind.as_str()) && text.contains("wordOf(field,");
            let in_component = ['(', ')', ',', ';', '.', '=']
                .iter()
                .any(|end| text.contains(&format!("Kind::{variant}{end}")));
            if (is_portal && (in_portal || by_field)) || (is_component && in_component) {
                shown.insert((*kind).clone());
            }
        }
    }
    Ok(shown)
}

#[test]
fn every_use_of_data_has_a_word() -> Result<()> {
    let vocabulary = vocabulary()?;
    let words = &object(&vocabulary, "words")?["use"];
    let mut breaches = Vec::new();
    for (name, text) in sources(&[".toml"])? {
        if !name.starts_with("sql/seed/reference/consent_texts/") {
            continue;
        }
        let text: toml::Value = toml::from_str(&text)?;
        let purposes =
            text.get("purposes").and_then(toml::Value::as_array).context("no purposes")?;
        for purpose in purposes.iter().filter_map(toml::Value::as_str) {
            if words.get(purpose).is_none() {
                breaches.push(format!("{name}: {purpose} has no word"));
            }
        }
    }
    assert_none("a use of data that people consent to has a word", &breaches);
    Ok(())
}

fn capitalised(part: &str) -> String {
    part.get(..1).unwrap_or_default().to_ascii_uppercase() + part.get(1..).unwrap_or_default()
}
