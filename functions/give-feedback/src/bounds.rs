//! Within what a credit or a pre-credit lies: what was asked for, and what the product or the demand allows. The
//! statement that takes the step refuses what lies outside; here it is said which field does, and what its bounds are.

use domain::{Amount, AnnualRate, Form, Invalid, TermMonths};
use rust_decimal::Decimal;
use store::{row, statement};
use uuid::Uuid;
use web::{Answer, Fault, Platform, Problem};

statement! {
    FindBounds("give-feedback/find_bounds") -> Bounds
}

row! {
    pub(crate) struct Bounds {
        amount_max: Decimal,
        amount_min: Decimal,
        annual_rate_min: Decimal,
        annual_rate_max: Decimal,
        term_months_min: i32,
        term_months_max: i32,
        is_offer: bool,
    }
}

/// What an officer would give, as far as it was said.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    /// The field that holds the sum, and the sum.
    pub(crate) amount: (&'static str, Option<Amount>),
    pub(crate) rate: Option<AnnualRate>,
    pub(crate) term: Option<TermMonths>,
    /// Fields that were left out and that an offer needs, with what to fill in.
    pub(crate) missing: Vec<(&'static str, &'static str)>,
}

/// Says which fields lie outside the bounds of an order.
pub(crate) async fn explain(
    platform: &Platform,
    order_id: Uuid,
    officer_id: Uuid,
    given: Given,
) -> Answer<Problem> {
    let bounds = platform.store().await?.optional(FindBounds { order_id, officer_id }).await?;
    let bounds: Bounds = bounds.ok_or(Fault::NotFound)?;
    Ok(bounds.refuse(&given))
}

impl Bounds {
    fn refuse(&self, given: &Given) -> Problem {
        let mut form = Form::default();
        for (field, name) in given.missing.iter().filter(|_| self.is_offer) {
            let sentence = format!("请填写{name}，申请人将据此比较和选择");
            form.refuse(field, Invalid::new("required", sentence));
        }
        let (field, amount) = given.amount;
        let (least, most) = (wan(self.amount_min), wan(self.amount_max));
        let sum = amount.map(Amount::yuan);
        if sum.is_some_and(|sum| sum > self.amount_max) {
            let sentence = format!("不能超过申请金额与产品上限，最多 {most} 万元");
            form.refuse(field, Invalid::new("over_bounds", sentence));
        } else if sum.is_some_and(|sum| sum < self.amount_min) {
            let sentence = format!("不能低于产品的最低额度 {least} 万元");
            form.refuse(field, Invalid::new("under_bounds", sentence));
        }
        let rates = self.annual_rate_min..=self.annual_rate_max;
        if given.rate.is_some_and(|rate| !rates.contains(&rate.fraction())) {
            let (low, high) = (percent(self.annual_rate_min), percent(self.annual_rate_max));
            let sentence = format!("年利率应在 {low} 至 {high} 之间，以产品或需求的约定为准");
            form.refuse("annual_rate", Invalid::new("out_of_bounds", sentence));
        }
        let terms = self.term_months_min..=self.term_months_max;
        if given.term.is_some_and(|term| !terms.contains(&term.months())) {
            let (short, long) = (self.term_months_min, self.term_months_max);
            let sentence = format!("期限应在 {short} 至 {long} 个月之间，以产品的约定为准");
            form.refuse("term_months", Invalid::new("out_of_bounds", sentence));
        }
        match form.finish(|| Some(())) {
            Err(errors) => errors.into(),
            // The bounds of an order do not change; a statement that refused and this look differ by a defect.
            Ok(()) => Fault::Internal.into(),
        }
    }
}

fn wan(yuan: Decimal) -> Decimal {
    (yuan / Decimal::from(10_000)).normalize()
}

fn percent(fraction: Decimal) -> String {
    format!("{} %", (fraction * Decimal::ONE_HUNDRED).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    // 3,000 万 at 36 % over 360 months on a product of at most 500 万
    #[test]
    fn every_bound_that_is_missed_is_told_in_the_unit_of_its_field() {
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        let bounds = Bounds {
            amount_max: number("500000.00"),
            amount_min: number("10000.00"),
            annual_rate_min: number("0.0365"),
            annual_rate_max: number("0.0600"),
            term_months_min: 3,
            term_months_max: 36,
            is_offer: true,
        };
        let told = |amount: &str, rate: &str, months: i64| {
            let given = Given {
                amount: ("amount", Some(Amount::parse(amount).unwrap())),
                rate: Some(AnnualRate::parse(rate).unwrap()),
                term: Some(TermMonths::new(months).unwrap()),
                missing: vec![],
            };
            format!("{:?}", bounds.refuse(&given))
        };
        let all = told("30000000", "0.36", 360);
        for said in ["最多 50 万元", "3.65 % 至 6 %", "3 至 36 个月"] {
            assert!(all.contains(said), "{said}: {all}");
        }
        assert!(told("9999.99", "0.05", 12).contains("最低额度 1 万元"));
        let missing = vec![("valid_days", "有效期（天）")];
        let none = Given { amount: ("precredit_amount", None), rate: None, term: None, missing };
        assert!(format!("{:?}", bounds.refuse(&none)).contains("请填写有效期（天）"));
    }
}
