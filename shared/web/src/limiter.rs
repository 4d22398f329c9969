use crate::ambient;
use crate::fault::Fault;
use crate::problem::Problem;
use spin_sdk::redis::{Connection, RedisParameter};

/// Counts one act of `subject` in a window of a minute and refuses those over `per_minute`. A limit that Redis loses
/// starts at zero again: it slows an attacker down, it guarantees nothing.
///
/// # Errors
/// 429 over the limit, 503 when Redis does not answer.
pub async fn limit(
    redis: &Connection,
    act: &str,
    subject: &str,
    per_minute: i64,
) -> Result<(), Problem> {
    let window = ambient::now().timestamp() / 60;
    let key = format!("limit:{act}:{subject}:{window}");
    let count = redis.incr(&key).await?;
    if count == 1 {
        let arguments = [RedisParameter::Binary(key.into_bytes()), RedisParameter::Int64(120)];
        redis.execute("EXPIRE", arguments).await?;
    }
    if count > per_minute { Err(Fault::TooManyRequests.into()) } else { Ok(()) }
}
