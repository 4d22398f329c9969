use crate::bounds::{self, Given};
use crate::receipt::{self, Receipt, StepResult};
use crate::refusal::{Outcome, Reasons, override_reason, reasons, unknown_verdict};
use domain::{Amount, AnnualRate, FieldErrors, Form, Invalid, Remark, Share, TermMonths, Word};
use rust_decimal::Decimal;
use serde::Deserialize;
use store::statement;
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Body, Fault, Id, Json, Officer, Platform};

statement! {
    GrantCredit("give-feedback/credit") -> StepResult
}

/// 授信 of an order. Everything but `verdict`, `remark` and `reason_code` goes with `grant`.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Credit {
    /// `grant` or `refuse`.
    #[schema(value_type = String, example = "grant")]
    verdict: Option<String>,
    /// Yuan.
    #[schema(nullable = false, example = "500000.00")]
    amount: Option<String>,
    /// A fraction: 4.35 % is `0.0435`.
    #[schema(nullable = false, example = "0.0435")]
    annual_rate: Option<String>,
    #[schema(nullable = false, minimum = 1, maximum = 360)]
    term_months: Option<i64>,
    /// A word of the dictionary; `guarantee` needs `guarantor_id`.
    #[schema(nullable = false, example = "credit")]
    guarantee_mode: Option<String>,
    /// An institution of the category `guarantor`.
    guarantor_id: Option<Uuid>,
    /// The guaranteed share of the amount, above 0 to 1; 1 by default.
    #[schema(nullable = false, example = "0.8")]
    guarantee_ratio: Option<String>,
    /// The guaranteed sum, yuan; the ratio of the amount by default.
    #[schema(nullable = false)]
    guarantee_amount: Option<String>,
    /// Why, a word of the dictionary of reasons that the applicant reads; needed with `refuse`.
    #[schema(nullable = false, example = "incomplete_documents")]
    reason_code: Option<String>,
    /// Up to three reasons beside it, of the same dictionary.
    #[schema(nullable = false, max_items = 3)]
    more_reason_codes: Option<Vec<String>>,
    /// The institution's own note; the applicant does not see it.
    #[schema(nullable = false)]
    remark: Option<String>,
    /// Two to two hundred characters, with `grant`: why, where the rules advise to refuse. Supervision reads it.
    #[schema(nullable = false)]
    override_reason: Option<String>,
}

#[derive(Debug)]
struct Granted {
    amount: Amount,
    rate: AnnualRate,
    term: TermMonths,
    mode: String,
    guarantee: Option<Guarantee>,
}

/// 担保: who answers for which share of the sum (B-16).
#[derive(Debug)]
struct Guarantee {
    guarantor: Uuid,
    ratio: Decimal,
    amount: Decimal,
}

#[derive(Debug)]
struct Checked {
    outcome: Outcome<Granted>,
    remark: Remark,
    override_reason: Option<String>,
}

impl Credit {
    fn check(&self) -> Result<Checked, FieldErrors> {
        let mut form = Form::default();
        let remark = form.check("remark", Remark::parse(self.remark.as_deref().unwrap_or("")));
        let granted = match self.verdict.as_deref() {
            Some("grant") => self.check_grant(&mut form).map(Outcome::Given),
            Some("refuse") => self.reasons(&mut form).map(Outcome::Refused),
            Some(_) => form.check("verdict", Err(unknown_verdict("grant、refuse"))),
            None => form.require("verdict", None),
        };
        let overriding = override_reason(&mut form, self.override_reason.as_deref());
        form.finish(|| {
            Some(Checked { outcome: granted?, remark: remark?, override_reason: overriding? })
        })
    }

    fn reasons(&self, form: &mut Form) -> Option<Reasons> {
        reasons(form, self.reason_code.as_deref(), self.more_reason_codes.as_deref())
    }

    fn check_grant(&self, form: &mut Form) -> Option<Granted> {
        let amount = form.require("amount", self.amount.as_deref().map(Amount::parse));
        let rate = form.require("annual_rate", self.annual_rate.as_deref().map(AnnualRate::parse));
        let term = form.require("term_months", self.term_months.map(TermMonths::new));
        let mode = form.require("guarantee_mode", self.guarantee_mode.as_deref().map(Word::parse));
        let mode = mode.map(Word::into_string);
        let guarantee = match mode.as_deref() {
            Some("guarantee") => self.check_guarantee(form, amount).map(Some),
            _ => Some(None),
        };
        Some(Granted {
            amount: amount?,
            rate: rate?,
            term: term?,
            mode: mode?,
            guarantee: guarantee?,
        })
    }

