use super::font::Typefaces;

/// Breaks a text into lines of at most `width`: between Chinese characters anywhere, between Latin words at blanks, and
/// in the midst of a word only when it is longer than a line. No line begins with what ends a phrase.
pub(crate) fn wrap(typefaces: &Typefaces, text: &str, size: f32, width: f32) -> Vec<String> {
    let measure = |letter: char| typefaces.advance(letter, size);
    break_lines(&typefaces.shown(text), width, measure)
}

fn break_lines(text: &str, width: f32, measure: impl Fn(char) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0.0;
        for word in words(paragraph) {
            let wide: f32 = word.chars().map(&measure).sum();
            if used + wide > width && !line.is_empty() && !closes(&word) {
                lines.push(line.trim_end().to_owned());
                (line, used) = (String::new(), 0.0);
            }
            for letter in word.chars() {
                if used + measure(letter) > width && !line.is_empty() && !closes(&word) {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                if !(line.is_empty() && letter == ' ') {
                    line.push(letter);
                    used += measure(letter);
                }
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Latin words whole, everything else letter by letter.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for letter in text.chars() {
        let latin = letter.is_ascii() && letter != ' ';
        match words.last_mut() {
            Some(word) if open && latin => word.push(letter),
            _ => words.push(letter.to_string()),
        }
        open = latin;
    }
    words
}

/// What must not begin a line.
fn closes(word: &str) -> bool {
    word.chars().all(|letter| "，。、；：！？）】》”’%".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_readers_expect() {
        let wide = |letter: char| if letter.is_ascii() { 1.0 } else { 2.0 };
        let lines = |text: &str, width: f32| break_lines(text, width, wide);
        assert_eq!(lines("颍州颍东颍泉", 8.0), ["颍州颍东", "颍泉"]);
        assert_eq!(lines("颍州颍东，颍泉", 8.0), ["颍州颍东，", "颍泉"]);
        assert_eq!(lines("two words", 5.0), ["two", "words"]);
        assert_eq!(lines("abcdefgh", 3.0), ["abc", "def", "gh"]);
        assert_eq!(lines("一\n二", 8.0), ["一", "二"]);
        assert_eq!(lines("", 8.0), [""]);
    }
}
