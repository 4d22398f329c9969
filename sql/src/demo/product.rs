use super::city::City;
use super::firm::Firm;
use super::institution::Institution;
use super::product_rows::{ProductRow, ProductRows, ReviewRow, VersionRow};
use crate::bulk;
use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

const PRODUCTS: &str = include_str!("../../seed/demo/products.csv");
const GUARANTEE_TEXTS: &str = include_str!("../../seed/demo/guarantee_texts.csv");

/// A line of the seed file: amounts in yuan, rates in percent.
#[derive(Deserialize, Clone)]
struct Seed {
    category: String,
    name: String,
    guarantee_mode: String,
    amount_min: i64,
    amount_max: i64,
    term_min: i64,
    term_max: i64,
    #[serde(with = "rust_decimal::serde::str")]
    rate_min: Decimal,
    #[serde(with = "rust_decimal::serde::str")]
    rate_max: Decimal,
    subject_types: String,
    industry_sections: String,
    summary: String,
}

impl Seed {
    /// The same offer as another institution prices it: up to a fifth of a percent dearer, never
    /// above eight.
    fn priced_anew(&self, city: &mut City) -> Self {
        let dearer = Decimal::new(5 * city.chance.between(0, 4), 2);
        let room = Decimal::from(8) - self.rate_max;
        let dearer = dearer.min(room);
        let (rate_min, rate_max) = (self.rate_min + dearer, self.rate_max + dearer);
        Self { rate_min, rate_max, ..self.clone() }
    }
}

#[derive(Deserialize)]
struct GuaranteeText {
    guarantee_mode: String,
    conditions: String,
    materials: String,
}

/// What an order needs to know of a version while it is on the shelf.
#[derive(Clone)]
pub(crate) struct Shelf {
    pub(crate) version: Uuid,
    /// The place of the institution in its list.
    pub(crate) institution: usize,
    pub(crate) guarantee_mode: String,
    pub(crate) amount: (i64, i64),
    pub(crate) term: (i64, i64),
    pub(crate) rate: (Decimal, Decimal),
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    subject_types: Vec<String>,
    sections: Vec<String>,
}

impl Shelf {
    /// Whether a firm could have applied at that moment.
    /// The same with one term only, if it has that.
    pub(crate) fn for_months(&self, months: i64) -> Option<Self> {
        let (least, most) = self.term;
        (least..=most).contains(&months).then(|| Self { term: (months, months), ..self.clone() })
    }

    pub(crate) fn admits(&self, firm: &Firm, at: DateTime<Utc>) -> bool {
        self.from < at
            && self.until.is_none_or(|until| at < until)
            && (self.subject_types.is_empty()
                || self.subject_types.iter().any(|subject| subject == firm.subject.as_str()))
            && (self.sections.is_empty() || self.sections.contains(&firm.section))
    }
}

/// Where a product is in its life when the demo begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    OnShelf,
    /// On the shelf with its second version.
    Renewed,
    /// On the shelf with its first version, while the second one is in review.
    Renewing,
    Draft,
    InReview {
        position: i32,
    },
    Rejected,
    Delisted,
}

impl Life {
    /// Of every 24 products 20 are on the shelf, so of 120 it is 100.
    fn of(number: usize) -> Self {
        match number % 24 {
            7 => Self::Draft,
            11 => Self::InReview { position: if number < 48 { 1 } else { 2 } },
            15 => Self::Rejected,
            19 => Self::Delisted,
            4 => Self::Renewed,
            21 => Self::Renewing,
            _ => Self::OnShelf,
        }
    }
}

/// Who gives verdicts.
#[derive(Clone, Copy)]
pub(crate) struct Reviewers {
    pub(crate) operator: Uuid,
    pub(crate) regulator: Uuid,
}

