//! A condition of a rule: one expression over the value `$` of one input.

use crate::input::Input;
use crate::language::{self, CONDITION_MAX, Refusal};
use domain::Invalid;
use zen_expression::Isolate;
use zen_expression::variable::Variable;

/// Whether a condition holds for a value of an input; `None` when the engine cannot say. A condition that was kept
/// before the language had its bounds is held against them here.
pub(crate) fn holds(condition: &str, input: &Input, value: Variable) -> Option<bool> {
    language::check(condition, input.kind).ok()?;
    let mut isolate = Isolate::new();
    isolate.set_reference_value(value).ok()?;
    isolate.run_unary(condition).ok()
}

/// Checks a condition on the input `name` by reading it, without a value.
pub(crate) fn check(name: &str, condition: &str) -> Result<(), Invalid> {
    let input = Input::named(name)
        .ok_or_else(|| Invalid::new("unknown_input", "没有此输入项，请对照输入项目录"))?;
    language::check(condition, input.kind).map_err(|refusal| match refusal {
        Refusal::Long => {
            Invalid::new("invalid_length", format!("条件最多 {CONDITION_MAX} 个字"))
        }
        Refusal::Unsupported(what) => {
            let sentence = format!(
                "条件中不能使用“{}”，可用：比较、in、and、or、not、加减乘除，以及 contains、startsWith、endsWith、\
                 upper、lower、trim、abs、floor、ceil、round",
                what.chars().take(20).collect::<String>()
            );
            Invalid::new("unsupported_condition", sentence)
        }
        Refusal::Idle => {
            let sentence = "每个比较应有一侧用到取值 $，另一侧是固定的值";
            Invalid::new("idle_condition", sentence)
        }
        Refusal::Broken | Refusal::Unfit => {
            let sentence = format!("条件无法求值，请检查写法与“{}”的类型", input.title);
            Invalid::new("invalid_condition", sentence)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Kind;
    use rust_decimal::Decimal;

    /// Values at the ends of each kind.
    fn values(kind: Kind) -> Vec<Variable> {
        let number = |value: &str| Variable::Number(value.parse::<Decimal>().unwrap());
        match kind {
            Kind::Flag => vec![Variable::Bool(true), Variable::Bool(false)],
            Kind::Text => {
                ["", "A", "颍州区", "x'y\"z`"].map(|text| Variable::String(text.into())).into()
            }
            Kind::Number => {
                ["0", "-1", "0.00000001", "5000000.01", "1234567890123.45"].map(number).into()
            }
        }
    }

    // What is of the language can be evaluated, whatever the value: none of these is `None`.
    #[test]
    fn what_is_accepted_can_be_evaluated() {
        for (name, condition) in [
            ("amount", "$ > 5000000"),
            ("amount", "> 5000000"),
            ("amount", "5"),
            ("amount", "-5, 7"),
            ("amount", "$ in [1..5]"),
            ("amount", "[1..5]"),
            ("amount", "(1..5]"),
            ("amount", "$ not in [1, 2.5, -3]"),
            ("amount", "$ * 2 - 1 > 3 / 7 and not ($ % 2 == 1)"),
            ("amount", "abs(floor($)) >= ceil(2.5) or round($) == 3"),
            ("tax_grade", "'C', \"D\""),
            ("tax_grade", "$ in ['C', 'D']"),
            ("tax_grade", "upper(trim($)) == 'D' or startsWith(lower($), 'x')"),
            ("tax_grade", "not contains($, '州') and endsWith($, '区')"),
            ("consent_given", "$ == true"),
            ("consent_given", "false"),
            ("consent_given", "$ != true"),
        ] {
            check(name, condition).unwrap_or_else(|refused| panic!("{condition}: {refused:?}"));
            let input = Input::named(name).unwrap();
            for value in values(input.kind) {
                assert!(holds(condition, input, value.clone()).is_some(), "{condition} {value:?}");
            }
        }
    }

    #[test]
    fn a_kept_condition_beyond_the_bounds_is_not_evaluated() {
        let input = Input::named("amount").unwrap();
        let value = Variable::Number(Decimal::from(5_000_000));
        assert_eq!(holds("count([1..$*1000], # >= 0) > 0", input, value.clone()), None);
        assert_eq!(holds("$ > 1", input, value), Some(true));
    }
}
