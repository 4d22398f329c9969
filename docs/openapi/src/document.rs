use crate::names::{self, Part, members};
use crate::{functions, operation, schema};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use web::{Description, Operation};

const DESCRIPTION: &str = "融通是一座城市的融资服务平台：小微企业在这里找到贷款，金融机构在这里找到企业，\
    监管部门看得见每一个办结期限。\n\n\
    约定：JSON 使用 snake_case；时间为 RFC 3339 UTC；金额以元为单位，写成带两位小数的字符串；\
    列表以 `cursor` 与 `limit` 翻页；错误为 `application/problem+json`（RFC 9457），以 `code` 区分；\
    登录后凭 Cookie 访问，`x-roles` 列出可以使用的角色，空表示无需登录。";

/// The document as text, the same for the same code: keys in alphabetical order.
///
/// # Errors
/// Two operations of one name, or one that is described twice or by another function.
pub fn text() -> Result<String> {
    let mut text = serde_json::to_string_pretty(&sorted(whole()?))?;
    text.push('\n');
    Ok(text)
}

fn whole() -> Result<Value> {
    let described: Vec<Description> = functions::ALL.iter().map(|describe| describe()).collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "融通",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "本平台" }],
        "tags": described
            .iter()
            .map(|one| json!({ "name": one.name, "description": one.purpose }))
            .collect::<Vec<_>>(),
        "paths": {},
        "components": {
            "schemas": schema::common(),
            "securitySchemes": schema::security(),
        },
    });
    let part = |one: &Description| Ok((one.name, with_roles(one)?));
    let mut parts = described.iter().map(part).collect::<Result<Vec<Part>>>()?;
    names::tell_apart(&mut parts);
    for (name, part) in &parts {
        merge(&mut document, part, name).with_context(|| format!("function {name}"))?;
    }
    let paths = object(&mut document, "/paths")?;
    operation::complete(paths)?;
    Ok(document)
}

/// A function's part of the document, each operation with its roles, which stand in the types of its handler.
fn with_roles(described: &Description) -> Result<Value> {
    let mut part = serde_json::to_value(&described.document)?;
    for Operation { method, path, admission } in &described.operations {
        let operation = object(&mut part, "/paths")?
            .get_mut(path)
            .and_then(|item| item.get_mut(*method))
            .with_context(|| format!("{method} {path} is not described"))?;
        operation["x-roles"] = json!(admission.words());
    }
    Ok(part)
}

/// Takes over the paths and schemas of one function.
fn merge(document: &mut Value, part: &Value, function: &str) -> Result<()> {
    for (path, item) in members(part, "/paths") {
        let operations = object(document, "/paths")?
            .entry(path)
            .or_insert_with(|| json!({}))
            .as_object_mut()
            .context("a path is an object")?;
        for (method, operation) in item.as_object().into_iter().flatten() {
            let tagged = operation.get("tags") == Some(&json!([function]));
            ensure!(tagged, "{method} {path} has another tag");
            let before = operations.insert(method.clone(), operation.clone());
            ensure!(before.is_none(), "{method} {path} is described twice");
        }
    }
    for (name, schema) in members(part, "/components/schemas") {
        object(document, "/components/schemas")?.insert(name.clone(), schema.clone());
    }
    Ok(())
}

fn object<'a>(document: &'a mut Value, pointer: &str) -> Result<&'a mut Map<String, Value>> {
    document
        .pointer_mut(pointer)
        .and_then(Value::as_object_mut)
        .with_context(|| format!("{pointer} is missing"))
}

/// The same value with the keys of every object in order, whatever order the JSON library keeps. A default of null is
/// dropped: utoipa writes it for what may be left out, and null is often not of the type.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let says = |(key, value): &(String, Value)| key != "default" || !value.is_null();
            let mut members: Vec<_> = members.into_iter().filter(says).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            members.into_iter().map(|(key, value)| (key, sorted(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        plain => plain,
    }
}
