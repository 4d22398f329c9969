use crate::condition::holds;
use crate::input::{Input, Inputs};
use crate::table::{Missing, Outcome, Rule, Table};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What a table makes of a firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    /// The strongest outcome of all findings; `approve` when there is none.
    pub outcome: Outcome,
    /// Every rule that matched or could not be judged, in the order of the table.
    pub findings: Vec<Finding>,
}

/// A rule that matched or could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// The rule.
    pub rule: String,
    /// What it is about.
    pub title: String,
    /// What follows.
    pub outcome: Outcome,
    /// The reason's code: the rule's own, `missing_data`, or `rule_failed`.
    pub reason: String,
    /// The values that were read; null where there was none.
    #[schema(value_type = Object)]
    pub read: BTreeMap<String, Value>,
    /// All this as a Chinese sentence.
    pub sentence: String,
}

impl Table {
    /// Looks at every rule. The same table and inputs give the same decision, to the byte.
    pub fn decide(&self, inputs: &Inputs) -> Decision {
        let findings: Vec<_> = self.rules.iter().filter_map(|rule| rule.judge(inputs)).collect();
        let outcome = findings.iter().map(|finding| finding.outcome).max();
        Decision { outcome: outcome.unwrap_or(Outcome::Approve), findings }
    }
}

/// How one condition of a rule stands.
enum Judged {
    Holds,
    Fails,
    Missing,
    /// The engine could not evaluate it.
    Broken,
}

impl Rule {
    fn judge(&self, inputs: &Inputs) -> Option<Finding> {
        let judged: Vec<_> =
            self.when.iter().map(|(name, condition)| judge(inputs, name, condition)).collect();
        // A condition that fails settles the rule, whatever else is missing.
        if judged.iter().any(|one| matches!(one, Judged::Fails)) {
            return None;
        }
        if judged.iter().any(|one| matches!(one, Judged::Broken)) {
            return Some(self.finding(inputs, Outcome::Refer, "rule_failed"));
        }
        if judged.iter().any(|one| matches!(one, Judged::Missing)) {
            let refer = self.missing == Missing::Refer;
            return refer.then(|| self.finding(inputs, Outcome::Refer, "missing_data"));
        }
        Some(self.finding(inputs, self.outcome, &self.reason))
    }

    fn finding(&self, inputs: &Inputs, outcome: Outcome, reason: &str) -> Finding {
        let value = |name: &String| inputs.get(name).cloned().unwrap_or(Value::Null);
        let read: BTreeMap<_, _> =
            self.when.keys().map(|name| (name.clone(), value(name))).collect();
        let said: Vec<_> = read.iter().map(|(name, value)| said(name, value)).collect();
        let end = match reason {
            "missing_data" => "，缺少数据，需人工核实",
            "rule_failed" => "，规则无法求值，需人工核实",
            _ => "",
        };
        Finding {
            rule: self.id.clone(),
            title: self.title.clone(),
            outcome,
            reason: reason.to_owned(),
            read,
            sentence: format!("{}：{}{end}", self.title, said.join("，")),
        }
    }
}

fn judge(inputs: &Inputs, name: &str, condition: &str) -> Judged {
    let Some(input) = Input::named(name) else {
        return Judged::Broken;
    };
    let Some(value) = inputs.get(name).filter(|value| !value.is_null()) else {
        return Judged::Missing;
    };
    match input.variable(value).and_then(|value| holds(condition, input, value)) {
        Some(true) => Judged::Holds,
        Some(false) => Judged::Fails,
        None => Judged::Broken,
    }
}

