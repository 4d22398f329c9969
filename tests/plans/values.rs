//! What statements are given: expressions of SQL that find a value in the database at hand.

use crate::measure::Trial;
use anyhow::{Context, Result};
use serde_json::{Map, Value};
use statement::Statement;
use std::collections::HashMap;
use std::path::Path;

const FILE: &str = include_str!("values.toml");
static NULL: Value = Value::Null;
const SCOPES: [&str; 4] = ["applicant", "officer", "institution", "all"];

pub(crate) struct Values {
    /// What stands for what in the expressions.
    lets: HashMap<String, String>,
    /// By parameter.
    by_name: Map<String, Value>,
    /// `id` and `institution_id` by kind of scope.
    scopes: Map<String, Value>,
    /// Further values, with each of which the statement is tried.
    cases: Vec<Map<String, Value>>,
    /// The most that a statement may cost which may grow.
    caps: HashMap<String, i64>,
}

impl Values {
    pub(crate) fn read() -> Result<Self> {
        let mut file: Map<String, Value> = toml::from_str(FILE)?;
        let mut take = |part: &str| file.remove(part).with_context(|| format!("no {part}"));
        let caps: HashMap<String, (i64, String)> = serde_json::from_value(take("capped")?)?;
        Ok(Self {
            lets: serde_json::from_value(take("let")?)?,
            by_name: serde_json::from_value(take("values")?)?,
            scopes: serde_json::from_value(take("scope")?)?,
            cases: serde_json::from_value(take("case")?)?,
            caps: caps.into_iter().map(|(statement, (most, _))| (statement, most)).collect(),
        })
    }

    pub(crate) fn cap(&self, statement: &str) -> Option<i64> {
        self.caps.get(statement).copied()
    }

    /// What the statement of a file is tried with.
    pub(crate) fn trials(&self, path: &Path) -> Result<Vec<Trial>> {
        let part = |path: &Path| path.file_stem().and_then(|name| name.to_str()).map(str::to_owned);
        let folder = path.parent().and_then(part).context("no folder")?;
        let name = format!("{folder}/{}", part(path).context("no name")?);
        let statement =
            Statement::parse(&std::fs::read_to_string(path)?).with_context(|| name.clone())?;
        let is_of_this = |case: &&Map<String, Value>| text_of(case, "statement") == name;
        let mut cases: Vec<_> = self.cases.iter().filter(is_of_this).cloned().collect();
        if cases.is_empty() && statement.places.iter().any(|place| place.name == "scope_kind") {
            let case = |kind: &str| Map::from_iter([("scope".to_owned(), kind.into())]);
            cases.extend(SCOPES.map(case));
        } else if cases.is_empty() {
            cases.push(Map::new());
        }
        let trial = |(turn, case): (usize, Map<String, Value>)| Trial {
            name: format!("{name} {} {}", turn + 1, text_of(&case, "scope")),
            statement: name.clone(),
            sql: statement.clone(),
            case,
        };
        Ok(cases.into_iter().enumerate().map(trial).collect())
    }

    /// The expression for a parameter of a statement.
    pub(crate) fn expression(
        &self,
        case: &Map<String, Value>,
        name: &str,
        is_nullable: bool,
    ) -> Result<String> {
        let scope = text_of(case, "scope");
        let found = match name.strip_prefix("scope_") {
            Some("kind") => return Ok(format!("'{scope}'")),
            Some(part) => self.scopes.get(scope).and_then(|values| values.get(part)),
            None if is_nullable => case.get(name).or(Some(&NULL)),
            None => case.get(name).or_else(|| self.by_name.get(name)),
        };
        match found.with_context(|| format!("no value for {name}"))? {
            Value::String(text) => Ok(self.written_out(text)),
            _ => Ok("null".to_owned()),
        }
    }

    fn written_out(&self, expression: &str) -> String {
        let one = |text: String, (name, whole): (&String, &String)| {
            text.replace(&format!("{{{name}}}"), whole)
        };
        self.lets.iter().fold(expression.to_owned(), one)
    }
}

fn text_of<'a>(case: &'a Map<String, Value>, name: &str) -> &'a str {
    case.get(name).and_then(Value::as_str).unwrap_or_default()
}
