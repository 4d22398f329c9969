use super::chance::Chance;
use super::clock::Clock;
use crate::bulk;
use anyhow::{Context, Result};
use crypto::{Field, Keyring};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

pub(crate) const WORDS: &str = include_str!("../../seed/demo/words.csv");
pub(crate) const REMARKS: &str = include_str!("../../seed/demo/remarks.csv");

/// What everybody in the demo city shares: chance, the clock, words, and the keys that seal names.
pub(crate) struct City<'a> {
    pub(crate) chance: Chance,
    pub(crate) clock: Clock,
    keyring: &'a Keyring,
    lexicon: HashMap<String, Vec<String>>,
    phones: u32,
}

#[derive(Deserialize)]
struct Words {
    kind: String,
    words: String,
}

#[derive(Deserialize)]
struct Remark {
    kind: String,
    text: String,
}

impl<'a> City<'a> {
    pub(crate) fn new(clock: Clock, keyring: &'a Keyring) -> Result<Self> {
        let mut lexicon: HashMap<String, Vec<String>> = HashMap::new();
        for row in bulk::parse_csv::<Words>(WORDS)? {
            lexicon.insert(row.kind, row.words.split(' ').map(str::to_owned).collect());
        }
        for row in bulk::parse_csv::<Remark>(REMARKS)? {
            lexicon.entry(row.kind).or_default().push(row.text);
        }
        Ok(Self { chance: Chance::new(), clock, keyring, lexicon, phones: 0 })
    }

    /// A word or a sentence of some kind.
    pub(crate) fn text(&mut self, kind: &str) -> Result<String> {
        let texts = self.lexicon.get(kind).with_context(|| format!("no words for {kind}"))?;
        self.chance.pick(texts).cloned()
    }

    pub(crate) fn person_name(&mut self) -> Result<String> {
        let mut name = self.text("surname")?;
        if self.chance.happens(85) {
            name += &self.text("given_first")?;
        }
        name += &self.text("given_second")?;
        Ok(name)
    }

    /// The next number of a range that is not assigned.
    pub(crate) fn phone(&mut self) -> String {
        self.phones += 1;
        format!("1700000{:04}", self.phones)
    }

    /// An encrypted value, in the text form of `bytea`.
    pub(crate) fn seal(&mut self, field: Field, owner: Uuid, plain: &str) -> Result<String> {
        Ok(bytea(&self.keyring.seal(field, owner, plain, self.chance.bytes())?))
    }

    /// A blind index, in the text form of `bytea`.
    pub(crate) fn index(&self, field: Field, plain: &str) -> String {
        bytea(&self.keyring.blind_index(field, plain))
    }
}

fn bytea(bytes: &[u8]) -> String {
    format!("\\x{}", hex::encode(bytes))
}
