//! Variables: who sets them, and `{{ templates }}` that read them.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail, ensure};

use crate::manifest::Variable;

/// The values of the application's variables, all known before anything starts.
#[derive(Debug, Default)]
pub struct Variables {
    values: BTreeMap<String, String>,
}

impl Variables {
    /// Takes each declared variable from `given` (the last one wins), else its default.
    ///
    /// # Errors
    /// A name that Spin refuses, or required variables without a value, all of them named.
    pub fn resolve(
        declared: &BTreeMap<String, Variable>,
        given: &[(String, String)],
    ) -> anyhow::Result<Self> {
        let mut values = BTreeMap::new();
        let mut missing = Vec::new();
        for (name, variable) in declared {
            check_name(name)?;
            ensure!(
                !variable.required || variable.default.is_none(),
                "variable `{name}` has a default and yet is required"
            );
            let set = given.iter().rev().find(|(other, _)| other == name);
            match set.map(|(_, value)| value).or(variable.default.as_ref()) {
                Some(value) => _ = values.insert(name.clone(), value.clone()),
                None => missing.push(name.as_str()),
            }
        }
        if !missing.is_empty() {
            let names = missing.join(", ");
            bail!("no value for {names}: use --variable NAME=VALUE or SPIN_VARIABLE_<NAME>");
        }
        Ok(Self { values })
    }

    /// Fills a template.
    ///
    /// # Errors
    /// Braces without an end, or a variable that the application does not declare.
    pub fn fill(&self, template: &str) -> anyhow::Result<String> {
        let mut text = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((literal, expression)) = rest.split_once("{{") {
            text.push_str(literal);
            let (name, after) =
                expression.split_once("}}").context("a template has `{{` without `}}`")?;
            let name = name.trim();
            let value = self.values.get(name);
            text.push_str(value.with_context(|| format!("unknown variable `{name}`"))?);
            rest = after;
        }
        text.push_str(rest);
        Ok(text)
    }
}

/// Spin's rule for names of variables.
///
/// # Errors
/// What is wrong with the name.
pub fn check_name(name: &str) -> anyhow::Result<()> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    ensure!(
        name.bytes().all(fits)
            && name.starts_with(|first: char| first.is_ascii_lowercase())
            && !name.ends_with('_')
            && !name.contains("__"),
        "invalid variable name `{name}`: lower-case letters, digits and single underscores"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        let plain = |default: Option<&str>| {
            let mut variable = Variable::default();
            variable.default = default.map(str::to_owned);
            variable
        };
        let declared = BTreeMap::from([
            ("host".to_owned(), plain(Some("127.0.0.1"))),
            ("port".to_owned(), plain(None)),
        ]);
        let given = [("port", "1"), ("other", "x"), ("port", "5432")];
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Variables::resolve(&declared, &given).unwrap()
    }

    #[test]
    fn templates_are_filled() {
        for (template, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("postgres://{{ host }}:{{port}}/x", "postgres://127.0.0.1:5432/x"),
            ("{{host}}{{ host }}", "127.0.0.1127.0.0.1"),
            ("} }} {", "} }} {"),
        ] {
            assert_eq!(variables().fill(template).unwrap(), expected, "{template}");
        }
    }

    #[test]
    fn wrong_templates_say_why() {
        let error = variables().fill("a {{ host").unwrap_err().to_string();
        assert!(error.contains("without"), "{error}");
        let error = variables().fill("{{ nope }}").unwrap_err().to_string();
        assert!(error.contains("`nope`"), "{error}");
    }

    #[test]
    fn what_has_no_value_is_named() {
        let mut required = Variable::default();
        required.required = true;
        let declared = BTreeMap::from([("key".to_owned(), required)]);
        let error = Variables::resolve(&declared, &[]).unwrap_err().to_string();
        assert!(error.contains("no value for key"), "{error}");
    }

    #[test]
    fn names_follow_spin() {
        for name in ["a", "a1", "a_b", "database_url"] {
            check_name(name).unwrap();
        }
        for name in ["", "A", "1a", "_a", "a_", "a__b", "a-b"] {
            check_name(name).unwrap_err();
        }
    }
}
