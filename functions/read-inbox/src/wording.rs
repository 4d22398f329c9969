//! The Chinese words of a message, from its kind and what it is about.

use serde_json::Value;

/// Title and text of a message. A kind that is not known here still reads as a message.
pub(crate) fn of(kind: &str, payload: &Value) -> (String, String) {
    let about = About(payload);
    let order = about.named("订单", "order_number");
    let demand = about.named("融资需求", "demand_number");
    let product = about.quoted("产品", "product_name");
    let institution = about.or("institution_name", "金融机构");
    let passed = !about.or("state", "").ends_with("refused");
    let (title, text) = match kind {
        "order_grabbed" => (
            "申请已受理",
            format!("{institution}的客户经理已受理您的{order}，将尽快与您联系，请保持电话畅通。"),
        ),
        "order_first_reviewed" if passed => {
            ("初审已通过", format!("{institution}对您的{order}初审通过，正在办理授信。"))
        }
        "order_first_reviewed" => (
            "初审未通过",
            format!("{institution}对您的{order}初审未通过，您可以查看原因或选择其他产品。"),
        ),
        "order_credited" if passed => {
            ("授信已通过", format!("{institution}已对您的{order}授信，请查看授信额度与利率。"))
        }
        "order_credited" => (
            "授信未通过",
            format!("{institution}对您的{order}未予授信，您可以查看原因或再次发布需求。"),
        ),
        "order_disbursed" if passed => {
            ("贷款已发放", format!("{institution}已为您的{order}放款，请核对到账金额。"))
        }
        "order_disbursed" => {
            ("未能放款", format!("{institution}对您的{order}未予放款，您可以查看原因。"))
        }
        "order_ended" => ("订单已结束", format!("{order}已结束{}。", ending(&about))),
        "order_arrived" => ("有新订单", format!("抢单池有新的{order}，请及时受理。")),
        "consent_withdrawn" => {
            ("授权已撤回", format!("{order}的申请人撤回了数据授权，相关信用数据和报告已停止查看。"))
        }
        "objection_made" => ("有新的异议", "有申请人对信用评分提出异议，请及时答复。".to_owned()),
        "objection_answered" => {
            ("异议已答复", "您对信用评分的异议已答复，请到“我的信用”查看。".to_owned())
        }
        "loan_alert" => {
            let alert = about.or("alert_title", "请查看预警详情");
            ("贷后预警", format!("{order}触发贷后预警：{alert}，请及时核实并处置。"))
        }
        "model_drifted" => (
            "评分模型需处置",
            "评分模型的输入或得分分布明显偏离训练总体，请到“模型监控”查看。".to_owned(),
        ),
        "demand_arrived" => ("有新的融资需求", format!("{demand}可以受理，请及时查看。")),
        "demand_choice" => ("申请人已作选择", choice(&about, &order)),
        "product_submitted" => {
            ("产品待审核", format!("{institution}提交了{product}，请及时审核。"))
        }
        "product_reviewed" => ("产品审核有结果", reviewed(&about, &product)),
        _ => ("平台消息", format!("您有一条新消息{}。", about.subject())),
    };
    (title.to_owned(), text)
}

fn ending(about: &About<'_>) -> &'static str {
    match about.or("state", "") {
        "withdrawn" => "：申请人已撤回",
        "settled" => "：贷款已结清",
        "not_chosen" => "：申请人选择了其他机构",
        _ => "",
    }
}

fn choice(about: &About<'_>, order: &str) -> String {
    match about.or("state", "") {
        "not_chosen" => format!("{order}的申请人选择了其他机构，感谢您的办理。"),
        _ => format!("{order}的申请人选定了本机构，请继续办理授信。"),
    }
}

fn reviewed(about: &About<'_>, product: &str) -> String {
    match about.or("state", "") {
        "approved" => format!("{product}审核通过，已上架。"),
        "rejected" => match about.or("reason", "") {
            "" => format!("{product}未通过审核，请修改后重新提交。"),
            reason => format!("{product}未通过审核：{reason}。请修改后重新提交。"),
        },
        _ => format!("{product}通过了本级审核，进入下一步。"),
    }
}

/// What a message is about.
struct About<'a>(&'a Value);

impl<'a> About<'a> {
    fn or(&self, key: &str, otherwise: &'a str) -> &'a str {
        self.0.get(key).and_then(Value::as_str).unwrap_or(otherwise)
    }

    /// `订单 RT20261123-000123`, or the bare noun.
    fn named(&self, noun: &str, key: &str) -> String {
        match self.or(key, "") {
            "" => noun.to_owned(),
            number => format!("{noun} {number} "),
        }
    }

    /// `产品“税易贷”`, or the bare noun.
    fn quoted(&self, noun: &str, key: &str) -> String {
        match self.or(key, "") {
            "" => noun.to_owned(),
            name => format!("{noun}“{name}”"),
        }
    }

    fn subject(&self) -> String {
        let keys = ["order_number", "demand_number", "product_name"];
        let known = keys.into_iter().map(|key| self.or(key, ""));
        let first = known.into_iter().find(|text| !text.is_empty());
        first.map_or_else(String::new, |text| format!("，与 {text} 有关"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KINDS: [&str; 10] = [
        "order_grabbed",
        "order_first_reviewed",
        "order_credited",
        "order_disbursed",
        "order_ended",
        "order_arrived",
        "demand_arrived",
        "demand_choice",
        "product_submitted",
        "product_reviewed",
    ];

    #[test]
    fn every_kind_has_words_of_its_own_whatever_it_is_about() {
        let (other, _) = of("something_new", &Value::Null);
        for kind in KINDS {
            for payload in [json!({}), Value::Null, json!([1]), json!({ "order_number": 7 })] {
                let (title, text) = of(kind, &payload);
                assert_ne!(title, other, "{kind}");
                assert!(text.ends_with('。'), "{kind}: {text}");
            }
        }
    }

    #[test]
    fn names_what_it_is_about() {
        let payload = json!({
            "order_number": "RT20261123-000123", "state": "grabbed", "institution_name": "颍州农商行",
        });
        let (title, text) = of("order_grabbed", &payload);
        assert_eq!(title, "申请已受理");
        assert!(text.contains("颍州农商行") && text.contains("RT20261123-000123"), "{text}");
        let (_, text) = of("something_new", &payload);
        assert_eq!(text, "您有一条新消息，与 RT20261123-000123 有关。");
    }

    #[test]
    fn tells_yes_from_no() {
        let cases = [
            ("order_first_reviewed", "first_review_passed", "初审已通过"),
            ("order_first_reviewed", "first_review_refused", "初审未通过"),
            ("order_credited", "credit_granted", "授信已通过"),
            ("order_credited", "credit_refused", "授信未通过"),
            ("order_disbursed", "disbursed", "贷款已发放"),
            ("order_disbursed", "disbursement_refused", "未能放款"),
        ];
        for (kind, state, title) in cases {
            assert_eq!(of(kind, &json!({ "state": state })).0, title);
        }
        let (_, text) = of("order_ended", &json!({ "state": "withdrawn" }));
        assert_eq!(text, "订单已结束：申请人已撤回。");
        let rejected =
            json!({ "state": "rejected", "product_name": "税易贷", "reason": "利率过高" });
        let (_, text) = of("product_reviewed", &rejected);
        assert_eq!(text, "产品“税易贷”未通过审核：利率过高。请修改后重新提交。");
    }
}
