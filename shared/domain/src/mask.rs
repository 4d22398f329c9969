//! How personal data looks to those who may know that it is there but not what it is. Masking works on characters
//! and does not change what is masked already.

/// Keeps the last character: `张小三` becomes `**三`.
pub fn mask_name(name: &str) -> String {
    let count = name.chars().count();
    name.chars().enumerate().map(|(i, c)| if i + 1 == count { c } else { '*' }).collect()
}

/// Keeps the first three and the last four: `138****5678`.
pub fn mask_phone(phone: &str) -> String {
    keep_ends(phone, 3, 4)
}

/// Keeps the first four and the last four: `3412**********1018`.
pub fn mask_resident_id(number: &str) -> String {
    keep_ends(number, 4, 4)
}

/// Keeps the first four and the last two: `9134************43`.
pub fn mask_credit_code(code: &str) -> String {
    keep_ends(code, 4, 2)
}

fn keep_ends(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    // Too short to hide anything between the ends: hide all of it.
    let (head, tail) = if count > head + tail { (head, tail) } else { (0, 0) };
    text.chars()
        .enumerate()
        .map(|(i, c)| if i < head || i + tail >= count { c } else { '*' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_the_middle_and_is_idempotent() {
        type Mask = fn(&str) -> String;
        let cases: [(Mask, &str, &str); 5] = [
            (mask_name, "张小三", "**三"),
            (mask_phone, "13812345678", "138****5678"),
            (mask_resident_id, "341202199803071018", "3412**********1018"),
            (mask_credit_code, "91350100M000100Y43", "9135************43"),
            (mask_phone, "12345", "*****"),
        ];
        for (mask, plain, masked) in cases {
            assert_eq!(mask(plain), masked);
            assert_eq!(mask(masked), masked);
        }
    }
}
