//! Numbers by which a person or a firm is known do not belong into free text: it is read by more people than those who
//! may know who writes.

use crate::credit_code::CreditCode;
use crate::form::Invalid;
use crate::text::Text;
use regex_lite::Regex;

/// Telephone and identity numbers as people write them, blanks and hyphens between the digits included.
const NUMBERS: [&str; 6] = [
    // A mobile number, with the country's code or without.
    r"(?:^|[^\d])(?:(?:\+|00)?86[ .-]*)?1[3-9](?:[ ._/-]{0,2}\d){9}(?:[^\d]|$)",
    // A landline number with its area code.
    r"(?:^|[^\d])\(?0(?:10|2\d|[3-9]\d{2})\)?[ -]*\d{3,4}[ -]?\d{4}(?:[^\d]|$)",
    // A service number; without hyphens it may be a sum.
    r"(?:^|[^\d])[48]00[ -]\d{3,4}[ -]?\d{3,4}(?:[^\d]|$)",
    // A resident identity number.
    r"(?:^|[^\d])\d{6}[ -]?(?:18|19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[ -]?[\dXx]",
    // So long a number is an account, a card or a document, and no sum.
    r"\d{15}",
    // What is called a telephone number or the like is one.
    r"(?:电话|手机|座机|致电|联系方式|微信|[Qq]{2})(?:号码|号)?[ :,为是]{0,3}[A-Za-z_-]{0,6}[ :]{0,2}\d(?:[ -]?\d){5}",
];

/// Refuses a text that names a telephone number, an identity number or a unified social credit code.
///
/// # Errors
/// `names_identity` when it does.
pub fn refuse_identity(text: &str) -> Result<(), Invalid> {
    let sentence = "为保护您的信息，请不要在此填写电话、证件号码或统一社会信用代码；办理机构能看到您的联系方式";
    if names_identity(text) { Err(Invalid::new("names_identity", sentence)) } else { Ok(()) }
}

/// Whether the text names a telephone number, an identity number or a unified social credit code.
fn names_identity(text: &str) -> bool {
    let text: String = text.chars().filter_map(plain).collect();
    let found = |pattern: &&str| Regex::new(pattern).map_or(true, |number| number.is_match(&text));
    let codes = || text.split(|c: char| !c.is_ascii_alphanumeric());
    NUMBERS.iter().any(found)
        || codes().any(|code| code.len() == 18 && CreditCode::parse(code).is_ok())
}

/// Takes a free text that names nobody.
///
/// # Errors
/// `names_identity` when it holds such a number, otherwise as [`Text::parse`].
pub fn anonymous_text<const MIN: usize, const MAX: usize>(
    text: &str,
) -> Result<Text<MIN, MAX>, Invalid> {
    let parsed = Text::parse(text)?;
    refuse_identity(parsed.as_str())?;
    Ok(parsed)
}

/// A character as it is meant: digits of full width and in Chinese are digits, what is not seen is not there.
fn plain(character: char) -> Option<char> {
    match character {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        '\u{3000}' | '\u{a0}' => Some(' '),
        '—' | '–' | '‐' | '‑' => Some('-'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0),
        other => {
            let digit = "零一二三四五六七八九".chars().position(|digit| digit == other);
            let digit = digit.or(match other {
                '〇' => Some(0),
                '幺' => Some(1),
                _ => None,
            });
            let digit = digit.and_then(|digit| u32::try_from(digit).ok());
            digit.and_then(|digit| char::from_digit(digit, 10)).or(Some(other))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_can_be_read() {
        assert!(NUMBERS.iter().all(|pattern| Regex::new(pattern).is_ok()));
    }

    // U-18
    #[test]
    fn numbers_of_people_are_found_however_they_are_written() {
        for text in [
            "请打 17000000001",
            "请打170 0000 0001，谢谢",
            "请打170-0000-0001 2026 年",
            "＋86 １７００００００００１",
            "１７０００００００01",
            "一七零零零零零零零零一",
            "1\u{200b}7000000001",
            "座机 0558-1234567",
            "（0558）1234567",
            "400-800-8888",
            "身份证 341202199001011237",
            "341202 19900101 123X",
            "卡号 6222020200112233445",
            "加微信 ab：1234567",
        ] {
            assert!(names_identity(text), "{text}");
        }
        let body = "91341202MA0000001";
        let code: String = body.chars().chain(CreditCode::check_character(body)).collect();
        assert!(names_identity(&format!("我司（{code}）急需资金")));
    }

    #[test]
    fn sums_days_and_quantities_are_no_numbers_of_people() {
        for text in [
            "",
            "采购设备 3 台，合计 1,250,000.00 元",
            "年销售额 12000000000 元",
            "2026-11-26 前到位，分 12 期",
            "一季度销售三百八十万元，二季度四百万元",
            "订单 RT20261123-000123",
            "项目备案 2026-341202-01-04",
            "需资金 4000000000 元",
            "手机配件 200000 件，手机壳订单 12000000 元",
        ] {
            assert!(!names_identity(text), "{text}");
        }
    }

    #[test]
    fn the_refusal_says_what_to_do() {
        let refused = anonymous_text::<0, 500>("电话 17000000001").unwrap_err();
        assert_eq!(refused.code, "names_identity");
        assert!(anonymous_text::<0, 500>("改用自有资金").is_ok());
    }
}
