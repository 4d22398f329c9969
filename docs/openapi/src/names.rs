use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const PREFIX: &str = "#/components/schemas/";

/// What one function says of itself, under the function's name.
pub(crate) type Part = (&'static str, Value);

/// The members of the object at `pointer`; none where there is no object.
pub(crate) fn members<'a>(
    value: &'a Value,
    pointer: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.pointer(pointer).and_then(Value::as_object).into_iter().flatten()
}

/// Two functions may give one name to different schemas: then each of them puts its own name in front,
/// `GiveFeedbackCredit`. A schema that both have alike stays one.
pub(crate) fn tell_apart(parts: &mut [Part]) {
    loop {
        let names = ambiguous(parts);
        if names.is_empty() {
            return;
        }
        // Renaming changes the schemas that refer to the renamed ones, so look again afterwards.
        for (function, part) in parts.iter_mut() {
            rename(part, &names, &pascal(function));
        }
    }
}

fn ambiguous(parts: &[Part]) -> BTreeSet<String> {
    let mut seen: BTreeMap<&String, &Value> = BTreeMap::new();
    let mut names = BTreeSet::new();
    for (name, schema) in parts.iter().flat_map(|(_, part)| members(part, "/components/schemas")) {
        if *seen.entry(name).or_insert(schema) != schema {
            names.insert(name.clone());
        }
    }
    names
}

fn rename(part: &mut Value, names: &BTreeSet<String>, prefix: &str) {
    if let Some(schemas) = part.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for name in names {
            if let Some(schema) = schemas.remove(name) {
                schemas.insert(format!("{prefix}{name}"), schema);
            }
        }
    }
    rename_references(part, names, prefix);
}

fn rename_references(value: &mut Value, names: &BTreeSet<String>, prefix: &str) {
    match value {
        Value::String(text) => {
            let name = text.strip_prefix(PREFIX).filter(|name| names.contains(*name));
            if let Some(renamed) = name.map(|name| format!("{PREFIX}{prefix}{name}")) {
                *text = renamed;
            }
        }
        Value::Array(items) => {
            items.iter_mut().for_each(|item| rename_references(item, names, prefix));
        }
        Value::Object(members) => {
            members.values_mut().for_each(|member| rename_references(member, names, prefix));
        }
        _ => {}
    }
}

/// `give-feedback` becomes `GiveFeedback`.
fn pascal(function: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    function.split('-').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_renamed() {
        let part = |credit: &str| {
            json!({ "components": { "schemas": {
                "Credit": { "type": credit },
                "Order": { "items": { "$ref": "#/components/schemas/Credit" } },
                "Same": { "type": "string" },
            } } })
        };
        let mut parts = [("apply", part("string")), ("give-feedback", part("object"))];
        tell_apart(&mut parts);
        let schemas = &parts[1].1["components"]["schemas"];
        let names: Vec<_> = schemas.as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, ["GiveFeedbackCredit", "GiveFeedbackOrder", "Same"]);
        let reference = &schemas["GiveFeedbackOrder"]["items"]["$ref"];
        assert_eq!(reference, "#/components/schemas/GiveFeedbackCredit");
    }
}
