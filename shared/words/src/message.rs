//! The texts of messages: templates that the build has cut into pieces, filled with the values of a message.

use crate::{MESSAGES, UNKNOWN};

/// A message's words, and those that differ in a state: state, title, text.
pub(crate) struct Message {
    pub(crate) title: &'static str,
    pub(crate) text: &'static [Piece],
    pub(crate) states: &'static [(&'static str, &'static str, &'static [Piece])],
}

pub(crate) enum Piece {
    Text(&'static str),
    Field {
        name: &'static str,
        otherwise: &'static str,
    },
    /// Left out as a whole without the value.
    Optional {
        before: &'static str,
        name: &'static str,
        after: &'static str,
    },
}

/// Title and text of a message of this kind, with the values that `field` knows by name. A kind that is not in the
/// vocabulary still reads as a message.
pub fn message<'a>(kind: &str, field: impl Fn(&str) -> Option<&'a str>) -> (&'static str, String) {
    let value = |name: &str| field(name).filter(|value| !value.is_empty());
    let known = MESSAGES.iter().find(|(code, _)| *code == kind);
    let of = known.map_or(&UNKNOWN, |(_, message)| message);
    let state = value("state").unwrap_or_default();
    let own = of.states.iter().find(|(code, ..)| *code == state);
    let (title, pieces) = own.map_or((of.title, of.text), |(_, title, text)| (title, text));
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(words) => text.push_str(words),
            Piece::Field { name, otherwise } => text.push_str(value(name).unwrap_or(otherwise)),
            Piece::Optional { before, name, after } => {
                if let Some(value) = value(name) {
                    text.extend([before, value, after]);
                }
            }
        }
    }
    (title, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn of(kind: &str, payload: &Value) -> (&'static str, String) {
        message(kind, |name| payload.get(name).and_then(Value::as_str))
    }

    #[test]
    fn every_kind_reads_as_a_sentence_whatever_it_is_about() {
        for (kind, message) in MESSAGES {
            let states = message.states.iter().map(|(state, ..)| *state);
            for state in states.chain([""]) {
                for payload in [json!({ "state": state }), json!([1]), json!({ "order_number": 7 })]
                {
                    let (title, text) = of(kind, &payload);
                    assert_ne!(title, UNKNOWN.title, "{kind}");
                    assert!(text.ends_with('。') && !text.contains(' '), "{kind}: {text}");
                }
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
        let expected = "颍州农商行的客户经理已受理您的订单 RT20261123-000123，将尽快与您联系，请保持电话畅通。";
        assert_eq!(text, expected);
        let (_, text) = of("something_new", &payload);
        assert_eq!(text, "您有一条新消息，与 RT20261123-000123 有关。");
        assert_eq!(of("something_new", &Value::Null).1, "您有一条新消息。");
    }

    #[test]
    fn differs_with_the_state() {
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
        let (title, text) = of("order_ended", &json!({ "state": "withdrawn" }));
        assert_eq!((title, text.as_str()), ("订单已结束", "订单已结束：申请人已撤回。"));
        let rejected =
            |reason| json!({ "state": "rejected", "product_name": "税易贷", "reason": reason });
        let (_, text) = of("product_reviewed", &rejected("利率过高"));
        assert_eq!(text, "产品“税易贷”未通过审核：利率过高。请修改后重新提交。");
        let (_, text) = of("product_reviewed", &rejected(""));
        assert_eq!(text, "产品“税易贷”未通过审核。请修改后重新提交。");
    }
}
