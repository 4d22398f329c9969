//! Postgres' `numeric` in its binary form, to and from decimal text.
//!
//! Spin holds a numeric in a 96-bit decimal with at most 28 digits after the point. What fits there
//! exactly (every amount and rate does) is converted straight between text and digits; the rest is
//! rounded or refused in the way that Spin's decimal does it.

use rust_decimal::Decimal;

use super::wire::{Malformed, Reader};

/// The sign words of the format.
const NEGATIVE: u16 = 0x4000;
const SPECIAL: u16 = 0xC000;
const POSITIVE_INFINITY: u16 = 0xD000;
const NEGATIVE_INFINITY: u16 = 0xF000;

/// Digits after the point that Spin's decimal can keep.
const SCALE_MAX: u16 = 28;
/// The first value that no longer fits into the 96 bits of Spin's decimal.
const MANTISSA_END: u128 = 1 << 96;

/// The header and the base-10000 digits of one numeric.
struct Parts<'a> {
    /// The power of 10000 of the first digit.
    weight: i16,
    negative: bool,
    /// Decimal digits after the point.
    scale: u16,
    /// Two bytes each.
    digits: &'a [u8],
}

impl Parts<'_> {
    fn digits(&self) -> impl Iterator<Item = u16> {
        self.digits.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair))
    }
}

/// Decodes a numeric into the text that Spin gives for it.
///
/// NaN and the infinities are refused, as are values of 2^96 and more: Spin has no form for them.
pub(super) fn to_text(bytes: &[u8]) -> Result<String, Malformed> {
    let parts = parse(bytes)?;
    if let Some(mantissa) = exact_mantissa(&parts) {
        return Ok(format_exact(mantissa, parts.scale, parts.negative));
    }
    rounded(&parts)
        .map(|decimal| decimal.to_string())
        .ok_or_else(|| "Number exceeds maximum value that can be represented.".to_owned())
}

fn parse(bytes: &[u8]) -> Result<Parts<'_>, Malformed> {
    let mut reader = Reader::new(bytes);
    let count = usize::from(reader.u16()?);
    let weight = reader.i16()?;
    let sign = reader.u16()?;
    let scale = reader.u16()?;
    if sign & SPECIAL == SPECIAL {
        let name = match sign {
            POSITIVE_INFINITY => "Infinity",
            NEGATIVE_INFINITY => "-Infinity",
            _ => "NaN",
        };
        return Err(format!("Error while converting to {name}"));
    }
    let digits = reader.take(count * 2)?;
    Ok(Parts { weight, negative: sign == NEGATIVE, scale, digits })
}

/// The value times ten to the power of its scale, when that is exact and fits 96 bits.
fn exact_mantissa(parts: &Parts<'_>) -> Option<u128> {
    if parts.scale > SCALE_MAX {
        return None;
    }
    let mut mantissa = 0u128;
    // Where the last decimal digit of the current group stands, counted from the point.
    let mut exponent = i32::from(parts.weight) * 4 + i32::from(parts.scale);
    for digit in parts.digits() {
        let digit = u128::from(digit);
        let part = match u32::try_from(exponent) {
            Ok(power) => digit.checked_mul(10u128.checked_pow(power)?)?,
            // The group reaches past the scale; what is there is zero in a well-formed value.
            Err(_) => digit.checked_div(10u128.checked_pow(exponent.unsigned_abs())?)?,
        };
        mantissa = mantissa.checked_add(part)?;
        exponent -= 4;
    }
    (mantissa < MANTISSA_END).then_some(mantissa)
}

fn format_exact(mantissa: u128, scale: u16, negative: bool) -> String {
    // Dividing 128 bits is slow, and nearly every value fits 64.
    let digits = match u64::try_from(mantissa) {
        Ok(small) => small.to_string(),
        Err(_) => mantissa.to_string(),
    };
    let scale = usize::from(scale);
    let mut text = String::with_capacity(digits.len().max(scale) + 3);
    if negative && mantissa != 0 {
        text.push('-');
    }
    if scale == 0 {
        text.push_str(&digits);
        return text;
    }
    match digits.split_at_checked(digits.len().saturating_sub(scale)) {
        Some((whole, fraction)) if !whole.is_empty() => {
            text.push_str(whole);
            text.push('.');
            text.push_str(fraction);
        }
        _ => {
            text.push_str("0.");
            text.extend(std::iter::repeat_n('0', scale - digits.len()));
            text.push_str(&digits);
        }
    }
    text
}

/// Rounds a value with too many digits to what Spin's decimal holds; `None` when it is too large.
fn rounded(parts: &Parts<'_>) -> Option<Decimal> {
    let base = Decimal::from(10_000);
    let mut value = Decimal::ZERO;
    let mut power = i32::from(parts.weight);
    let mut digits = parts.digits();
    while power >= 0 {
        let digit = digits.next().unwrap_or(0);
        value = value.checked_mul(base)?.checked_add(Decimal::from(digit))?;
        power -= 1;
    }
    for digit in digits {
        let places = power.unsigned_abs() * 4;
        power -= 1;
        if places <= u32::from(SCALE_MAX) {
            let part = Decimal::from(digit).checked_div(ten_to(places)?)?;
            value = value.checked_add(part)?;
        } else if places == u32::from(SCALE_MAX) + 4 && digit >= 5_000 {
            value = value.checked_add(Decimal::ONE.checked_div(ten_to(SCALE_MAX.into())?)?)?;
        }
    }
    value.set_sign_negative(parts.negative);
    value.rescale(u32::from(parts.scale.min(SCALE_MAX)));
    Some(value)
}

fn ten_to(power: u32) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(10i128.checked_pow(power)?, 0).ok()
}

/// A decimal within 96 bits and 28 digits after the point; more is refused, never rounded.
pub(super) fn decimal(text: &str) -> Result<Decimal, Malformed> {
    Decimal::from_str_exact(text)
        .map_err(|error| format!("invalid decimal {text}\n\nCaused by:\n    {error}"))
}

/// Appends the binary form of a decimal.
pub(super) fn write(value: &Decimal, out: &mut Vec<u8>) {
    if value.is_zero() {
        out.extend_from_slice(&[0; 8]);
        return;
    }
    let scale = value.scale();
    // Groups of four digits stand left and right of the point: fill up the last one on the right.
    let padding = (4 - scale % 4) % 4;
    // 96 bits times at most 1000 stays far below 128 bits.
    let mut rest = value.mantissa().unsigned_abs() * 10u128.pow(padding);
    let mut groups = [0u16; 8];
    let mut count = 0u16;
    let mut used = 0usize;
    for (index, slot) in groups.iter_mut().rev().enumerate() {
        if rest == 0 {
            break;
        }
        // The remainder is below 10000.
        *slot = (rest % 10_000) as u16;
        rest /= 10_000;
        count += 1;
        used = index + 1;
    }
    let after_point = scale.div_ceil(4) as i32;
    let weight = (i32::from(count) - after_point - 1) as i16;
    let sign = if value.is_sign_negative() { NEGATIVE } else { 0 };
    out.extend_from_slice(&count.to_be_bytes());
    out.extend_from_slice(&weight.to_be_bytes());
    out.extend_from_slice(&sign.to_be_bytes());
    out.extend_from_slice(&(scale as u16).to_be_bytes());
    for group in groups.iter().skip(groups.len() - used) {
        out.extend_from_slice(&group.to_be_bytes());
    }
}
