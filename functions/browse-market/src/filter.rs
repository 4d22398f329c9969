//! What several lists are filtered by.

use domain::{Form, Invalid, RegionCode, Text, Word};
use uuid::Uuid;

/// A word of the dictionary. One that the dictionary does not hold finds nothing, which is no mistake.
pub(crate) fn word(form: &mut Form, field: &str, text: Option<&str>) -> Option<Option<String>> {
    let word = form.check_optional(field, text.map(Word::parse))?;
    Some(word.map(Word::into_string))
}

pub(crate) fn region(form: &mut Form, text: Option<&str>) -> Option<Option<String>> {
    let region = form.check_optional("region_code", text.map(RegionCode::parse))?;
    Some(region.map(RegionCode::into_string))
}

pub(crate) fn id(form: &mut Form, field: &str, text: Option<&str>) -> Option<Option<Uuid>> {
    let refused = |_| Invalid::new("invalid_id", "请填写有效的编号（UUID）");
    form.check_optional(field, text.map(|text| Uuid::try_parse(text).map_err(refused)))
}

/// The pattern that finds the words `q` anywhere; empty words look for nothing.
pub(crate) fn pattern(form: &mut Form, q: Option<&str>) -> Option<Option<String>> {
    let q = form.check_optional("q", q.map(Text::<0, 60>::parse))?;
    Some(q.map(Text::into_string).filter(|q| !q.is_empty()).map(|q| contains(&q)))
}

/// `%`, `_` and `\` mean themselves.
fn contains(words: &str) -> String {
    let mut pattern = String::from("%");
    for character in words.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_what_was_written() {
        let mut form = Form::default();
        let found = pattern(&mut form, Some(r" 5%_\贷 "));
        assert_eq!(found, Some(Some(r"%5\%\_\\贷%".to_owned())));
        assert_eq!(pattern(&mut form, Some(" ")), Some(None));
        assert_eq!(pattern(&mut form, None), Some(None));
        assert_eq!(pattern(&mut form, Some(&"字".repeat(61))), None);
    }
}
