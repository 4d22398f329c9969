use domain::{Form, Invalid};
use rust_decimal::Decimal;
use std::ops::RangeInclusive;

/// A whole number that must be there and lie within bounds.
pub(crate) fn require(
    form: &mut Form,
    field: &str,
    value: Option<i64>,
    range: RangeInclusive<i32>,
) -> Option<i32> {
    let within = |value: i64| {
        let value = i32::try_from(value).ok().filter(|value| range.contains(value));
        let sentence = || format!("请填写 {} 至 {} 的整数", range.start(), range.end());
        value.ok_or_else(|| Invalid::new("out_of_range", sentence()))
    };
    form.require(field, value.map(within))
}

/// A share of a whole: above 0, at most 1, of at most four places.
pub(crate) fn fraction(text: &str) -> Result<Decimal, Invalid> {
    let sentence = "请填写大于 0、不超过 1 的小数，最多四位，例如 0.4 表示 40%";
    decimal(text, 4, Decimal::new(1, 4), Decimal::ONE, sentence)
}

/// A decimal within bounds, of at most so many places.
pub(crate) fn decimal(
    text: &str,
    places: u32,
    low: Decimal,
    high: Decimal,
    sentence: &'static str,
) -> Result<Decimal, Invalid> {
    let number = Decimal::from_str_exact(text).ok().map(|number| number.normalize());
    let fits = |number: &Decimal| number.scale() <= places && (low..=high).contains(number);
    number.filter(fits).ok_or_else(|| Invalid::new("out_of_range", sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_both_bounds_and_nothing_beyond() {
        let taken = |value| {
            let mut form = Form::default();
            require(&mut form, "hours", value, 1..=720)
        };
        assert_eq!((taken(Some(1)), taken(Some(720))), (Some(1), Some(720)));
        for value in [None, Some(0), Some(721), Some(i64::MAX)] {
            assert_eq!(taken(value), None, "{value:?}");
        }
    }
}