/// Writes the products of all institutions, each version with its way through the approval chain.
pub(crate) fn publish(
    city: &mut City,
    institutions: &[Institution],
    reviewers: Reviewers,
) -> Result<(Vec<Shelf>, ProductRows)> {
    let mut publisher = Publisher::new(reviewers)?;
    let seeds: Vec<Seed> = bulk::parse_csv(PRODUCTS)?;
    let mut number = 0;
    for (place, institution) in institutions.iter().enumerate() {
        let own: Vec<&Seed> =
            seeds.iter().filter(|seed| seed.category == institution.category).collect();
        for seed in own.iter().cycle().take(institution.products) {
            let seed = seed.priced_anew(city);
            publisher.publish(city, (place, institution), &seed, Life::of(number))?;
            number += 1;
        }
    }
    Ok((publisher.shelves, publisher.rows))
}

struct Publisher {
    texts: HashMap<String, GuaranteeText>,
    reviewers: Reviewers,
    shelves: Vec<Shelf>,
    rows: ProductRows,
}

impl Publisher {
    fn new(reviewers: Reviewers) -> Result<Self> {
        let texts = bulk::parse_csv::<GuaranteeText>(GUARANTEE_TEXTS)?;
        Ok(Self {
            texts: texts.into_iter().map(|text| (text.guarantee_mode.clone(), text)).collect(),
            reviewers,
            shelves: Vec::new(),
            rows: ProductRows::default(),
        })
    }

    fn publish(
        &mut self,
        city: &mut City,
        (place, institution): (usize, &Institution),
        seed: &Seed,
        life: Life,
    ) -> Result<()> {
        let recent = matches!(life, Life::Draft | Life::InReview { .. } | Life::Rejected);
        let age = if recent { city.chance.between(3, 9) } else { city.chance.between(400, 540) };
        let written_at = city.clock.now - TimeDelta::days(age);
        let product = city.chance.id(written_at);
        let first = self.version(city, (product, 1), institution, seed, written_at)?;
        let mut row = ProductRow::draft(product, institution.id, written_at);
        match life {
            Life::Draft => {}
            Life::InReview { position } => self.review(city, first, position),
            Life::Rejected => self.reject(city, first)?,
            Life::OnShelf | Life::Renewed | Life::Renewing | Life::Delisted => {
                let from = self.approve(city, first);
                row.shelve(self.version_id(first)?);
                let until = match life {
                    Life::Renewed => Some(self.renew(city, &mut row, institution, seed, place)?),
                    Life::Delisted => Some(city.clock.working_days_ago(40)),
                    _ => None,
                };
                if life == Life::Renewing {
                    let at = city.clock.working_days_ago(4);
                    let second = self.version(city, (product, 2), institution, seed, at)?;
                    self.review(city, second, 1);
                }
                if life == Life::Delisted {
                    row.delist(city.clock.working_days_ago(40));
                }
                if let Some(version) = self.rows.versions.get(first) {
                    self.shelves.push(shelf(version, seed, place, from, until));
                }
            }
        }
        self.rows.products.push(row);
        Ok(())
    }

    /// Puts a second, cheaper version in the place of the first and says when.
    fn renew(
        &mut self,
        city: &mut City,
        row: &mut ProductRow,
        institution: &Institution,
        seed: &Seed,
        place: usize,
    ) -> Result<DateTime<Utc>> {
        let back = city.chance.between(60, 160).unsigned_abs();
        let at = city.clock.working_days_ago(usize::try_from(back)?);
        let mut cheaper = seed.clone();
        cheaper.rate_max -= Decimal::new(3, 1);
        let first = self.rows.versions.len() - 1;
        let second = self.version(city, (row.id, 2), institution, &cheaper, at)?;
        let from = self.approve(city, second);
        if let Some(version) = self.rows.versions.get_mut(first) {
            version.state = "superseded";
        }
        row.shelve(self.version_id(second)?);
        if let Some(version) = self.rows.versions.get(second) {
            self.shelves.push(shelf(version, &cheaper, place, from, None));
        }
        Ok(from)
    }

