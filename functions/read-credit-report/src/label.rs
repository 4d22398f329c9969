//! Chinese for the words and fields that a report shows.

use serde_json::Value;

pub(crate) fn subject(kind: &str) -> &str {
    match kind {
        "company" => "企业",
        "sole_trader" => "个体工商户",
        "person" => "个人",
        other => other,
    }
}

pub(crate) fn size(class: &str) -> &str {
    match class {
        "large" => "大型",
        "medium" => "中型",
        "small" => "小型",
        "micro" => "微型",
        other => other,
    }
}

pub(crate) fn outcome(word: &str) -> &str {
    match word {
        "approve" => "未发现不利情形",
        "refer" => "需人工核实",
        "refuse" => "不符合准入条件",
        other => other,
    }
}

pub(crate) fn kind(word: &str) -> &str {
    match word {
        "verification" => "验真",
        "anti_fraud" => "反欺诈",
        "admission" => "准入",
        other => other,
    }
}

pub(crate) fn state(word: &str) -> &str {
    match word {
        "submitted" => "待受理",
        "grabbed" => "已受理",
        "first_review_passed" => "初审通过",
        "first_review_refused" => "初审未通过",
        "credit_granted" => "已授信",
        "credit_refused" => "授信未通过",
        "disbursed" => "已放款",
        "disbursement_refused" => "未放款",
        "settled" => "已结清",
        "withdrawn" => "已撤回",
        "not_chosen" => "未被选定",
        other => other,
    }
}

/// The fields of each data item that a report shows, in their order.
const FIELDS: &[(&str, &[(&str, &str)])] = &[
    (
        "registration",
        &[
            ("status", "登记状态"),
            ("name", "登记名称"),
            ("established_on", "成立日期"),
            ("registered_capital", "注册资本（元）"),
        ],
    ),
    (
        "penalties",
        &[("count_36m", "近三十六个月行政处罚（次）"), ("serious_36m", "其中严重处罚（次）")],
    ),
    (
        "tax",
        &[
            ("credit_grade", "纳税信用等级"),
            ("taxable_sales_12m", "近十二个月应税销售额（元）"),
            ("tax_paid_12m", "近十二个月纳税额（元）"),
            ("arrears", "欠税（元）"),
        ],
    ),
    ("social_insurance", &[("employees", "参保人数"), ("months_in_arrears", "欠缴月数")]),
    (
        "utilities",
        &[
            ("electricity_kwh_12m", "近十二个月用电量（千瓦时）"),
            ("electricity_change", "用电量同比变化（1 为一倍）"),
            ("months_in_arrears", "欠费月数"),
        ],
    ),
    (
        "customs",
        &[("exports_12m", "近十二个月出口额（元）"), ("imports_12m", "近十二个月进口额（元）")],
    ),
    (
        "court_enforcement",
        &[
            ("dishonest", "失信被执行人"),
            ("open_cases", "未结执行案件（件）"),
            ("open_amount", "未结执行金额（元）"),
        ],
    ),
    (
        "real_estate",
        &[("parcels", "不动产（宗）"), ("area_m2", "面积（平方米）"), ("mortgaged", "已抵押")],
    ),
];

/// The shown fields of a data item: label and value. Accounts show their key ratios.
pub(crate) fn fields(item: &str, value: &serde_json::Map<String, Value>) -> Vec<(String, String)> {
    if item == "accounts" {
        return accounts(value);
    }
    let known = FIELDS.iter().find(|(code, _)| *code == item).map_or(&[][..], |(_, fields)| fields);
    let shown = known
        .iter()
        .filter_map(|(name, label)| Some(((*label).to_owned(), text(value.get(*name)?))));
    shown.collect()
}

/// The ratios that a credit committee asks for first.
const RATIOS: &[(&str, &str)] = &[
    ("liabilities_to_assets", "资产负债率"),
    ("net_profit_to_assets", "总资产净利率"),
    ("quick_ratio", "速动比率"),
    ("sales_to_assets", "总资产周转率"),
    ("equity_to_assets", "净资产占总资产"),
];

fn accounts(value: &serde_json::Map<String, Value>) -> Vec<(String, String)> {
    let end = value.get("period_end").map(|end| ("报表截止日".to_owned(), text(end)));
    let ratios = RATIOS.iter().filter_map(|(name, label)| {
        let ratio = value.get("ratios")?.get(*name)?.as_f64()?;
        Some(((*label).to_owned(), format!("{ratio:.3}")))
    });
    end.into_iter().chain(ratios).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::Bool(flag) => if *flag { "是" } else { "否" }.to_owned(),
        Value::String(word) => {
            domain::registration_status(word).map_or_else(|| grouped(word), str::to_owned)
        }
        other => grouped(&other.to_string()),
    }
}

/// Digits in groups of three, `1,250,000.00`; any other text as it is.
pub(crate) fn grouped(text: &str) -> String {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(a, b)| (a, Some(b)));
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let count = whole.len();
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (count - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    fraction.map_or(out.clone(), |fraction| format!("{out}.{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_and_dates_are_not() {
        for (text, expected) in [
            ("1250000.00", "1,250,000.00"),
            ("999", "999"),
            ("1000", "1,000"),
            ("2026-11-23", "2026-11-23"),
            ("A", "A"),
            ("-0.25", "-0.25"),
        ] {
            assert_eq!(grouped(text), expected);
        }
    }
}
