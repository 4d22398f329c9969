use crate::bounds::{self, Given};
use crate::receipt::{self, Receipt, StepResult};
use crate::refusal::{Reasons, override_reason, reasons, unknown_verdict};
use domain::{
    Amount, AnnualRate, FieldErrors, Form, Invalid, OrderState, Remark, TermMonths, Text,
};
use serde::Deserialize;
use store::statement;
use utoipa::ToSchema;
use web::{Answer, Body, Id, Json, Officer, Platform};

statement! {
    Review("give-feedback/first_review") -> StepResult
}

/// 初审 of an order.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct FirstReview {
    /// `pass` or `refuse`.
    #[schema(value_type = String, example = "pass")]
    verdict: Option<String>,
    /// The institution's own note; the applicant does not see it.
    #[schema(nullable = false)]
    remark: Option<String>,
    /// Why, a word of the dictionary of reasons that the applicant reads; needed with `refuse`.
    #[schema(nullable = false, example = "incomplete_documents")]
    reason_code: Option<String>,
    /// Up to three reasons beside it, of the same dictionary.
    #[schema(nullable = false, max_items = 3)]
    more_reason_codes: Option<Vec<String>>,
    /// 预授信金额, yuan; only with `pass`, as all that follows. A demand's order needs it with rate, term and days: its
    /// applicant chooses among such offers.
    #[schema(nullable = false, example = "500000.00")]
    precredit_amount: Option<String>,
    /// Two to two hundred characters, with `pass`: why, where the rules advise to refuse. Supervision reads it.
    #[schema(nullable = false)]
    override_reason: Option<String>,
    /// A fraction: 4.35 % is `0.0435`.
    #[schema(nullable = false, example = "0.0435")]
    annual_rate: Option<String>,
    #[schema(nullable = false, minimum = 1, maximum = 360)]
    term_months: Option<i64>,
    /// What the offer depends on, for the applicant; at most 200 characters.
    #[schema(nullable = false, max_length = 200)]
    conditions: Option<String>,
    /// For how many days the offer holds; to the end of the last of them.
    #[schema(nullable = false, minimum = 1, maximum = 90)]
    valid_days: Option<i64>,
}

/// 预授信: what was said of it.
#[derive(Default)]
struct Offer {
    amount: Option<Amount>,
    rate: Option<AnnualRate>,
    term: Option<TermMonths>,
    conditions: String,
    days: Option<i32>,
}

struct Checked {
    next: OrderState,
    remark: Remark,
    offer: Offer,
    reasons: Reasons,
    override_reason: Option<String>,
}

impl FirstReview {
    fn check(&self) -> Result<Checked, FieldErrors> {
        let mut form = Form::default();
        let next = form.require(
            "verdict",
            self.verdict.as_deref().map(|verdict| match verdict {
                "pass" => Ok(OrderState::FirstReviewPassed),
                "refuse" => Ok(OrderState::FirstReviewRefused),
                _ => Err(unknown_verdict("pass、refuse")),
            }),
        );
        let remark = form.check("remark", Remark::parse(self.remark.as_deref().unwrap_or("")));
        let offer = match next {
            Some(OrderState::FirstReviewPassed) => self.check_offer(&mut form),
            _ => Some(Offer::default()),
        };
        let overriding = override_reason(&mut form, self.override_reason.as_deref());
        let reasons = match next {
            Some(OrderState::FirstReviewRefused) => {
                let more = self.more_reason_codes.as_deref();
                reasons(&mut form, self.reason_code.as_deref(), more)
            }
            _ => Some(Reasons::default()),
        };
        form.finish(|| {
            let override_reason = overriding?;
            let (offer, reasons) = (offer?, reasons?);
            Some(Checked { next: next?, remark: remark?, offer, reasons, override_reason })
        })
    }

    fn check_offer(&self, form: &mut Form) -> Option<Offer> {
        let amount = self.precredit_amount.as_deref().map(Amount::parse);
        let amount = form.check_optional("precredit_amount", amount);
        let rate = self.annual_rate.as_deref().map(AnnualRate::parse);
        let rate = form.check_optional("annual_rate", rate);
        let term = form.check_optional("term_months", self.term_months.map(TermMonths::new));
        let conditions = Text::<0, 200>::parse(self.conditions.as_deref().unwrap_or(""));
        let conditions = form.check("conditions", conditions);
        let days = form.check_optional("valid_days", self.valid_days.map(parse_days));
        Some(Offer {
            amount: amount?,
            rate: rate?,
            term: term?,
            conditions: conditions?.into_string(),
            days: days?,
        })
    }
}

fn parse_days(days: i64) -> Result<i32, Invalid> {
    let refused = || Invalid::new("invalid_days", "请填写 1 至 90 的整天数，例如 15");
    i32::try_from(days).ok().filter(|days| (1..=90).contains(days)).ok_or_else(refused)
}

impl Offer {
    /// As its bounds are explained.
    fn given(&self) -> Given {
        let said = [
            ("precredit_amount", "预授信金额", self.amount.is_some()),
            ("annual_rate", "年利率", self.rate.is_some()),
            ("term_months", "期限", self.term.is_some()),
            ("valid_days", "有效期（天）", self.days.is_some()),
        ];
        let missing = said.into_iter().filter(|(_, _, is_said)| !is_said);
        Given {
            amount: ("precredit_amount", self.amount),
            rate: self.rate,
            term: self.term,
            missing: missing.map(|(field, name, _)| (field, name)).collect(),
        }
    }
}

/// 初审反馈: passes or refuses the order that the officer grabbed.
#[utoipa::path(
    post, path = "/api/orders/{id}/first-review", tag = "give-feedback",
    params(("id" = Uuid, Path)), request_body = FirstReview,
    responses((status = 200, body = Receipt), (status = 409, description = "state_conflict"))
)]
pub(crate) async fn report(
    platform: Platform,
    officer: Officer,
    Id(id): Id,
    Body { value, .. }: Body<FirstReview>,
) -> Answer<Json<Receipt>> {
    let Checked { next, remark, offer, reasons, override_reason } = value.check()?;
    let review = Review {
        order_id: id,
        officer_id: officer.officer,
        account_id: officer.account,
        request_id: platform.request_id().to_owned(),
        next_state: next.as_str().to_owned(),
        remark: remark.into_string(),
        precredit_amount: offer.amount.map(Amount::yuan),
        annual_rate: offer.rate.map(AnnualRate::fraction),
        term_months: offer.term.map(TermMonths::months),
        conditions: offer.conditions.clone(),
        valid_days: offer.days,
        reason_code: reasons.main,
        more_reasons: reasons.more,
        override_reason,
    };
    match receipt::step(&platform, review).await? {
        Some(receipt) => Ok(Json(receipt)),
        None => Err(bounds::explain(&platform, id, officer.officer, offer.given()).await?),
    }
}
