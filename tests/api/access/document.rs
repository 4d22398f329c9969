use anyhow::{Context, Result, ensure};
use reqwest::Method;
use std::fmt;
use system_tests::{Person, Value};

/// An operation of the served document.
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// Whom the document allows it to; everybody when empty.
    pub(crate) roles: Vec<String>,
    /// The function that answers.
    pub(crate) function: String,
    /// The status of the answer to a right call.
    pub(crate) success: u16,
    /// Whether it takes an `Idempotency-Key`.
    pub(crate) takes_key: bool,
}

impl Operation {
    /// Whether the path names an object.
    pub(crate) fn names_object(&self) -> bool {
        self.path.contains('{')
    }

    /// Whether the document allows it to this role.
    pub(crate) fn allows(&self, role: &str) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|one| one == role)
    }

    /// The path with what it names filled in.
    pub(crate) fn path_to(&self, id: &str) -> String {
        match (self.path.find('{'), self.path.rfind('}')) {
            (Some(from), Some(to)) => format!("{}{id}{}", &self.path[..from], &self.path[to + 1..]),
            _ => self.path.clone(),
        }
    }

    fn read(path: &str, method: &str, operation: &Value) -> Result<Self> {
        let words = |key: &str| -> Result<Vec<String>> {
            let list = operation[key].as_array();
            let list = list.with_context(|| format!("{method} {path} has no {key}"))?;
            Ok(list.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect())
        };
        let responses = operation["responses"].as_object().context("no responses")?;
        let statuses = responses.keys().filter_map(|status| status.parse::<u16>().ok());
        let parameters = operation["parameters"].as_array();
        let takes_key =
            parameters.into_iter().flatten().any(|one| one["name"] == "Idempotency-Key");
        let functions = words("tags")?;
        ensure!(functions.len() == 1, "{method} {path} is answered by {functions:?}");
        Ok(Self {
            method: method.to_uppercase().parse()?,
            path: path.to_owned(),
            roles: words("x-roles")?,
            function: functions.concat(),
            success: statuses.min().context("no status")?,
            takes_key,
        })
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// All operations of the document that the platform serves.
pub(crate) async fn operations(visitor: &Person) -> Result<Vec<Operation>> {
    let document = visitor.get("/api/openapi.json").await?.expect(200);
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().context("no paths")? {
        for (method, operation) in methods.as_object().context("no methods")? {
            operations.push(Operation::read(path, method, operation)?);
        }
    }
    Ok(operations)
}
