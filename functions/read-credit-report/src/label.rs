//! Labels and values of the facts that a credit report shows.

use serde_json::{Map, Value};
use words::Kind;

/// The shown fields of a data item, label and value, in the order of the vocabulary. Fields without a value are left
/// out; of accounts the end of the period and the key ratios are shown.
pub(crate) fn fields(item: &str, value: &Map<String, Value>) -> Vec<(String, String)> {
    let shown = words::all(Kind::Fact).iter().filter_map(|word| {
        let path = word.code.strip_prefix(item)?.strip_prefix('.')?;
        let mut steps = path.split('.');
        let first = value.get(steps.next()?)?;
        let value = steps.try_fold(first, |value, step| value.get(step))?;
        Some((word.name.to_owned(), text(word.code, value)?))
    });
    shown.collect()
}

/// A score's version with the names of the models that took part.
pub(crate) fn model(version: &str) -> String {
    let models = words::all(Kind::Model).iter();
    models.fold(version.to_owned(), |text, word| text.replace(word.code, word.name))
}

fn text(code: &str, value: &Value) -> Option<String> {
    Some(match value {
        value if code.starts_with("accounts.ratios.") => format!("{:.3}", value.as_f64()?),
        Value::Null => "—".to_owned(),
        Value::Bool(flag) => if *flag { "是" } else { "否" }.to_owned(),
        Value::String(status) if code == "registration.status" => {
            words::name(Kind::Registration, status).to_owned()
        }
        Value::String(text) => grouped(text),
        other => grouped(&other.to_string()),
    })
}

/// Points of a score or of one of its dimensions: whole ones, as on every page. A half goes up, which a format alone
/// would not do (`{:.0}` makes 778 of 778.5).
pub(crate) fn points(score: f64) -> String {
    format!("{:.0}", score.round())
}

/// Points that are added or taken, with their sign.
pub(crate) fn signed(points: f64) -> String {
    let points = points.round();
    match points {
        0.0 => "0".to_owned(),
        points if points < 0.0 => format!("−{:.0}", points.abs()),
        points => format!("+{points:.0}"),
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
    use serde_json::json;

    #[test]
    fn a_half_goes_up_as_on_the_pages() {
        assert_eq!([778.5, 778.49, 0.5, 900.0].map(points), ["779", "778", "1", "900"]);
    }

    #[test]
    fn what_is_added_has_a_sign() {
        assert_eq!([12.0, -7.0, 0.0, -0.2].map(signed), ["+12", "−7", "0", "0"]);
    }

    #[test]
    fn fields_have_labels_and_codes_have_words() {
        let shown = |item, value: Value| fields(item, value.as_object().unwrap());
        let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        let registration = json!({
            "name": "颍州粮食", "status": "abnormal", "hidden": 1, "registered_capital": null,
        });
        let expected = [
            pair("登记状态", "经营异常"),
            pair("登记名称", "颍州粮食"),
            pair("注册资本（元）", "—"),
        ];
        assert_eq!(shown("registration", registration), expected);
        let accounts = json!({
            "period_end": "2025-12-31", "ratios": { "quick_ratio": 1.25, "sales_to_assets": null },
        });
        let expected = [pair("报表截止日", "2025-12-31"), pair("速动比率", "1.250")];
        assert_eq!(shown("accounts", accounts), expected);
        let tax = json!({ "credit_grade": "A", "arrears": "1250.00" });
        assert_eq!(shown("tax", tax), [pair("纳税信用等级", "A"), pair("欠税（元）", "1,250.00")]);
        assert_eq!(shown("unknown", json!({ "status": "active" })), []);
    }

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
