//! Ranges, with the normal form and the silent "empty" that Spin gives them.

use rust_decimal::Decimal;

use super::numeric::decimal;
use super::wire::{Malformed, Reader, write_sized};
use super::wit::{Bound, RangeBoundKind};

/// The flag bits of the binary form.
const EMPTY: u8 = 0x01;
const LOWER_INCLUSIVE: u8 = 0x02;
const UPPER_INCLUSIVE: u8 = 0x04;
const LOWER_UNBOUNDED: u8 = 0x08;
const UPPER_UNBOUNDED: u8 = 0x10;

/// A range as it is sent.
pub(super) enum Range<T> {
    /// Holds no value. A lower bound above the upper one also ends here, as with Spin; Postgres
    /// itself would refuse it.
    Empty,
    Between(Bound<T>, Bound<T>),
}

impl<T: PartialOrd> Range<T> {
    fn new(lower: Bound<T>, upper: Bound<T>) -> Self {
        if let (Some((low, low_kind)), Some((high, high_kind))) = (&lower, &upper) {
            let closed =
                *low_kind == RangeBoundKind::Inclusive && *high_kind == RangeBoundKind::Inclusive;
            if if closed { low > high } else { low >= high } {
                return Self::Empty;
            }
        }
        Self::Between(lower, upper)
    }

    pub(super) fn encode(&self, out: &mut Vec<u8>, write: impl Fn(&T, &mut Vec<u8>)) {
        let (lower, upper) = match self {
            Self::Empty => return out.push(EMPTY),
            Self::Between(lower, upper) => (lower, upper),
        };
        let lower_flag = match lower {
            None => LOWER_UNBOUNDED,
            Some((_, RangeBoundKind::Inclusive)) => LOWER_INCLUSIVE,
            Some((_, RangeBoundKind::Exclusive)) => 0,
        };
        let upper_flag = match upper {
            None => UPPER_UNBOUNDED,
            Some((_, RangeBoundKind::Inclusive)) => UPPER_INCLUSIVE,
            Some((_, RangeBoundKind::Exclusive)) => 0,
        };
        out.push(lower_flag | upper_flag);
        for (value, _) in [lower, upper].into_iter().flatten() {
            write_sized(out, |out| write(value, out));
        }
    }
}

/// Whole numbers have one normal form: lower bound inclusive, upper bound exclusive.
macro_rules! of_integer {
    ($name:ident, $integer:ty) => {
        impl Range<$integer> {
            /// # Errors
            /// A bound whose normal form is one past the largest number is refused.
            pub(super) fn $name(
                (lower, upper): (Bound<$integer>, Bound<$integer>),
            ) -> Result<Self, Malformed> {
                let next = |value: $integer| {
                    value.checked_add(1).ok_or_else(|| format!("range bound {value} is too large"))
                };
                let lower = match lower {
                    Some((value, RangeBoundKind::Exclusive)) => {
                        Some((next(value)?, RangeBoundKind::Inclusive))
                    }
                    other => other,
                };
                let upper = match upper {
                    Some((value, RangeBoundKind::Inclusive)) => {
                        Some((next(value)?, RangeBoundKind::Exclusive))
                    }
                    other => other,
                };
                Ok(Self::new(lower, upper))
            }
        }
    };
}

of_integer!(of_int32, i32);
of_integer!(of_int64, i64);

impl Range<Decimal> {
    pub(super) fn of_decimal(
        (lower, upper): (Bound<String>, Bound<String>),
    ) -> Result<Self, Malformed> {
        let parse = |bound: Bound<String>| {
            bound.map(|(text, kind)| decimal(&text).map(|value| (value, kind))).transpose()
        };
        Ok(Self::new(parse(lower)?, parse(upper)?))
    }
}

/// Decodes a range. The empty range comes out unbounded on both sides, as with Spin.
pub(super) fn decode<T>(
    bytes: &[u8],
    read: impl Fn(&[u8]) -> Result<T, Malformed>,
) -> Result<(Bound<T>, Bound<T>), Malformed> {
    let mut reader = Reader::new(bytes);
    let flags = reader.u8()?;
    if flags & EMPTY != 0 {
        return Ok((None, None));
    }
    let kind = |inclusive: u8| {
        if flags & inclusive == 0 { RangeBoundKind::Exclusive } else { RangeBoundKind::Inclusive }
    };
    let mut bound = |unbounded: u8, inclusive: u8| {
        if flags & unbounded != 0 {
            return Ok(None);
        }
        let value = reader.sized()?.ok_or_else(|| "a range bound is NULL".to_owned())?;
        Ok::<_, Malformed>(Some((read(value)?, kind(inclusive))))
    };
    Ok((bound(LOWER_UNBOUNDED, LOWER_INCLUSIVE)?, bound(UPPER_UNBOUNDED, UPPER_INCLUSIVE)?))
}
