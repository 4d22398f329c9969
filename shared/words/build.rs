//! Makes tables of `words.json`, so that a component carries them as constants and reads no file.

use indexmap::IndexMap;
use serde::Deserialize;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

#[derive(Deserialize)]
struct Vocabulary {
    words: IndexMap<String, IndexMap<String, Word>>,
    messages: IndexMap<String, Message>,
    unknown_message: Message,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    name: String,
    tone: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    title: String,
    text: String,
    #[serde(default)]
    states: IndexMap<String, InState>,
}

/// What differs in a state; the title is the message's own unless it is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InState {
    title: Option<String>,
    text: String,
}

#[expect(clippy::disallowed_methods, reason = "cargo passes OUT_DIR as a variable")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=words.json");
    println!("cargo::rerun-if-changed=build.rs");
    let read: Vocabulary = serde_json::from_str(&std::fs::read_to_string("words.json")?)?;
    let mut code = String::new();
    kinds(&mut code, &read.words)?;
    writeln!(code, "pub(crate) static MESSAGES: &[(&str, Message)] = &[")?;
    for (kind, message) in &read.messages {
        writeln!(code, "({kind:?}, {}),", self::message(message)?)?;
    }
    writeln!(code, "];")?;
    let unknown = message(&read.unknown_message)?;
    writeln!(code, "pub(crate) static UNKNOWN: Message = {unknown};")?;
    let folder = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&folder).join("tables.rs"), code)?;
    Ok(())
}

fn kinds(
    code: &mut String,
    words: &IndexMap<String, IndexMap<String, Word>>,
) -> Result<(), Box<dyn Error>> {
    let variants: Vec<_> = words.keys().map(|kind| (kind, variant(kind))).collect();
    writeln!(code, "/// What a code is a code of: the vocabularies of `words.json`.")?;
    writeln!(code, "#[derive(Debug, Clone, Copy, PartialEq, Eq)]\npub enum Kind {{")?;
    for (kind, variant) in &variants {
        writeln!(code, "/// The vocabulary `{kind}`.\n{variant},")?;
    }
    writeln!(code, "}}")?;
    for (kind, of) in words {
        writeln!(code, "const {}: &[Word] = &[", kind.to_ascii_uppercase())?;
        for (word, Word { name, tone }) in of {
            let tone = self::tone(tone.as_deref())?;
            writeln!(code, "Word {{ code: {word:?}, name: {name:?}, tone: Tone::{tone} }},")?;
        }
        writeln!(code, "];")?;
    }
    writeln!(
        code,
        "impl Kind {{ pub(crate) const fn words(self) -> &'static [Word] {{ match self {{"
    )?;
    for (kind, variant) in &variants {
        writeln!(code, "Self::{variant} => {},", kind.to_ascii_uppercase())?;
    }
    writeln!(code, "}} }} }}")?;
    Ok(())
}

/// `alert_severity` is `AlertSeverity`.
fn variant(kind: &str) -> String {
    let parts = kind.split('_').map(|part| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
    });
    parts.flatten().collect()
}

fn tone(tone: Option<&str>) -> Result<&'static str, String> {
    match tone {
        None | Some("quiet") => Ok("Quiet"),
        Some("primary") => Ok("Primary"),
        Some("good") => Ok("Good"),
        Some("warn") => Ok("Warn"),
        Some("bad") => Ok("Bad"),
        Some(other) => Err(format!("there is no tone {other}")),
    }
}

fn message(message: &Message) -> Result<String, String> {
    let Message { title, text, states } = message;
    let mut code = format!("Message {{ title: {title:?}, text: {}, states: &[", pieces(text)?);
    for (state, own) in states {
        let title = own.title.as_ref().unwrap_or(title);
        code.push_str(&format!("({state:?}, {title:?}, {}),", pieces(&own.text)?));
    }
    code.push_str("] }");
    Ok(code)
}

/// A text with its places for values, cut into pieces.
fn pieces(text: &str) -> Result<String, String> {
    let wrong = || format!("a bracket is not closed, or closes nothing: {text}");
    let mut code = String::from("&[");
    let mut rest = text;
    while let Some(place) = rest.find(['[', '{', ']', '}']) {
        let (before, from) = rest.split_at(place);
        code.push_str(&literal(before));
        let (open, close) = if from.starts_with('[') { ('[', ']') } else { ('{', '}') };
        let (inside, after) =
            from.strip_prefix(open).and_then(|from| from.split_once(close)).ok_or_else(wrong)?;
        code.push_str(&if open == '[' { optional(inside)? } else { field(inside)? });
        rest = after;
    }
    code.push_str(&literal(rest));
    code.push(']');
    Ok(code)
}

fn literal(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("Piece::Text({text:?}),") }
}

/// Outside of brackets a value may be missing, so that there are words in its place.
fn field(inside: &str) -> Result<String, String> {
    match inside.split_once('|') {
        Some((name, otherwise)) if !name.is_empty() && !otherwise.is_empty() => {
            Ok(format!("Piece::Field {{ name: {name:?}, otherwise: {otherwise:?} }},"))
        }
        _ => Err(format!("{{{inside}}} needs words for a missing value: {{{inside}|words}}")),
    }
}

fn optional(inside: &str) -> Result<String, String> {
    let cut = inside.split_once('{').and_then(|(before, rest)| {
        let (name, after) = rest.split_once('}')?;
        (!name.is_empty() && !after.contains(['{', '}'])).then_some((before, name, after))
    });
    let (before, name, after) =
        cut.ok_or_else(|| format!("[{inside}] holds one field: [words {{field}} words]"))?;
    Ok(format!("Piece::Optional {{ before: {before:?}, name: {name:?}, after: {after:?} }},"))
}
