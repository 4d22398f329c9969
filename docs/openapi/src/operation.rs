use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

type Operation = Map<String, Value>;

/// Completes every operation with what follows from its kind: a unique id, who may call it, how it may be refused.
pub(crate) fn complete(paths: &mut Map<String, Value>) -> Result<()> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for item in paths.values() {
        for operation in item.as_object().into_iter().flatten().map(|(_, it)| it) {
            *count.entry(short_id(operation)).or_default() += 1;
        }
    }
    let mut ids = BTreeSet::new();
    for (path, item) in paths.iter_mut() {
        for (method, value) in item.as_object_mut().into_iter().flatten() {
            let mut id = short_id(value);
            if count.get(&id).is_some_and(|&count| count > 1) {
                id = format!("{id}_{}", last_word(path));
            }
            ensure!(ids.insert(id.clone()), "two operations are called {id}");
            let operation = value.as_object_mut().context("an operation is an object")?;
            operation.insert("operationId".into(), id.into());
            let roles = roles(operation).with_context(|| format!("{method} {path}"))?;
            let security = match operation.get("x-roles") {
                Some(roles) if *roles == json!(["partner"]) => json!([{ "partner": ["scores"] }]),
                _ if roles => json!([{ "session": [] }]),
                _ => json!([]),
            };
            operation.insert("security".into(), security);
            split_summary(operation);
            refuse(operation, method, roles)?;
        }
    }
    Ok(())
}

/// The first line of a handler's comment reads `抢单: takes a named order`: a Chinese title, then what it does.
fn split_summary(operation: &mut Operation) {
    let text = |key| operation.get(key).and_then(Value::as_str).unwrap_or_default();
    let Some((title, sentence)) = text("summary").split_once(": ") else {
        return;
    };
    let sentence: String = [sentence, text("description")].join("\n\n");
    let (title, sentence) = (title.to_owned(), capitalised(sentence.trim()));
    operation.insert("summary".into(), title.into());
    operation.insert("description".into(), sentence.into());
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// `function_handler`.
fn short_id(operation: &Value) -> String {
    let text = |pointer| operation.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    format!("{}_{}", text("/tags/0"), text("/operationId")).replace('-', "_")
}

/// The last word of a path that is no parameter.
fn last_word(path: &str) -> String {
    let word = path.rsplit('/').find(|word| !word.starts_with('{'));
    word.unwrap_or_default().replace('-', "_")
}

/// Whether the operation is for certain roles only; every operation must say.
fn roles(operation: &Operation) -> Result<bool> {
    let roles = operation.get("x-roles").and_then(Value::as_array);
    Ok(!roles.context("x-roles is missing")?.is_empty())
}

/// Adds the refusals that are common to the operation's kind, and the body that every refusal has.
fn refuse(operation: &mut Operation, method: &str, roles: bool) -> Result<()> {
    let has_body = operation.contains_key("requestBody");
    let takes = |place: &str| {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        parameters.into_iter().flatten().any(|parameter| parameter["in"] == place)
    };
    let (in_path, in_query) = (takes("path"), takes("query") || takes("header"));
    let is_write = !matches!(method, "get" | "head" | "options");
    let signs_in = operation.get("tags") == Some(&json!(["sign-in"])) && !roles;
    let common = [
        (has_body, "400", "请求内容不是有效的 JSON"),
        (roles, "401", "未登录或登录已失效"),
        (roles && is_write, "403", "角色不符，或请求来自其他网站"),
        (roles, "403", "角色不符"),
        (is_write, "403", "请求来自其他网站"),
        (in_path, "404", "没有找到，或无权知晓"),
        (has_body, "413", "请求内容过大"),
        (has_body, "415", "请求内容未声明为 application/json"),
        (has_body || in_query, "422", "有字段或参数不符合要求"),
        (signs_in && method != "delete", "429", "操作过于频繁"),
        (true, "500", "系统内部错误"),
        (true, "503", "数据库、缓存或外部系统暂时不可用"),
    ];
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
        .context("an operation answers")?;
    for (_, status, description) in common.into_iter().filter(|(applies, ..)| *applies) {
        let response = || json!({ "description": description });
        responses.entry(status).or_insert_with(response);
    }
    for (status, response) in responses.iter_mut() {
        let response = response.as_object_mut().context("a response is an object")?;
        if status.starts_with(['4', '5']) {
            let schema = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
            let content = json!({ "application/problem+json": schema });
            response.entry("content").or_insert(content);
        }
        let description = response.get("description").and_then(Value::as_str);
        if description.unwrap_or_default().is_empty() {
            response.insert("description".into(), "成功".into());
        }
    }
    // The host ends a request that takes too long; what it then sends is its own.
    responses.insert("504".into(), json!({ "description": "处理超时" }));
    Ok(())
}
