//! From named parameters to numbered ones.

use crate::{Kind, Malformed, Parameter, Place};

pub(crate) struct Numbered {
    pub(crate) sql: String,
    pub(crate) places: Vec<Place>,
}

/// What a parameter of the type `scope` is in the SQL.
const SCOPE_PLACES: &[(&str, &str)] =
    &[("kind", "text"), ("id", "uuid"), ("institution_id", "uuid")];

/// Writes `$n` for each `:name`, leaves out comments, and joins the lines.
pub(crate) fn number(body: &str, parameters: &[Parameter]) -> Result<Numbered, Malformed> {
    let known = known_places(parameters);
    let mut scan = Scan { rest: body, sql: String::with_capacity(body.len()) };
    let mut places: Vec<Place> = Vec::new();
    while let Some(name) = scan.next_name()? {
        let place = known.iter().find(|place| place.name == name);
        let place = place.ok_or_else(|| Malformed::Undeclared(name.to_owned()))?;
        let at = places.iter().position(|used| used == place).unwrap_or_else(|| {
            places.push(place.clone());
            places.len() - 1
        });
        scan.sql.push_str(&format!("${}", at + 1));
    }
    let unused =
        (0..parameters.len()).find(|&index| !places.iter().any(|place| place.parameter == index));
    if let Some(parameter) = unused.and_then(|index| parameters.get(index)) {
        return Err(Malformed::Unused(parameter.name.clone()));
    }
    let sql = scan.sql.trim().trim_end_matches(';').to_owned();
    Ok(Numbered { sql, places })
}

fn known_places(parameters: &[Parameter]) -> Vec<Place> {
    let mut places = Vec::new();
    for (index, Parameter { name, kind, .. }) in parameters.iter().enumerate() {
        if *kind == Kind::Scope {
            places.extend(SCOPE_PLACES.iter().map(|&(part, postgres_type)| Place {
                name: format!("{name}_{part}"),
                postgres_type,
                parameter: index,
            }));
        } else {
            let postgres_type = kind.postgres_type();
            places.push(Place { name: name.clone(), postgres_type, parameter: index });
        }
    }
    places
}

struct Scan<'a> {
    rest: &'a str,
    sql: String,
}

impl<'a> Scan<'a> {
    /// Copies up to the next `:name` and gives the name; `None` at the end.
    fn next_name(&mut self) -> Result<Option<&'a str>, Malformed> {
        while let Some(letter) = self.rest.chars().next() {
            match letter {
                '\'' | '"' => self.copy_quoted(letter),
                '-' if self.rest.starts_with("--") => {
                    self.rest = self.rest.split_once('\n').map_or("", |(_, after)| after);
                    self.space();
                }
                ':' if self.rest.starts_with("::") => self.copy(2),
                ':' => {
                    let name = word(self.rest.get(1..).unwrap_or_default());
                    if !name.is_empty() {
                        self.rest = self.rest.get(1 + name.len()..).unwrap_or_default();
                        return Ok(Some(name));
                    }
                    self.copy(1);
                }
                '$' => {
                    let digit = self.rest.chars().nth(1).filter(char::is_ascii_digit);
                    if let Some(digit) = digit {
                        return Err(Malformed::Numbered(digit));
                    }
                    self.copy(1);
                }
                letter if letter.is_ascii_whitespace() => {
                    self.rest = self.rest.trim_start();
                    self.space();
                }
                letter => self.copy(letter.len_utf8()),
            }
        }
        Ok(None)
    }

    fn copy(&mut self, bytes: usize) {
        let (copied, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.sql.push_str(copied);
        self.rest = rest;
    }

    /// A doubled quote inside ends one literal and begins the next, which copies the same.
    fn copy_quoted(&mut self, quote: char) {
        let inside = self.rest.get(1..).and_then(|inside| inside.find(quote));
        self.copy(inside.map_or(self.rest.len(), |end| end + 2));
    }

    fn space(&mut self) {
        if !self.sql.is_empty() && !self.sql.ends_with(' ') {
            self.sql.push(' ');
        }
    }
}

/// The letters, digits and underscores at the beginning of a text that begins with a letter.
fn word(text: &str) -> &str {
    if !text.starts_with(|letter: char| letter.is_ascii_lowercase()) {
        return "";
    }
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}
