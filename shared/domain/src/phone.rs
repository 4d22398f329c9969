use crate::form::Invalid;
use crate::text::plain_form;

/// A telephone number of mainland China: a mobile number (eleven digits from 1), an area code with a landline number,
/// or a service number of ten digits from 400 or 800.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Takes digits, in full width as well; blanks, hyphens and brackets between them and the country code before
    /// them are dropped.
    ///
    /// # Errors
    /// `invalid_phone` when it is none of these numbers.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let plain = plain_form(text.trim());
        let read = || {
            let (abroad, national) = without_country(&plain);
            let digits: String = national
                .chars()
                .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '‐' | '‑' | '–'))
                .collect();
            if plain.chars().count() > 24 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            // Who writes the country code leaves out the 0 before the area. Service numbers have none.
            let inland = match abroad {
                true if is_service(&digits) => return None,
                true if !digits.starts_with(['0', '1']) => format!("0{digits}"),
                _ => digits,
            };
            (is_mobile(&inland) || is_landline(&inland) || is_service(&inland)).then_some(inland)
        };
        read().map(Self).ok_or_else(|| {
            Invalid::new(
                "invalid_phone",
                "请填写 11 位手机号、带区号的固定电话（例如 0558-1234567）或 400 电话",
            )
        })
    }

    /// Digits only.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether the number begins with the country code, and what follows it. `86` alone is one only before a mobile number.
fn without_country(text: &str) -> (bool, &str) {
    for prefix in ["+86", "0086", "(+86)"] {
        if let Some(rest) = text.strip_prefix(prefix) {
            return (true, rest);
        }
    }
    match text.strip_prefix("86") {
        Some(rest) if rest.trim_start_matches([' ', '-']).starts_with('1') => (true, rest),
        _ => (false, text),
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11
        && digits.starts_with('1')
        && digits.as_bytes().get(1).is_some_and(|b| (b'3'..=b'9').contains(b))
}

fn is_landline(digits: &str) -> bool {
    (10..=12).contains(&digits.len())
        && digits.starts_with('0')
        && digits.as_bytes().get(1).is_some_and(|b| *b != b'0')
}

fn is_service(digits: &str) -> bool {
    digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_written_in_several_ways_is_one() {
        for (text, digits) in [
            ("170 0000-0001", "17000000001"),
            ("+86 170 0000 0010", "17000000010"),
            ("+8617000000010", "17000000010"),
            ("0086-170-0000-0010", "17000000010"),
            ("86 17000000010", "17000000010"),
            ("１７０００００００１０", "17000000010"),
            ("0558-1234567", "05581234567"),
            ("(0558)1234567", "05581234567"),
            ("（0558）1234567", "05581234567"),
            ("+86 558 1234567", "05581234567"),
            ("010 12345678", "01012345678"),
            ("4008008888", "4008008888"),
            ("400-800-8888", "4008008888"),
        ] {
            assert_eq!(Phone::parse(text).unwrap().as_str(), digits, "{text}");
        }
    }

    #[test]
    fn refuses_what_nobody_can_dial() {
        for text in [
            "",
            "12000000001",
            "1700000000",
            "170000000012",
            "abc",
            "400800888",
            "40080088888",
            "+1 170 0000 0010",
            "+864008008888",
            "1234567",
            "00581234567",
            "170+0000000",
            "+86",
            "()",
        ] {
            assert!(Phone::parse(text).is_err(), "{text}");
        }
    }
}
