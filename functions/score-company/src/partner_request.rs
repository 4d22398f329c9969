//! What a partner sends: some hundred firms at once, of which one that is wrong does not spoil the others. What is read
//! is bounded while it is read: a body of megabytes could hold a million empty firms.

use domain::{CreditCode, FieldErrors, Form, Invalid};
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;
use utoipa::ToSchema;
use uuid::Uuid;

/// The largest body, bytes.
pub(crate) const BYTES_MAX: usize = 4 * 1024 * 1024;
/// What a token must allow.
pub(crate) const SCOPE: &str = "scores";
const FIRMS_MAX: usize = 500;
/// More than any dictionary of a model has.
const FEATURES_MAX: usize = 200;

/// The firms to score, 1 to 500, all by one model.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PartnerScoreRequest {
    /// `financial` or `loan` for values that are sent along; `company` for firms that agreed.
    #[schema(value_type = String, example = "financial")]
    model: Option<String>,
    /// Each once, known by its `reference`, and for `company` by its code as well.
    #[schema(value_type = Vec<Firm>, min_items = 1, max_items = 500)]
    firms: Option<Firms>,
}

/// One firm.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Firm {
    /// The partner's own name for it, given back with the answer; at most 60 characters.
    #[schema(value_type = String)]
    pub(crate) reference: Option<String>,
    /// For `financial` and `loan`: values by the names of `GET /api/score-models`; null or absent is missing.
    #[schema(value_type = Object, nullable = false)]
    features: Option<Features>,
    /// For `company`: the unified social credit code.
    #[schema(nullable = false)]
    credit_code: Option<String>,
    /// For `company`: the firm's consent for this partner.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    consent_id: Option<String>,
    /// What is wrong with the firm, whichever model it is for.
    #[serde(skip)]
    fault: Option<FieldErrors>,
}

impl PartnerScoreRequest {
    /// The request as a whole; what is wrong with one firm is reported with that firm.
    pub(crate) fn check(self) -> Result<(String, Vec<Firm>), FieldErrors> {
        let mut form = Form::default();
        let known = |name: String| match name.as_str() {
            "financial" | "loan" | "company" => Ok(name),
            _ => Err(Invalid::new("unknown_model", "模型应为 financial、loan 或 company")),
        };
        let model = form.require("model", self.model.map(known));
        let sized = |Firms(firms): Firms| match firms.len() {
            1..=FIRMS_MAX => Ok(firms),
            _ => {
                let sentence = format!("每次应为 1 至 {FIRMS_MAX} 家企业");
                Err(Invalid::new("invalid_length", sentence))
            }
        };
        let mut firms = form.require("firms", self.firms.map(sized));
        let mut seen = BTreeSet::new();
        for (number, firm) in firms.iter_mut().flatten().enumerate() {
            let reference = firm.reference.as_deref().unwrap_or_default();
            if !(1..=60).contains(&reference.chars().count()) {
                let sentence = "请填写 1 至 60 个字的企业标识，用于对应返回结果";
                let invalid = Invalid::new("invalid_text", sentence);
                form.refuse(&format!("firms[{number}].reference"), invalid);
            }
            let is_first = seen.insert(reference.to_owned());
            firm.fault = firm.fault(is_first).err();
        }
        form.finish(|| Some((model?, firms?)))
    }
}

/// A firm stands in a request once.
pub(crate) fn repeated() -> Invalid {
    Invalid::new("repeated", "同一企业在一次请求中只能出现一次")
}

impl Firm {
    /// Its values, if there are some.
    pub(crate) fn features(&self) -> Option<&Map<String, Value>> {
        self.features.as_ref().map(|features| &features.values)
    }

    /// Whether it can be scored at all.
    pub(crate) fn sound(&self) -> Result<(), FieldErrors> {
        self.fault.clone().map_or(Ok(()), Err)
    }

    /// Its code and its consent. A code whose check character is off is taken when a firm is registered with it.
    pub(crate) fn name(&self) -> Result<(CreditCode, Uuid), FieldErrors> {
        self.sound()?;
        let mut form = Form::default();
        let code = self.credit_code.as_deref().map(CreditCode::parse_given);
        let code = form.require("credit_code", code);
        let consent = self.consent_id.as_deref().map(|text| {
            Uuid::try_parse(text).map_err(|_| Invalid::new("invalid_id", "请填写正确的编号"))
        });
        let consent = form.require("consent_id", consent);
        form.finish(|| Some((code?, consent?)))
    }

