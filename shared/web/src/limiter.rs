use crate::ambient;
use crate::fault::Fault;
use crate::problem::Problem;
use spin_sdk::redis::{Connection, RedisParameter};

/// The window in which acts are counted, seconds.
const WINDOW: i64 = 60;

/// Counts one act of `subject` in a window of a minute and refuses those over `per_minute`. A limit that Redis loses
/// starts at zero again: it slows an attacker down, it guarantees nothing.
///
/// # Errors
/// 429 over the limit, which says when the window ends; 503 when Redis does not answer.
pub async fn limit(
    redis: &Connection,
    act: &str,
    subject: &str,
    per_minute: i64,
) -> Result<(), Problem> {
    let now = ambient::now().timestamp();
    let key = format!("limit:{act}:{subject}:{}", now / WINDOW);
    let count = redis.incr(&key).await?;
    if count == 1 {
        let seconds = RedisParameter::Int64(2 * WINDOW);
        redis.execute("EXPIRE", [RedisParameter::Binary(key.into_bytes()), seconds]).await?;
    }
    if count <= per_minute {
        return Ok(());
    }
    let left = u64::try_from(WINDOW - now % WINDOW).unwrap_or(1);
    Err(Problem::later(Fault::TooManyRequests, left))
}
