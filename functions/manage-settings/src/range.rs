use domain::{Form, Invalid};
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