    /// Writes a draft and gives its place among the rows.
    fn version(
        &mut self,
        city: &mut City,
        (product, version): (Uuid, i32),
        institution: &Institution,
        seed: &Seed,
        at: DateTime<Utc>,
    ) -> Result<usize> {
        let text = self.texts.get(&seed.guarantee_mode).context("no text for a guarantee mode")?;
        let percent = Decimal::ONE_HUNDRED;
        let words = |list: &str| list.split_whitespace().map(str::to_owned).collect();
        self.rows.versions.push(VersionRow {
            id: city.chance.id(at),
            product_id: product,
            version,
            state: "draft",
            review_position: None,
            name: format!("{}·{}", institution.brand, seed.name),
            summary: seed.summary.clone(),
            guarantee_mode: seed.guarantee_mode.clone(),
            amount_min: seed.amount_min,
            amount_max: seed.amount_max,
            term_months_min: seed.term_min,
            term_months_max: seed.term_max,
            annual_rate_min: seed.rate_min / percent,
            annual_rate_max: seed.rate_max / percent,
            subject_types: words(&seed.subject_types),
            region_codes: Vec::new(),
            industry_sections: words(&seed.industry_sections),
            conditions: text.conditions.clone(),
            materials: text.materials.clone(),
            submitted_by: None,
            submitted_at: None,
            decided_at: None,
            reject_reason: None,
            created_by: institution.manager_account,
            created_at: at,
        });
        Ok(self.rows.versions.len() - 1)
    }

    /// Hands a draft in; it now waits at `position` of the chain.
    fn review(&mut self, city: &mut City, place: usize, position: i32) {
        let Some(version) = self.rows.versions.get_mut(place) else {
            return;
        };
        version.submit(city);
        version.state = "in_review";
        version.review_position = Some(position);
        if position > 1 {
            let at = version.later(city);
            let id = city.chance.id(at);
            let review = ReviewRow::approve(id, version.id, 1, self.reviewers.operator, at);
            self.rows.reviews.push(review);
        }
    }

    fn reject(&mut self, city: &mut City, place: usize) -> Result<()> {
        let Some(version) = self.rows.versions.get_mut(place) else {
            return Ok(());
        };
        version.submit(city);
        let at = version.later(city);
        let reason = city.text("rejected")?;
        version.state = "rejected";
        version.decided_at = Some(at);
        version.reject_reason = Some(reason.clone());
        let id = city.chance.id(at);
        let mut review = ReviewRow::approve(id, version.id, 1, self.reviewers.operator, at);
        review.verdict = "reject";
        review.reason = reason;
        self.rows.reviews.push(review);
        Ok(())
    }

    /// Takes a draft through the whole chain and says when it reached the shelf.
    fn approve(&mut self, city: &mut City, place: usize) -> DateTime<Utc> {
        let Some(version) = self.rows.versions.get_mut(place) else {
            return city.clock.now;
        };
        version.submit(city);
        let steps = [(1, self.reviewers.operator), (2, self.reviewers.regulator)];
        for (position, reviewer) in steps {
            let at = version.later(city);
            version.decided_at = Some(at);
            let id = city.chance.id(at);
            self.rows.reviews.push(ReviewRow::approve(id, version.id, position, reviewer, at));
        }
        version.state = "approved";
        version.decided_at.unwrap_or(city.clock.now)
    }

    fn version_id(&self, place: usize) -> Result<Uuid> {
        self.rows.versions.get(place).map(|version| version.id).context("no such version")
    }
}

fn shelf(
    version: &VersionRow,
    seed: &Seed,
    institution: usize,
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
) -> Shelf {
    Shelf {
        version: version.id,
        institution,
        guarantee_mode: seed.guarantee_mode.clone(),
        amount: (seed.amount_min, seed.amount_max),
        term: (seed.term_min, seed.term_max),
        rate: (version.annual_rate_min, version.annual_rate_max),
        from,
        until,
        subject_types: version.subject_types.clone(),
        sections: version.industry_sections.clone(),
    }
}
