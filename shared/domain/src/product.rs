use crate::form::{FieldErrors, Form, Invalid};
use crate::{Amount, AnnualRate, TermMonths, spoken_yuan};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

/// What an applicant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SubjectType {
    /// 企业.
    Company,
    /// 个体工商户.
    SoleTrader,
    /// 个人.
    Person,
}

impl SubjectType {
    /// The word in the database and in answers.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Takes one of the three words.
    ///
    /// # Errors
    /// `unknown_code` otherwise.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        text.parse().map_err(|_| crate::Word::unknown())
    }
}

/// Where a version of a product stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// 草稿: may be changed.
    Draft,
    /// 审核中: somebody of the approval chain has it.
    InReview,
    /// 已通过: on the shelf, unless the product is delisted.
    Approved,
    /// 已驳回, with a reason.
    Rejected,
    /// 已被新版本取代.
    Superseded,
}

/// The sums, terms and rates that a product offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Smallest and largest sum.
    pub amount: (Amount, Amount),
    /// Shortest and longest term.
    pub term: (TermMonths, TermMonths),
    /// Lowest and highest yearly rate.
    pub rate: (AnnualRate, AnnualRate),
}

impl Offer {
    /// Notes on the form every pair whose lower end is above its upper end.
    pub fn check(&self, form: &mut Form) {
        let crossed = || Invalid::new("range_crossed", "上限不能低于下限，请核对");
        if self.amount.0 > self.amount.1 {
            form.refuse("amount_max", crossed());
        }
        if self.term.0 > self.term.1 {
            form.refuse("term_months_max", crossed());
        }
        if self.rate.0 > self.rate.1 {
            form.refuse("annual_rate_max", crossed());
        }
    }
}

/// The limits of a product on the shelf, as an application must meet them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferLimits {
    /// Smallest and largest sum, yuan.
    pub amount: (Decimal, Decimal),
    /// Shortest and longest term, months.
    pub term_months: (i32, i32),
}

impl OfferLimits {
    /// Whether a request is within the limits.
    ///
    /// # Errors
    /// One refusal for each limit that is not met, with the limit in its sentence.
    pub fn admit(&self, amount: Amount, term: TermMonths) -> Result<(), FieldErrors> {
        let mut form = Form::default();
        let (least, most) = self.amount;
        if amount.yuan() < least || amount.yuan() > most {
            form.refuse(
                "amount",
                Invalid::new(
                    "outside_offer",
                    format!("该产品的额度为 {} 至 {}", spoken_yuan(least), spoken_yuan(most)),
                ),
            );
        }
        let (shortest, longest) = self.term_months;
        if term.months() < shortest || term.months() > longest {
            form.refuse(
                "term_months",
                Invalid::new(
                    "outside_offer",
                    format!("该产品的期限为 {shortest} 至 {longest} 个月"),
                ),
            );
        }
        form.finish(|| Some(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_admits_its_ends_and_names_each_limit_missed() {
        let limits = OfferLimits {
            amount: (Decimal::from(1000), Decimal::from(9000)),
            term_months: (6, 12),
        };
        let ask = |amount, months| {
            limits.admit(Amount::parse(amount).unwrap(), TermMonths::new(months).unwrap())
        };
        assert!(ask("1000", 6).is_ok());
        assert!(ask("9000.00", 12).is_ok());
        let refused = ask("9000.01", 13).unwrap_err();
        let fields: Vec<_> = refused.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["amount", "term_months"]);
        assert!(refused.0[0].message.contains("1,000 元 至 9,000 元"), "{}", refused.0[0].message);
    }
}
