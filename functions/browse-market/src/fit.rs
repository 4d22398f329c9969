//! Why a product fits an applicant or does not, limit by limit, in sentences for the applicant. U-20

use domain::{Amount, FieldErrors, Form, Invalid, TermMonths, spoken_yuan};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::{row, statement};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Applicant, Fault, Id, Json, Platform, Query};
use words::Kind;

statement! {
    ExplainFit("browse-market/explain_fit") -> Limits
}

row! {
    struct Limits {
        amount_min: Decimal,
        amount_max: Decimal,
        term_months_min: i32,
        term_months_max: i32,
        subject_types: Vec<String>,
        subject_type: String,
        serves_subject: bool,
        serves_region: bool,
        region_names: Option<String>,
        region_name: Option<String>,
        serves_industry: bool,
        industry_names: Option<String>,
        industry_name: Option<String>,
        open_applications_max: i32,
        has_room: bool,
    }
}

/// What the applicant has in mind.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wish {
    /// Yuan.
    #[param(nullable = false)]
    amount: Option<String>,
    #[param(value_type = Option<i64>, nullable = false, minimum = 1, maximum = 360)]
    term_months: Option<String>,
}

/// Whether a product fits, and which limits say so.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProductFit {
    fits: bool,
    /// Every limit that could be looked at, in the order of the form.
    limits: Vec<FitLimit>,
}

/// One limit of a product.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FitLimit {
    /// `subject_type`, `region`, `industry`, `amount`, `term_months` or `open_applications`.
    limit: &'static str,
    is_met: bool,
    /// Chinese: what the product asks for and where the applicant stands.
    sentence: String,
}

impl Wish {
    fn check(&self) -> Result<(Option<Amount>, Option<TermMonths>), FieldErrors> {
        let mut form = Form::default();
        let amount = form.check_optional("amount", self.amount.as_deref().map(Amount::parse));
        let term = form.check_optional("term_months", self.term_months.as_deref().map(parse_term));
        form.finish(|| Some((amount?, term?)))
    }
}

fn parse_term(text: &str) -> Result<TermMonths, Invalid> {
    // What is no number is no term either.
    TermMonths::new(text.parse().unwrap_or_default())
}

/// 是否适合: which limits of a product the applicant meets and which it does not.
#[utoipa::path(
    get, path = "/api/products/{id}/fit", tag = "browse-market", params(("id" = Uuid, Path), Wish),
    responses((status = 200, body = ProductFit))
)]
pub(crate) async fn explain(
    platform: Platform,
    applicant: Applicant,
    Id(id): Id,
    Query(wish): Query<Wish>,
) -> Answer<Json<ProductFit>> {
    let (amount, term) = wish.check()?;
    let explain_fit = ExplainFit { product_id: id, applicant_id: applicant.applicant };
    let limits = platform.store().await?.optional(explain_fit).await?;
    let limits = limits.ok_or(Fault::NotFound)?.told(amount, term);
    Ok(Json(ProductFit { fits: limits.iter().all(|limit| limit.is_met), limits }))
}

impl Limits {
    fn told(&self, amount: Option<Amount>, term: Option<TermMonths>) -> Vec<FitLimit> {
        let of = |limit, is_met, sentence| FitLimit { limit, is_met, sentence };
        let (least, most) = (self.term_months_min, self.term_months_max);
        let subjects = self.subject_types.iter().map(|code| words::name(Kind::Subject, code));
        let subjects = subjects.collect::<Vec<_>>().join("、");
        let subject = words::name(Kind::Subject, &self.subject_type).to_owned();
        let sums = (spoken_yuan(self.amount_min), spoken_yuan(self.amount_max));
        let amount = amount.map(|amount| {
            let yuan = amount.yuan();
            let is_met = (self.amount_min..=self.amount_max).contains(&yuan);
            let sentence = format!("额度 {} 至 {}，您要 {}", sums.0, sums.1, spoken_yuan(yuan));
            of("amount", is_met, sentence)
        });
        let term = term.map(|term| {
            let is_met = (least..=most).contains(&term.months());
            let sentence = format!("期限 {least} 至 {most} 个月，您要 {} 个月", term.months());
            of("term_months", is_met, sentence)
        });
        let at_most = self.open_applications_max;
        let room = format!("同一产品最多同时申请 {at_most} 笔，在办的要等结果或撤回");
        [
            Some(of(
                "subject_type",
                self.serves_subject,
                whom("适用对象", subjects, Some(subject)),
            )),
            Some(of(
                "region",
                self.serves_region,
                whom("办理区县", named(&self.region_names), self.region_name.clone()),
            )),
            Some(of(
                "industry",
                self.serves_industry,
                whom("适用行业", named(&self.industry_names), self.industry_name.clone()),
            )),
            amount,
            term,
            Some(of("open_applications", self.has_room, room)).filter(|limit| !limit.is_met),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn named(names: &Option<String>) -> String {
    names.clone().unwrap_or_default()
}

/// Whom a product serves, and where the applicant belongs. An empty list restricts nothing.
fn whom(what: &str, serves: String, own: Option<String>) -> String {
    if serves.is_empty() {
        return format!("{what}不限");
    }
    let own = own.unwrap_or_else(|| "未登记".to_owned());
    format!("{what}：{serves}；您是：{own}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits {
            amount_min: Decimal::from(10_000),
            amount_max: Decimal::from(300_000),
            term_months_min: 3,
            term_months_max: 12,
            subject_types: vec!["company".to_owned()],
            subject_type: "person".to_owned(),
            serves_subject: false,
            serves_region: true,
            region_names: None,
            region_name: None,
            serves_industry: false,
            industry_names: Some("制造业".to_owned()),
            industry_name: None,
            open_applications_max: 3,
            has_room: false,
        }
    }

    // U-20
    #[test]
    fn each_limit_that_fails_is_told_with_both_sides() {
        let wish = (Amount::parse("500000").ok(), TermMonths::new(24).ok());
        let told = limits().told(wish.0, wish.1);
        let failed: Vec<_> = told.iter().filter(|one| !one.is_met).map(|one| one.limit).collect();
        assert_eq!(
            failed,
            ["subject_type", "industry", "amount", "term_months", "open_applications"]
        );
        let sentences: Vec<_> = told.iter().map(|one| one.sentence.as_str()).collect();
        assert_eq!(
            sentences[..5],
            [
                "适用对象：企业；您是：个人",
                "办理区县不限",
                "适用行业：制造业；您是：未登记",
                "额度 1 万元 至 30 万元，您要 50 万元",
                "期限 3 至 12 个月，您要 24 个月",
            ]
        );
        assert_eq!(limits().told(None, None).len(), 4, "what was not asked is not answered");
    }

    #[test]
    fn a_term_that_is_none_is_refused() {
        let wish = |text: &str| Wish { amount: None, term_months: Some(text.to_owned()) };
        assert!(wish("12").check().is_ok());
        for text in ["", "x", "0", "361", "12.5"] {
            assert!(wish(text).check().is_err(), "{text}");
        }
    }
}
