use crate::condition;
use domain::{FieldErrors, Form, Invalid};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use strum::IntoStaticStr;
use utoipa::ToSchema;

const RULES_MAX: usize = 200;

/// What follows from a rule or a run; the later in this order, the stronger.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[derive(IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// No adverse finding.
    Approve,
    /// A person has to look.
    Refer,
    /// It must not be granted.
    Refuse,
}

impl Outcome {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a rule makes of an input that is not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// A person has to look.
    #[default]
    Refer,
    /// The rule does not apply; for what many firms rightly lack.
    Skip,
}

/// A decision table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Each is evaluated; all matches are reported.
    pub rules: Vec<Rule>,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Short, unique in the table: `A03`.
    pub id: String,
    /// What it is about, Chinese.
    pub title: String,
    /// A condition for each input that the rule reads, with `$` as the value: `{"amount": "$ > 5000000"}`. All must
    /// hold. Comparisons, `in` a list or a range, `and`, `or`, `not`, `+ - * / %`, and `contains`, `startsWith`,
    /// `endsWith`, `upper`, `lower`, `trim`, `abs`, `floor`, `ceil`, `round`.
    pub when: BTreeMap<String, String>,
    /// What follows.
    pub outcome: Outcome,
    /// The stable code of the reason.
    pub reason: String,
    /// What to make of a missing input.
    #[serde(default)]
    pub missing: Missing,
}

impl Table {
    /// Checks all that can be checked without a firm: names, shapes, and that each condition is of the language.
    ///
    /// # Errors
    /// Every mistake, by the place in the table: `rules[2].when.amount`.
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut form = Form::default();
        if self.rules.is_empty() || self.rules.len() > RULES_MAX {
            let sentence = format!("规则应为 1 至 {RULES_MAX} 条");
            form.refuse("rules", Invalid::new("invalid_length", sentence));
        }
        let mut ids = HashSet::new();
        for (number, rule) in self.rules.iter().enumerate().take(RULES_MAX) {
            let at = |field: &str| format!("rules[{number}].{field}");
            if !is_id(&rule.id) || !ids.insert(rule.id.as_str()) {
                let sentence = "规则编号应为 1 至 20 个字母、数字或下划线，且不重复";
                form.refuse(&at("id"), Invalid::new("invalid_rule_id", sentence));
            }
            form.check(&at("title"), domain::Name::parse(&rule.title));
            form.check(&at("reason"), domain::Word::parse(&rule.reason));
            if rule.when.is_empty() {
                let sentence = "规则至少要有一个条件";
                form.refuse(&at("when"), Invalid::new("required", sentence));
            }
            for (name, condition) in &rule.when {
                let name: String = name.chars().take(60).collect();
                form.check(&at(&format!("when.{name}")), condition::check(&name, condition));
            }
        }
        form.finish(|| Some(()))
    }
}

fn is_id(id: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=20).contains(&id.len()) && id.bytes().all(letter)
}
