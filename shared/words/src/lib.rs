//! The vocabulary of the platform: the Chinese word for each code that a person may see, and the texts of messages.
//!
//! All of it is `words.json`, which the portals read too. What stands there and what does not, its head says.

mod message;

pub use message::message;

use message::{Message, Piece};

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// How a word is coloured; colour only repeats what the word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Needs no attention.
    Quiet,
    /// Under way.
    Primary,
    /// A good result.
    Good,
    /// Needs attention.
    Warn,
    /// A bad result.
    Bad,
}

/// A code and its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The stable code.
    pub code: &'static str,
    /// The Chinese word.
    pub name: &'static str,
    /// Its colour.
    pub tone: Tone,
}

/// The words of a kind, in the order of lists.
pub const fn all(kind: Kind) -> &'static [Word] {
    kind.words()
}

/// The word for a code, if the vocabulary has it.
pub fn find(kind: Kind, code: &str) -> Option<&'static Word> {
    kind.words().iter().find(|word| word.code == code)
}

/// The name of a code; a code that a newer release wrote stands for itself.
pub fn name(kind: Kind, code: &str) -> &str {
    find(kind, code).map_or(code, |word| word.name)
}

/// The colour of a code; quiet where the vocabulary does not have it.
pub fn tone(kind: Kind, code: &str) -> Tone {
    find(kind, code).map_or(Tone::Quiet, |word| word.tone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_word_and_an_unknown_one_stands_for_itself() {
        assert_eq!(name(Kind::Order, "submitted"), "待抢单");
        assert_eq!(name(Kind::AlertSeverity, "serious"), "严重");
        assert_eq!(name(Kind::Order, "of_a_newer_release"), "of_a_newer_release");
        assert_eq!(tone(Kind::Outcome, "refuse"), Tone::Bad);
        assert_eq!(tone(Kind::Order, "withdrawn"), Tone::Quiet);
        assert_eq!(tone(Kind::Order, "of_a_newer_release"), Tone::Quiet);
    }

    #[test]
    fn words_keep_the_order_of_the_file() {
        let codes: Vec<_> = all(Kind::Size).iter().map(|word| word.code).collect();
        assert_eq!(codes, ["large", "medium", "small", "micro"]);
    }
}
