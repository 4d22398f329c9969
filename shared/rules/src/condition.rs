//! A condition of a rule: one expression over the value `$` of one input.

use crate::input::Input;
use domain::Invalid;
use zen_expression::Isolate;
use zen_expression::variable::Variable;

const CONDITION_MAX: usize = 200;

/// Whether a condition holds for a value; `None` when the engine cannot say.
pub(crate) fn holds(condition: &str, value: Variable) -> Option<bool> {
    let mut isolate = Isolate::new();
    isolate.set_reference_value(value).ok()?;
    isolate.run_unary(condition).ok()
}

/// Checks a condition on the input `name` without a firm, by trying it on a value of the input's kind.
pub(crate) fn check(name: &str, condition: &str) -> Result<(), Invalid> {
    let input = Input::named(name)
        .ok_or_else(|| Invalid::new("unknown_input", "没有此输入项，请对照输入项目录"))?;
    if condition.chars().count() > CONDITION_MAX {
        let sentence = format!("条件最多 {CONDITION_MAX} 个字");
        return Err(Invalid::new("invalid_length", sentence));
    }
    // The engine's `len` counts bytes, so that 颍州区 would be nine long.
    if condition.replace(' ', "").contains("len(") {
        return Err(Invalid::new("unsupported_function", "条件中不能使用 len"));
    }
    let tried = holds(condition, input.sample());
    tried.map(|_| ()).ok_or_else(|| {
        let sentence = format!("条件无法求值，请检查写法与“{}”的类型", input.title);
        Invalid::new("invalid_condition", sentence)
    })
}
