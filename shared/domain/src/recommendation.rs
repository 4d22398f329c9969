use crate::{OfferLimits, spoken_yuan};
use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;

/// What is known of an applicant that agreed to it; what is not known is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// 近十二个月应税销售额, yuan.
    pub taxable_sales: Option<Decimal>,
    /// 纳税信用等级.
    pub tax_grade: Option<String>,
    /// Whether it has real estate that no mortgage rests on.
    pub has_free_real_estate: Option<bool>,
    /// 成立日期.
    pub established_on: Option<NaiveDate>,
}

/// What a product asks for. An empty list means no restriction; an applicant outside of one is not offered it at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Sums and terms.
    pub limits: OfferLimits,
    /// A word of the dictionary.
    pub guarantee_mode: String,
    /// Whether it is for some kinds of applicants, some districts, some trades alone.
    pub is_for: [bool; 3],
}

/// How well a product suits: the more points the better, each with its reason for the applicant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fit {
    /// Zero without a reason for or against it.
    pub points: i32,
    /// Chinese, the strongest first; only reasons for the product.
    pub reasons: Vec<String>,
}

/// A firm borrows about this share of its yearly sales; more is a matter of its own for any lender.
const SHARE_OF_SALES: Decimal = Decimal::from_parts(2, 0, 0, false, 1);
/// A younger business finds a guaranteed loan more easily.
const YOUNG: Months = Months::new(24);

impl Fit {
    /// Ranks a product for an applicant by what is known of it, which may be nothing.
    pub fn of(candidate: &Candidate, known: &Known, today: NaiveDate) -> Self {
        let mut fit = Self::default();
        fit.weigh_sales(candidate, known.taxable_sales);
        fit.weigh_guarantee(candidate.guarantee_mode.as_str(), known, today);
        for (is_for, reason) in
            candidate.is_for.into_iter().zip(["主体类型", "所在区县", "所属行业"])
        {
            if is_for {
                fit.add(1, format!("专门面向您的{reason}"));
            }
        }
        fit
    }

    fn add(&mut self, points: i32, reason: String) {
        self.points += points;
        self.reasons.push(reason);
    }

    fn weigh_sales(&mut self, candidate: &Candidate, sales: Option<Decimal>) {
        let Some(sales) = sales.filter(|sales| *sales > Decimal::ZERO) else {
            return;
        };
        let (least, most) = candidate.limits.amount;
        let usual = sales * SHARE_OF_SALES;
        if (least..=most).contains(&usual) {
            let unit = Decimal::from(10_000);
            let about = spoken_yuan((sales / unit).round() * unit);
            self.add(4, format!("您近一年销售额约 {about}，与该产品额度相称"));
        } else if least > sales {
            self.points -= 6;
        }
    }

    fn weigh_guarantee(&mut self, mode: &str, known: &Known, today: NaiveDate) {
        let is_young = known.established_on.is_some_and(|day| day + YOUNG > today);
        match (mode, known.tax_grade.as_deref(), known.has_free_real_estate) {
            ("credit", Some(grade @ ("A" | "B")), _) => {
                self.add(3, format!("您的纳税信用等级为 {grade}，适合免抵押的信用贷款"));
            }
            ("credit", Some("C" | "D"), _) => self.points -= 3,
            ("mortgage", _, Some(true)) => {
                self.add(3, "您名下有未抵押的不动产，可作抵押".to_owned());
            }
            ("mortgage", _, Some(false)) => self.points -= 3,
            ("guarantee" | "combined", _, _) if is_young => {
                self.add(2, "成立不足两年的主体较易通过担保获得贷款".to_owned());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(guarantee_mode: &str) -> Candidate {
        let limits = OfferLimits {
            amount: (Decimal::from(100_000), Decimal::from(1_000_000)),
            term_months: (6, 24),
        };
        Candidate { limits, guarantee_mode: guarantee_mode.to_owned(), is_for: [false; 3] }
    }

    fn points(mode: &str, known: &Known) -> i32 {
        Fit::of(&candidate(mode), known, NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()).points
    }

    // U-10
    #[test]
    fn what_is_known_moves_a_product_and_says_why() {
        let nothing = Known::default();
        for mode in ["credit", "mortgage", "pledge", "guarantee", "combined"] {
            assert_eq!(points(mode, &nothing), 0, "{mode}");
        }
        let known = Known {
            taxable_sales: Some(Decimal::from(1_000_000)),
            tax_grade: Some("A".to_owned()),
            has_free_real_estate: Some(false),
            established_on: NaiveDate::from_ymd_opt(2025, 6, 1),
        };
        let modes = ["credit", "mortgage", "pledge", "guarantee"];
        assert_eq!(modes.map(|mode| points(mode, &known)), [7, 1, 4, 6]);
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let fit = Fit::of(&candidate("credit"), &known, today);
        assert_eq!(fit.reasons.len(), 2);
        assert!(fit.reasons.iter().all(|reason| reason.contains("您")));
    }

    #[test]
    fn a_loan_larger_than_the_sales_goes_to_the_end() {
        let small = Known { taxable_sales: Some(Decimal::from(50_000)), ..Known::default() };
        assert_eq!(points("pledge", &small), -6);
        let odd = Known { taxable_sales: Some(Decimal::from(-1)), ..Known::default() };
        assert_eq!(points("pledge", &odd), 0);
        let huge = Known { taxable_sales: Some(Decimal::MAX), ..Known::default() };
        assert_eq!(points("pledge", &huge), 0);
    }
}
