//! Numbers that pass every check and belong to no real person.

use super::chance::Chance;
use anyhow::{Context, Result};
use chrono::{Days, NaiveDate};
use domain::{CreditCode, ResidentId, SubjectType};

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A credit code of a district. Its organisation code begins with RT, a series that has never been
/// issued.
pub(crate) fn credit_code(
    chance: &mut Chance,
    subject: SubjectType,
    region: &str,
) -> Result<String> {
    let class = if subject == SubjectType::Company { "91" } else { "92" };
    let mut organisation = String::from("RT");
    for _ in 0..6 {
        organisation.push(char::from(*chance.pick(ALPHABET)?));
    }
    credit_code_of(class, region, &organisation)
}

/// A credit code with its check characters.
pub(crate) fn credit_code_of(class: &str, region: &str, organisation: &str) -> Result<String> {
    let check = organisation_check(organisation).context("an organisation code is malformed")?;
    let body = format!("{class}{region}{organisation}{check}");
    let last = CreditCode::check_character(&body).context("a credit code is malformed")?;
    Ok(format!("{body}{last}"))
}

/// The check character of an organisation code (GB 11714).
fn organisation_check(body: &str) -> Option<char> {
    let mut sum = 0;
    for (character, weight) in body.chars().zip(ORGANISATION_WEIGHTS) {
        sum += character.to_digit(36)? * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}

/// A resident number with the region 341299, which does not exist.
pub(crate) fn resident_id(chance: &mut Chance) -> Result<String> {
    let first = NaiveDate::from_ymd_opt(1970, 1, 1).context("no such day")?;
    let born = first + Days::new(chance.between(0, 11_000).unsigned_abs());
    let body = format!("341299{}{:03}", born.format("%Y%m%d"), chance.between(0, 999));
    "0123456789X"
        .chars()
        .map(|check| format!("{body}{check}"))
        .find(|number| ResidentId::parse(number).is_ok())
        .context("a resident number has no check character")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_published_organisation_code() {
        assert_eq!(organisation_check("M000100Y"), Some('4'));
    }

    #[test]
    fn makes_numbers_that_pass() {
        let mut chance = Chance::new();
        for _ in 0..500 {
            let code = credit_code(&mut chance, SubjectType::Company, "341202").unwrap();
            assert!(CreditCode::parse(&code).is_ok(), "{code}");
            assert!(resident_id(&mut chance).unwrap().starts_with("341299"));
        }
    }
}