fn said(name: &str, value: &Value) -> String {
    let title = Input::named(name).map_or(name, |input| input.title);
    match value {
        Value::Null => format!("{title}缺失"),
        Value::Bool(flag) => format!("{title}：{}", if *flag { "是" } else { "否" }),
        Value::String(text) if name == "registration_status" => {
            format!("{title}：{}", words::name(words::Kind::Registration, text))
        }
        Value::String(text) => format!("{title}：{text}"),
        other => format!("{title}：{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn table(rules: Value) -> Table {
        serde_json::from_value(json!({ "rules": rules })).unwrap()
    }

    #[test]
    fn a_code_is_told_in_words() {
        let status = |code: &str| said("registration_status", &json!(code));
        assert_eq!(status("abnormal"), "登记状态：经营异常");
        assert_eq!(status("of_a_newer_register"), "登记状态：of_a_newer_register");
        assert_eq!(said("tax_grade", &json!("A")), "纳税信用等级：A");
    }

    fn rule(id: &str, when: Value, outcome: &str) -> Value {
        json!({ "id": id, "title": "试规则", "when": when, "outcome": outcome, "reason": "a_reason" })
    }

    fn inputs(values: Value) -> Inputs {
        values.as_object().unwrap().clone()
    }

    //
    #[test]
    fn every_matching_rule_is_told_and_the_strongest_outcome_wins() {
        let table = table(json!([
            rule("A1", json!({ "amount": "$ > 100" }), "refer"),
            rule("A2", json!({ "grade": "'C', 'D'" }), "refuse"),
            rule("A3", json!({ "grade": "'AAA'" }), "refuse"),
        ]));
        table.check().unwrap();
        let decision = table.decide(&inputs(json!({ "amount": "100.01", "grade": "D" })));
        assert_eq!(decision.outcome, Outcome::Refuse);
        let told: Vec<_> = decision.findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(told, ["A1", "A2"]);
        assert_eq!(decision.findings[0].read["amount"], "100.01");
    }

    // missing input -> REFER, never APPROVE
    #[test]
    fn what_is_missing_is_referred_unless_another_condition_settles_it() {
        let both = json!({ "amount": "$ > 100", "tax_arrears": "$ > 0" });
        let table = table(json!([rule("A1", both, "refuse")]));
        let decide = |values| table.decide(&inputs(values));
        let decision = decide(json!({ "amount": "500" }));
        assert_eq!(decision.outcome, Outcome::Refer);
        assert_eq!(decision.findings[0].reason, "missing_data");
        assert_eq!(decide(json!({ "amount": "50" })).outcome, Outcome::Approve);
        let null = decide(json!({ "amount": "500", "tax_arrears": null }));
        assert_eq!(null.outcome, Outcome::Refer);
        let odd = decide(json!({ "amount": "500", "tax_arrears": true }));
        assert_eq!(odd.findings[0].reason, "rule_failed");
    }

    // A detour through binary floating point would make both of these false.
    #[test]
    fn decimals_are_exact() {
        let amount = |amount: &str| inputs(json!({ "amount": amount }));
        let sum = rules_of("$ + 0.2 == 0.3");
        assert_eq!(sum.decide(&amount("0.1")).outcome, Outcome::Refuse);
        let product = rules_of("$ * 1.01 == 1246913569024.6845");
        assert_eq!(product.decide(&amount("1234567890123.45")).outcome, Outcome::Refuse);
    }

    fn rules_of(condition: &str) -> Table {
        table(json!([rule("A1", json!({ "amount": condition }), "refuse")]))
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let fields = |table: Table| -> Vec<String> {
            table.check().unwrap_err().0.into_iter().map(|error| error.field).collect()
        };
        for condition in ["$ >", "'text'.", "len('颍州区') == 9", "$ == unknown_function(1)"] {
            assert!(rules_of(condition).check().is_err(), "{condition}");
            assert_eq!(fields(rules_of(condition)), ["rules[0].when.amount"]);
        }
        let twice = json!([
            rule("A1", json!({ "amount": "$ > 1" }), "refer"),
            rule("A1", json!({ "no_such_input": "$ > 1" }), "refer"),
        ]);
        assert_eq!(fields(table(twice)), ["rules[1].id", "rules[1].when.no_such_input"]);
        assert_eq!(fields(table(json!([]))), ["rules"]);
        assert_eq!(fields(table(json!([rule("A1", json!({}), "refer")]))), ["rules[0].when"]);
    }
}
