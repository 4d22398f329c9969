use super::city::City;
use super::course::{Course, Terms, way_to};
use super::firm::Firm;
use super::institution::{Institution, Officer};
use super::order_rows::OrderRow;
use super::product::Shelf;
use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use crypto::field::{ORDER_CONTACT_NAME, ORDER_CONTACT_PHONE};
use domain::OrderState;
use rust_decimal::Decimal;

const PURPOSES: [(&str, u32); 8] = [
    ("working_capital", 32),
    ("raw_materials", 18),
    ("equipment", 12),
    ("technology_upgrade", 8),
    ("project", 7),
    ("refinancing", 8),
    ("startup", 4),
    ("other", 3),
];

/// How finished orders end, of a hundred.
const ENDS: [(OrderState, u32); 6] = [
    (OrderState::Disbursed, 42),
    (OrderState::Settled, 17),
    (OrderState::FirstReviewRefused, 16),
    (OrderState::CreditRefused, 11),
    (OrderState::DisbursementRefused, 4),
    (OrderState::Withdrawn, 10),
];

/// An order that the demo accounts are sure to find. Places count from 0: applicant01 is firm 0,
/// officer01 is officer 0 of institution 0. Without a place, anybody.
struct Wish {
    firm: Option<usize>,
    institution: usize,
    officer: usize,
    state: OrderState,
    working_days_ago: usize,
    /// The term asked for; without one, any that the product has.
    term_months: Option<i64>,
}

/// What stands in the demo city before the first product order.
pub(crate) struct Market<'a> {
    pub(crate) institutions: &'a [Institution],
    pub(crate) firms: &'a [Firm],
    pub(crate) shelves: &'a [Shelf],
}

/// Makes product orders, `count` in all, the wished-for ones among them.
pub(crate) fn place<'a>(
    city: &mut City,
    market: &Market<'a>,
    count: usize,
) -> Result<Vec<Course<'a>>> {
    let mut courses = Vec::new();
    for wish in wishes() {
        courses.push(grant_wish(city, market, &wish)?);
    }
    while courses.len() < count {
        let at = city.clock.lately(&mut city.chance, 365);
        let firm = firm_of_the_time(city, market.firms, at)?;
        let open: Vec<&Shelf> = market.shelves.iter().filter(|s| s.admits(firm, at)).collect();
        let shelf = *city.chance.pick_weighted(&open, |shelf| weight(market, shelf))?;
        let institution = institution_of(market, shelf)?;
        let officer = officer_for(city, institution, &firm.region)?;
        let state = end(city, at)?;
        courses.push(product_order(city, market, (firm, shelf, officer), (at, state))?);
    }
    Ok(courses)
}

fn wishes() -> Vec<Wish> {
    use OrderState as S;
    let mut wishes = Vec::new();
    let mut wish = |firm, institution, officer, state, working_days_ago| {
        let term_months = None;
        wishes.push(Wish { firm, institution, officer, state, working_days_ago, term_months });
    };
    for _ in 0..6 {
        wish(None, 0, 0, S::Submitted, 0);
        wish(None, 1, 0, S::Submitted, 0);
    }
    wish(Some(0), 0, 0, S::Submitted, 0);
    wish(Some(1), 0, 0, S::Submitted, 1);
    for officer in [0, 1] {
        for (state, days) in [
            (S::Grabbed, 2),
            (S::Grabbed, 4),
            (S::FirstReviewPassed, 4),
            (S::FirstReviewPassed, 8),
            (S::CreditGranted, 7),
            (S::CreditGranted, 13),
            (S::Disbursed, 22),
            (S::Disbursed, 30),
            (S::FirstReviewRefused, 25),
            (S::CreditRefused, 35),
            (S::DisbursementRefused, 40),
            (S::Settled, 230),
        ] {
            wish(None, 0, officer, state, days);
            wish(None, 1, officer + 4, state, days); // officer11 and a colleague
        }
    }
    for (firm, officer) in [(0, 0), (1, 1)] {
        for (state, days) in [
            (S::Grabbed, 4),
            (S::FirstReviewPassed, 8),
            (S::CreditGranted, 13),
            (S::Disbursed, 60),
            (S::Settled, 235),
        ] {
            wish(Some(firm), 0, officer, state, days);
        }
        wish(Some(firm), 1, 4, S::FirstReviewRefused, 33);
        wish(Some(firm), 2, 0, S::Withdrawn, 20);
    }
    // A loan of officer01 that is past its maturity, so that there is an alert on every day of the year.
    wishes.push(Wish {
        firm: None,
        institution: 0,
        officer: 0,
        state: S::Disbursed,
        working_days_ago: 170,
        term_months: Some(6),
    });
    wishes
}

