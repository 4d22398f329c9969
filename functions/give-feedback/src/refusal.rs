//! Why a feedback is refused, in words; by the form before the statement or by the statement itself.

use domain::{Form, Invalid, Text, Word};
use store::StoreError;
use web::{Fault, Problem};

/// The bounds of a compensation pool are the database's: of two loans that do not both fit, one comes too late.
pub(crate) fn over_pool(error: StoreError) -> Problem {
    let over = ["compensation_pool_room", "compensation_pool_fund"];
    if over.iter().any(|name| error.is_constraint(name)) {
        Fault::PoolExhausted.into()
    } else {
        error.into()
    }
}

/// The refusal that a feedback statement named, with the state in which the order is.
pub(crate) fn refused(refusal: &str, state: String) -> Problem {
    match refusal {
        "not_chosen" => Problem::conflict(Fault::NotChosen, state),
        "too_late" | "followed" => Problem::conflict(Fault::FeedbackFinal, refusal),
        "unknown_guarantee_mode" => Problem::field("guarantee_mode", Word::unknown()),
        "unknown_guarantor" => Problem::field(
            "guarantor_id",
            Invalid::new("unknown_guarantor", "请从融资担保机构名录中选择担保机构"),
        ),
        "over_credit" => {
            Problem::field("amount", Invalid::new("over_credit", "放款金额不能超过授信金额"))
        }
        "unknown_pool" => Problem::field("compensation_pool_id", unknown_pool()),
        "override_required" => Problem::field(
            "override_reason",
            Invalid::new("required", "决策建议为拒绝，请填写仍然办理的原因"),
        ),
        "unknown_reason" => Problem::field("reason_code", Word::unknown()),
        "before_application" => Problem::field(
            "paid_on",
            Invalid::new("invalid_date", "放款日期不能早于申请日期，请核对"),
        ),
        "before_payment" => Problem::field("settled_on", invalid_settlement_day()),
        _ => Problem::conflict(Fault::StateConflict, state),
    }
}

/// A step's outcome: what was granted or paid, or why not.
#[derive(Debug)]
pub(crate) enum Outcome<T> {
    Given(T),
    Refused(Reasons),
}

/// Why an order is refused: what weighs most, and up to three reasons beside it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reasons {
    pub(crate) main: Option<String>,
    pub(crate) more: Vec<String>,
}

impl<T> Outcome<T> {
    pub(crate) fn given(&self) -> Option<&T> {
        match self {
            Self::Given(given) => Some(given),
            Self::Refused(_) => None,
        }
    }

    pub(crate) fn reasons(&self) -> Reasons {
        match self {
            Self::Given(_) => Reasons::default(),
            Self::Refused(reasons) => reasons.clone(),
        }
    }
}

/// The most reasons beside the one that weighs most.
const MORE_MAX: usize = 3;

/// The reasons of a refusal, from the dictionary; whoever refuses gives one at least.
pub(crate) fn reasons(
    form: &mut Form,
    code: Option<&str>,
    more: Option<&[String]>,
) -> Option<Reasons> {
    let missing = Invalid::new("required", "请选择不通过的原因，申请人会看到");
    let main = code.map_or(Err(missing), Word::parse);
    let main = form.check("reason_code", main).map(Word::into_string);
    let more = form.check("more_reason_codes", parse_more(more.unwrap_or_default()));
    let (main, mut more) = (main?, more?);
    more.retain(|one| *one != main);
    Some(Reasons { main: Some(main), more })
}

fn parse_more(codes: &[String]) -> Result<Vec<String>, Invalid> {
    if codes.len() > MORE_MAX {
        return Err(Invalid::new("too_many", "原因最多选四项，请保留最主要的"));
    }
    let mut kept: Vec<String> = Vec::new();
    for code in codes {
        let code = Word::parse(code)?.into_string();
        if !kept.contains(&code) {
            kept.push(code);
        }
    }
    Ok(kept)
}

/// Why the institution goes on although the rules advise to refuse; whether that is so the statement knows.
pub(crate) fn override_reason(form: &mut Form, text: Option<&str>) -> Option<Option<String>> {
    let given = text.filter(|text| !text.trim().is_empty()).map(Text::<2, 200>::parse);
    form.check_optional("override_reason", given).map(|text| text.map(Text::into_string))
}

/// The refusal of a verdict that the step does not know.
pub(crate) fn unknown_verdict(words: &str) -> Invalid {
    Invalid::new("unknown_verdict", format!("请填写 {words} 之一"))
}

/// The refusal of a pool that is not there or takes no loans.
pub(crate) fn unknown_pool() -> Invalid {
    Invalid::new("unknown_pool", "请从可用的风险补偿资金池中选择")
}

/// The refusal of a day that cannot be the day of settlement.
pub(crate) fn invalid_settlement_day() -> Invalid {
    Invalid::new("invalid_date", "请填写不早于放款日、不晚于今天的结清日期，格式如 2026-01-31")
}

/// The refusal of a day that cannot be the first day of arrears.
pub(crate) fn invalid_overdue_day() -> Invalid {
    Invalid::new("invalid_date", "请填写不早于放款日、不晚于今天的逾期开始日期，格式如 2026-01-31")
}