    fn check_guarantee(&self, form: &mut Form, credit: Option<Amount>) -> Option<Guarantee> {
        let guarantor = form.require("guarantor_id", self.guarantor_id.map(Ok));
        let ratio = self.guarantee_ratio.as_deref().map_or(Ok(Share::WHOLE), Share::parse);
        let ratio = form.check("guarantee_ratio", ratio);
        let told = self.guarantee_amount.as_deref().map(Amount::parse);
        let told = form.check_optional("guarantee_amount", told)?.map(Amount::yuan);
        let (credit, ratio) = (credit?.yuan(), ratio?.fraction());
        let amount = told.unwrap_or_else(|| (credit * ratio).round_dp(2));
        if amount > credit {
            let sentence = "担保金额不能超过授信金额";
            form.refuse("guarantee_amount", Invalid::new("over_credit", sentence));
        }
        Some(Guarantee { guarantor: guarantor?, ratio, amount })
    }
}

/// 授信反馈: grants a credit on the order, within what was asked for and what product or demand allow, or refuses it.
#[utoipa::path(
    post, path = "/api/orders/{id}/credit", tag = "give-feedback",
    params(("id" = Uuid, Path)), request_body = Credit,
    responses((status = 200, body = Receipt), (status = 409, description = "state_conflict, not_chosen"))
)]
pub(crate) async fn report(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
    Body { value, .. }: Body<Credit>,
) -> Answer<Json<Receipt>> {
    let Checked { outcome, remark, override_reason } = value.check()?;
    let granted = outcome.given();
    let next = if granted.is_some() { "credit_granted" } else { "credit_refused" };
    let guarantee = granted.and_then(|granted| granted.guarantee.as_ref());
    let reasons = outcome.reasons();
    let credit = GrantCredit {
        order_id: id,
        officer_id: officer.officer,
        account_id: officer.account,
        request_id: platform.request_id().to_owned(),
        next_state: next.to_owned(),
        remark: remark.into_string(),
        amount: granted.map(|granted| granted.amount.yuan()),
        annual_rate: granted.map(|granted| granted.rate.fraction()),
        term_months: granted.map(|granted| granted.term.months()),
        guarantee_mode: granted.map(|granted| granted.mode.clone()),
        guarantor_id: guarantee.map(|guarantee| guarantee.guarantor),
        guarantee_ratio: guarantee.map(|guarantee| guarantee.ratio),
        guarantee_amount: guarantee.map(|guarantee| guarantee.amount),
        reason_code: reasons.main,
        more_reasons: reasons.more,
        override_reason,
    };
    match (receipt::step(&platform, credit).await?, granted) {
        (Some(receipt), _) => Ok(Json(receipt)),
        (None, Some(granted)) => {
            let given = Given {
                amount: ("amount", Some(granted.amount)),
                rate: Some(granted.rate),
                term: Some(granted.term),
                missing: vec![],
            };
            Err(bounds::explain(&platform, id, officer.officer, given).await?)
        }
        (None, None) => Err(Fault::Internal.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credit(json: &str) -> Credit {
        serde_json::from_str(json).unwrap()
    }

    fn fields(json: &str) -> Vec<String> {
        let errors = credit(json).check().unwrap_err().0;
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn names_every_field_that_a_grant_lacks() {
        let missing = ["amount", "annual_rate", "term_months", "guarantee_mode"];
        assert_eq!(fields(r#"{"verdict":"grant"}"#), missing);
        assert_eq!(fields("{}"), ["verdict"]);
        assert_eq!(fields(r#"{"verdict":"refuse"}"#), ["reason_code"]);
        assert!(credit(r#"{"verdict":"refuse","reason_code":"cash_flow"}"#).check().is_ok());
    }

    // B-16
    #[test]
    fn a_guarantee_names_its_guarantor_share_and_sum() {
        let body = |more: &str| {
            format!(
                r#"{{"verdict":"grant","amount":"1000.00","annual_rate":"0.05","term_months":12,
                    "guarantee_mode":"guarantee"{more}}}"#
            )
        };
        assert_eq!(fields(&body("")), ["guarantor_id"]);
        let id = r#","guarantor_id":"01890000-0000-7000-8000-000000000000""#;
        let Checked { outcome, .. } =
            credit(&body(&format!(r#"{id},"guarantee_ratio":"0.8""#))).check().unwrap();
        assert_eq!(
            outcome.given().unwrap().guarantee.as_ref().unwrap().amount.to_string(),
            "800.00"
        );
        let over = format!(r#"{id},"guarantee_amount":"1000.01""#);
        assert_eq!(fields(&body(&over)), ["guarantee_amount"]);
        let ratio = format!(r#"{id},"guarantee_ratio":"1.1""#);
        assert_eq!(fields(&body(&ratio)), ["guarantee_ratio"]);
    }
}