fn grant_wish<'a>(city: &mut City, market: &Market<'a>, wish: &Wish) -> Result<Course<'a>> {
    let at = match wish.working_days_ago {
        0 => city.clock.now - TimeDelta::minutes(city.chance.between(10, 300)),
        days => city.clock.working_days_ago(days),
    };
    let (firm, shelf) = loop {
        let firm = match wish.firm {
            Some(place) => market.firms.get(place).context("no such firm")?,
            None => firm_of_the_time(city, market.firms, at)?,
        };
        let shelves = market
            .shelves
            .iter()
            .filter(|shelf| shelf.institution == wish.institution && shelf.admits(firm, at));
        let shelves = shelves.filter_map(|shelf| match wish.term_months {
            Some(months) => shelf.for_months(months),
            None => Some(shelf.clone()),
        });
        if let Ok(shelf) = city.chance.pick(&shelves.collect::<Vec<_>>()) {
            break (firm, shelf.clone());
        }
    };
    let institution = institution_of(market, &shelf)?;
    let officer = institution.officers.get(wish.officer).context("no such officer")?;
    product_order(city, market, (firm, &shelf, officer), (at, wish.state))
}

/// A product order with everything that happened to it on its way to `state`.
fn product_order<'a>(
    city: &mut City,
    market: &Market<'a>,
    (firm, shelf, officer): (&'a Firm, &Shelf, &'a Officer),
    (at, state): (DateTime<Utc>, OrderState),
) -> Result<Course<'a>> {
    let id = city.chance.id(at);
    let amount = amount_within(city, shelf.amount);
    let mode = &shelf.guarantee_mode;
    let first = OrderRow {
        id,
        applicant_id: firm.id,
        institution_id: institution_of(market, shelf)?.id,
        product_version_id: Some(shelf.version),
        demand_id: None,
        amount,
        term_months: term_within(city, shelf.term),
        purpose: purpose(city, firm)?,
        financing_type: financing_type(mode),
        contact_name_cipher: Some(city.seal(ORDER_CONTACT_NAME, id, &firm.contact_name)?),
        contact_phone_cipher: Some(city.seal(ORDER_CONTACT_PHONE, id, &firm.phone)?),
        contact_phone_index: Some(city.index(ORDER_CONTACT_PHONE, &firm.phone)),
        region_code: firm.region.clone(),
        state: OrderState::Submitted.as_str(),
        officer_id: None,
        submitted_at: at,
        grabbed_at: None,
    };
    let terms = terms(city, market.institutions, (mode, shelf.rate), &first)?;
    let way = way_to(city, state);
    let mut course = Course::begin(city, first, firm, officer, terms)?;
    course.walk(city, &way)?;
    Ok(course)
}

