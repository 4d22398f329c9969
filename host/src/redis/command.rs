//! What kinds of commands there are, seen from the connection that carries them.

use crate::bindings::spin::redis::redis::RedisParameter;

/// How a command may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Only reads: it may be sent again when the connection broke.
    Reading,
    /// Fits on the shared connection, is never sent twice.
    Shared,
    /// Changes or blocks its connection, so it needs one of its own.
    Stateful,
    /// Makes the server send without being asked.
    Refused,
}

const READING: [&str; 26] = [
    "GET",
    "MGET",
    "EXISTS",
    "TTL",
    "PTTL",
    "TYPE",
    "STRLEN",
    "GETRANGE",
    "HGET",
    "HMGET",
    "HGETALL",
    "HLEN",
    "HEXISTS",
    "HKEYS",
    "HVALS",
    "SMEMBERS",
    "SISMEMBER",
    "SCARD",
    "LRANGE",
    "LLEN",
    "LINDEX",
    "ZRANGE",
    "ZSCORE",
    "ZCARD",
    "ZRANGEBYSCORE",
    "PING",
];
const STATEFUL: [&str; 24] = [
    "MULTI",
    "EXEC",
    "DISCARD",
    "WATCH",
    "UNWATCH",
    "SELECT",
    "AUTH",
    "HELLO",
    "CLIENT",
    "RESET",
    "QUIT",
    "READONLY",
    "READWRITE",
    "ASKING",
    "BLPOP",
    "BRPOP",
    "BRPOPLPUSH",
    "BLMOVE",
    "BLMPOP",
    "BZPOPMIN",
    "BZPOPMAX",
    "BZMPOP",
    "WAIT",
    "WAITAOF",
];
const REFUSED: [&str; 9] = [
    "SUBSCRIBE",
    "PSUBSCRIBE",
    "SSUBSCRIBE",
    "UNSUBSCRIBE",
    "PUNSUBSCRIBE",
    "SUNSUBSCRIBE",
    "MONITOR",
    "SYNC",
    "PSYNC",
];

/// Classifies a command by its name, and where that is not enough, by its arguments.
pub(super) fn kind(command: &str, arguments: &[RedisParameter]) -> Kind {
    let is_in = |list: &[&str]| list.iter().any(|name| command.eq_ignore_ascii_case(name));
    let has = |word: &str| {
        arguments.iter().any(|argument| {
            matches!(argument, RedisParameter::Binary(bytes)
                if bytes.eq_ignore_ascii_case(word.as_bytes()))
        })
    };
    if is_in(&REFUSED) || (command.eq_ignore_ascii_case("CLIENT") && has("REPLY")) {
        // Without answers, the next command would wait forever.
        return Kind::Refused;
    }
    if is_in(&STATEFUL) || (is_in(&["XREAD", "XREADGROUP"]) && has("BLOCK")) {
        return Kind::Stateful;
    }
    if is_in(&READING) { Kind::Reading } else { Kind::Shared }
}