    fn fault(&self, is_first: bool) -> Result<(), FieldErrors> {
        let mut form = Form::default();
        if self.reference.as_deref().unwrap_or_default().contains(char::is_control) {
            let invalid = Invalid::new("invalid_text", "请去掉企业标识中的控制字符");
            form.refuse("reference", invalid);
        }
        if !is_first {
            form.refuse("reference", repeated());
        }
        if self.features.as_ref().is_some_and(|features| features.too_many) {
            let sentence = format!("每家企业最多 {FEATURES_MAX} 项特征");
            form.refuse("features", Invalid::new("invalid_length", sentence));
        }
        form.finish(|| Some(()))
    }
}

/// The firms up to one more than are taken; what follows is not kept.
#[derive(Debug)]
struct Firms(Vec<Firm>);

impl<'de> Deserialize<'de> for Firms {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Firms;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a list of firms")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Firms, A::Error> {
                let mut firms = Vec::new();
                while firms.len() <= FIRMS_MAX {
                    let Some(firm) = list.next_element()? else { return Ok(Firms(firms)) };
                    firms.push(firm);
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Firms(firms))
            }
        }
        from.deserialize_seq(Reading)
    }
}

/// Values by name, up to a bound.
#[derive(Debug, Default)]
struct Features {
    values: Map<String, Value>,
    too_many: bool,
}

impl<'de> Deserialize<'de> for Features {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Features;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("values by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Features, A::Error> {
                let mut features = Features::default();
                while features.values.len() < FEATURES_MAX {
                    let Some((name, Plain(value))) = map.next_entry()? else { return Ok(features) };
                    features.values.insert(name, value);
                }
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    features.too_many = true;
                }
                Ok(features)
            }
        }
        from.deserialize_map(Reading)
    }
}

/// A number or nothing. Whatever else stands there is only known as something else, and not kept.
struct Plain(Value);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        const OTHER: Value = Value::Bool(false);
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Plain;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Plain, E> {
                Ok(Plain(Value::Null))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Plain, E> {
                Ok(Plain(number.into()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Plain, E> {
                Ok(Plain(number.into()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Plain, E> {
                Ok(Plain(number.into()))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Plain, E> {
                Ok(Plain(OTHER))
            }

            fn visit_str<E>(self, _: &str) -> Result<Plain, E> {
                Ok(Plain(OTHER))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Plain, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Plain(OTHER))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Plain, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Plain(OTHER))
            }
        }
        from.deserialize_any(Reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn checked(body: &Value) -> Result<Vec<Firm>, FieldErrors> {
        let request: PartnerScoreRequest = serde_json::from_value(body.clone()).unwrap();
        request.check().map(|(_, firms)| firms)
    }

    #[test]
    fn what_nobody_takes_is_not_kept() {
        let firms = format!("[{}{{}}]", "{},".repeat(100_000));
        let Firms(firms) = serde_json::from_str(&firms).unwrap();
        assert_eq!(firms.len(), FIRMS_MAX + 1);
        let deep = r#"{"a":[[1],[2]],"b":{"c":[1]},"d":1.5,"e":null,"f":"text","g":-1,"h":true}"#;
        let features: Features = serde_json::from_str(deep).unwrap();
        let expected =
            json!({ "a": false, "b": false, "d": 1.5, "e": null, "f": false, "g": -1, "h": false });
        assert_eq!(Value::Object(features.values), expected);
        let many: Map<_, _> = (0..300).map(|n| (n.to_string(), json!(n))).collect();
        let features: Features = serde_json::from_value(Value::Object(many)).unwrap();
        assert_eq!((features.values.len(), features.too_many), (FEATURES_MAX, true));
    }

    #[test]
    fn a_firm_that_is_wrong_does_not_spoil_the_others() {
        let many: Map<_, _> = (0..300).map(|n| (n.to_string(), json!(n))).collect();
        let firms = json!({ "model": "loan", "firms": [
            { "reference": "a" }, { "reference": "a\u{0}b" }, { "reference": "a" },
            { "reference": "b", "features": many }, { "reference": "c" },
        ] });
        let firms = checked(&firms).unwrap();
        let sound: Vec<_> = firms.iter().map(|firm| firm.sound().is_ok()).collect();
        assert_eq!(sound, [true, false, false, false, true]);
        assert!(checked(&json!({ "model": "loan", "firms": [{}] })).is_err());
        assert!(checked(&json!({ "model": "loan", "firms": vec![json!({}); 501] })).is_err());
    }
}
