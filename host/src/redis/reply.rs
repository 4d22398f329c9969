//! Answers of Redis in the flat form that Spin gives them.

use redis::Value;

use crate::bindings::spin::redis::redis::RedisResult;

/// Flattens an answer.
///
/// # Errors
/// Kinds of answers for which Spin has no form are refused in its words.
pub(super) fn flatten(value: Value) -> Result<Vec<RedisResult>, String> {
    let mut results = Vec::new();
    append(&mut results, value)?;
    Ok(results)
}

fn append(results: &mut Vec<RedisResult>, value: Value) -> Result<(), String> {
    let result = match value {
        Value::Nil => RedisResult::Nil,
        Value::Int(number) => RedisResult::Int64(number),
        Value::Boolean(truth) => RedisResult::Int64(i64::from(truth)),
        Value::BulkString(bytes) => RedisResult::Binary(bytes),
        Value::BigNumber(digits) => RedisResult::Binary(digits),
        Value::Double(number) => RedisResult::Binary(number.to_string().into_bytes()),
        Value::SimpleString(text) => RedisResult::Status(text),
        Value::Okay => RedisResult::Status("OK".to_owned()),
        Value::Array(values) | Value::Set(values) => {
            return values.into_iter().try_for_each(|value| append(results, value));
        }
        Value::Map(_) => return Err(refusal("Redis Map type is not supported")),
        Value::Attribute { .. } => return Err(refusal("Redis Attribute type is not supported")),
        Value::Push { .. } => return Err(refusal("Redis Pub/Sub types are not supported")),
        Value::VerbatimString { .. } => {
            return Err(refusal("Redis string with format attribute is not supported"));
        }
        Value::ServerError(error) => return Err(format!("Server error: {error:?}")),
        _ => return Err(refusal("unknown type")),
    };
    results.push(result);
    Ok(())
}

fn refusal(text: &str) -> String {
    format!("Could not convert Redis response - TypeError: {text}")
}

/// What a result takes in memory.
pub(super) fn size_bytes(result: &RedisResult) -> usize {
    let held = match result {
        RedisResult::Nil | RedisResult::Int64(_) => 0,
        RedisResult::Binary(bytes) => bytes.len(),
        RedisResult::Status(text) => text.len(),
    };
    size_of::<RedisResult>() + held
}