/// What an institution would grant: mostly what is asked for, at a rate within the limits.
pub(crate) fn terms(
    city: &mut City,
    institutions: &[Institution],
    (mode, rate): (&str, (Decimal, Decimal)),
    order: &OrderRow,
) -> Result<Terms> {
    let share = *city.chance.pick(&[100, 100, 100, 90, 80])?;
    let credit_amount = (order.amount * share / 100 / 10_000 * 10_000).max(10_000);
    let drawn = *city.chance.pick(&[100, 100, 100, 80])?;
    let guarantors: Vec<&Institution> =
        institutions.iter().filter(|institution| institution.category == "guarantor").collect();
    let place = Decimal::new(city.chance.between(0, 20), 1) / Decimal::TWO;
    Ok(Terms {
        guarantee_mode: mode.to_owned(),
        guarantor: city.chance.pick(&guarantors)?.id,
        is_precredit: order.demand_id.is_some(),
        credit_amount,
        annual_rate: (rate.0 + (rate.1 - rate.0) * place / Decimal::TEN).round_dp(4),
        term_months: order.term_months,
        disbursed_amount: credit_amount * drawn / 100,
    })
}

/// A firm that was registered by then.
pub(crate) fn firm_of_the_time<'a>(
    city: &mut City,
    firms: &'a [Firm],
    at: DateTime<Utc>,
) -> Result<&'a Firm> {
    let known = firms.partition_point(|firm| firm.created_at < at);
    city.chance.pick(firms.get(..known).unwrap_or_default())
}

/// An officer who covers the district.
pub(crate) fn officer_for<'a>(
    city: &mut City,
    institution: &'a Institution,
    region: &str,
) -> Result<&'a Officer> {
    let able: Vec<&Officer> =
        institution.officers.iter().filter(|officer| officer.covers(region)).collect();
    city.chance.pick(&able).copied()
}

pub(crate) fn purpose(city: &mut City, firm: &Firm) -> Result<&'static str> {
    let own = match firm.section.as_str() {
        "A" => Some("agriculture"),
        "F" => Some("trade"),
        _ => None,
    };
    match own {
        Some(purpose) if city.chance.happens(55) => Ok(purpose),
        _ => Ok(city.chance.pick_weighted(&PURPOSES, |purpose| purpose.1)?.0),
    }
}

pub(crate) fn financing_type(guarantee_mode: &str) -> &'static str {
    if guarantee_mode == "credit" { "credit" } else { "other" }
}

/// An amount in whole ten thousands; small ones are more frequent.
pub(crate) fn amount_within(city: &mut City, (least, most): (i64, i64)) -> i64 {
    let growth = (most as f64 / least as f64).powf(city.chance.fraction());
    let amount = (least as f64 * growth) as i64;
    let step = if amount < 500_000 { 10_000 } else { 50_000 };
    ((amount + step / 2) / step * step).clamp(least, most)
}

/// A term as people ask for it.
pub(crate) fn term_within(city: &mut City, (least, most): (i64, i64)) -> i64 {
    let usual: Vec<i64> = [6, 12, 18, 24, 36, 48, 60]
        .into_iter()
        .filter(|term| (least..=most).contains(term))
        .collect();
    city.chance.pick(&usual).copied().unwrap_or(least)
}

/// Where an order ends that was submitted then. A few of the last days have been left lying.
fn end(city: &mut City, at: DateTime<Utc>) -> Result<OrderState> {
    let is_young = city.clock.now - at < TimeDelta::days(15);
    if is_young && city.chance.happens(4) {
        let open = [OrderState::Grabbed, OrderState::FirstReviewPassed, OrderState::CreditGranted];
        return city.chance.pick(&open).copied();
    }
    Ok(city.chance.pick_weighted(&ENDS, |end| end.1)?.0)
}

/// Banks get most of the orders.
fn weight(market: &Market, shelf: &Shelf) -> u32 {
    match institution_of(market, shelf) {
        Ok(institution) if institution.category == "bank" => 8,
        _ => 2,
    }
}

fn institution_of<'a>(market: &Market<'a>, shelf: &Shelf) -> Result<&'a Institution> {
    market.institutions.get(shelf.institution).context("no such institution")
}
