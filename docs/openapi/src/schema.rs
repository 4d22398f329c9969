use serde_json::{Value, json};
use web::{Fault, SESSION_COOKIE};

/// The schemas that belong to no function.
pub(crate) fn common() -> Value {
    json!({
        "Problem": {
            "type": "object",
            "description": codes(),
            "required": ["type", "title", "status", "code"],
            "properties": {
                "type": { "type": "string", "description": "恒为 about:blank" },
                "title": { "type": "string", "description": "给人看的一句话，说明应当怎么做" },
                "status": { "type": "integer", "minimum": 400, "maximum": 599 },
                "code": { "type": "string", "description": "给程序看的错误码，不会改变含义" },
                "fields": {
                    "type": "array",
                    "description": "有误的字段，422 时给出",
                    "items": { "$ref": "#/components/schemas/ProblemField" },
                },
                "state": { "type": "string", "description": "对象当前的状态，409 时给出" },
                "existing": { "$ref": "#/components/schemas/ProblemExisting" },
                "request_id": { "type": "string", "description": "请求编号，5xx 时给出" },
            },
        },
        "ProblemExisting": {
            "type": "object",
            "description": "该幂等键此前建立的记录，idempotency_key_reused 时给出",
            "required": ["operation", "id"],
            "properties": {
                "operation": { "type": "string", "description": "建立它的操作，例如 apply、post_demand" },
                "id": { "type": ["string", "null"] },
                "number": { "type": "string", "description": "给人看的编号" },
            },
        },
        "ProblemField": {
            "type": "object",
            "required": ["field", "code", "message"],
            "properties": {
                "field": { "type": "string", "description": "字段名，嵌套的写作 a.b" },
                "code": { "type": "string" },
                "message": { "type": "string", "description": "给人看的一句话，说明应当怎么填" },
            },
        },
    })
}

/// How a caller shows who it is.
pub(crate) fn security() -> Value {
    json!({
        "session": {
            "type": "apiKey", "in": "cookie", "name": SESSION_COOKIE,
            "description": "登录后得到的会话",
        },
        "partner": {
            "type": "oauth2", "description": "合作系统以客户端凭证换取访问令牌",
            "flows": { "clientCredentials": {
                "tokenUrl": "/api/partner/token", "scopes": { "scores": "评分" },
            } },
        },
    })
}

fn codes() -> String {
    let mut lines = vec!["错误（RFC 9457）。全部错误码：".to_owned(), String::new()];
    lines.extend(Fault::ALL.iter().map(|fault| {
        format!("- `{}`（{}）{}", fault.code(), fault.status().as_u16(), fault.title())
    }));
    lines.join("\n")
}
