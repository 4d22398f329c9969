//! Which statements change the state of their session and which do not.

use std::sync::{PoisonError, RwLock};

use hashbrown::HashMap;

/// Words with which a statement begins that leaves nothing behind in its session.
const PLAIN: [&str; 19] = [
    "select", "insert", "update", "delete", "with", "values", "table", "merge", "explain", "show",
    "alter", "drop", "truncate", "analyze", "refresh", "notify", "grant", "revoke", "comment",
];

/// Calls and clauses that leave something behind although the statement begins like a plain one.
const LASTING: [&str; 4] = ["set_config", "advisory_lock", "into temp ", "into temporary "];

/// As many texts are remembered; functions have some hundred.
const KNOWN_MAX: usize = 1024;

/// Remembers what was found of a text: functions send the same texts again and again, and reading one takes longer
/// than finding it.
#[derive(Default)]
pub(super) struct Known(RwLock<HashMap<Box<str>, bool>>);

impl Known {
    /// As [`is_plain`].
    pub(super) fn is_plain(&self, sql: &str) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(sql).copied();
        known.unwrap_or_else(|| {
            let plain = is_plain(sql);
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            // Who makes up texts forgets them all now and then, which costs time and nothing else.
            if known.len() >= KNOWN_MAX {
                known.clear();
            }
            known.insert(sql.into(), plain);
            plain
        })
    }
}

/// Whether the session is the same after this statement as before.
///
/// `begin`, `set`, `listen`, `create temp table`, `prepare` and the like are not plain: what they
/// do must be there for the next statement of the same guest and must be gone for the next guest.
/// Unknown words count as not plain, which costs a new connection and is never wrong.
fn is_plain(sql: &str) -> bool {
    let sql = skip_blank(sql);
    let word = first_word(sql);
    if word.is_empty() {
        return true;
    }
    if word.eq_ignore_ascii_case("create") {
        return !sql.split_ascii_whitespace().take(5).any(|word| {
            word.eq_ignore_ascii_case("temp") || word.eq_ignore_ascii_case("temporary")
        });
    }
    PLAIN.iter().any(|plain| word.eq_ignore_ascii_case(plain))
        && !LASTING.iter().any(|mark| contains_ignore_case(sql, mark))
}

fn first_word(sql: &str) -> &str {
    let end = sql.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(sql.len());
    sql.get(..end).unwrap_or_default()
}

/// Skips spaces, comments and opening brackets.
fn skip_blank(mut sql: &str) -> &str {
    loop {
        sql = sql.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '(' || c == ';');
        if let Some(comment) = sql.strip_prefix("--") {
            sql = comment.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(comment) = sql.strip_prefix("/*") {
            sql = skip_block_comment(comment);
        } else {
            return sql;
        }
    }
}

/// The rest after a block comment, which may hold further ones.
fn skip_block_comment(mut sql: &str) -> &str {
    let mut depth = 1;
    while depth > 0 {
        let Some(at) = sql.find(['*', '/']) else {
            return "";
        };
        let here = sql.get(at..).unwrap_or_default();
        let (step, rest) = match (here.strip_prefix("*/"), here.strip_prefix("/*")) {
            (Some(rest), _) => (-1, rest),
            (None, Some(rest)) => (1, rest),
            (None, None) => (0, here.get(1..).unwrap_or_default()),
        };
        depth += step;
        sql = rest;
    }
    sql
}

/// Looks for lower-case text in any case.
fn contains_ignore_case(text: &str, wanted: &str) -> bool {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    let Some(&first) = wanted.first() else {
        return true;
    };
    text.windows(wanted.len()).any(|window| {
        window.first().is_some_and(|byte| byte.to_ascii_lowercase() == first)
            && window.eq_ignore_ascii_case(wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::{KNOWN_MAX, Known, is_plain};

    #[test]
    fn what_is_known_stays_bounded_and_right() {
        let known = Known::default();
        for number in 0..3 * KNOWN_MAX {
            assert!(known.is_plain(&format!("select {number}")));
        }
        for _ in 0..2 {
            assert!(!known.is_plain("begin"));
            assert!(known.is_plain("select 1"));
        }
        assert!(known.0.read().unwrap().len() <= KNOWN_MAX);
    }

    #[test]
    fn plain_statements() {
        for sql in [
            "select 1",
            "  -- purpose\n/* a /* nested */ one */ (SELECT 1)",
            "with x as (update t set a = 1 returning a) select a from x",
            "insert into template_attempt (temp) values ($1)",
            "create table if not exists t (temperature int)",
            "select pg_advisory_xact_lock(1)",
            "",
        ] {
            assert!(is_plain(sql), "{sql}");
        }
    }

    #[test]
    fn statements_that_leave_a_mark() {
        for sql in [
            "begin",
            "/* x */ START TRANSACTION",
            "set search_path = a",
            "Create Temp Table t (a int)",
            "create or replace temporary view v as select 1",
            "select pg_advisory_lock(1)",
            "select SET_CONFIG('a.b', 'c', false)",
            "select 1 as a into temp t",
            "listen x",
            "discard all",
            "commit and chain",
        ] {
            assert!(!is_plain(sql), "{sql}");
        }
    }
}
