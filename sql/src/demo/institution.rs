use super::account::{AccountRow, Accounts};
use super::city::City;
use crate::bulk;
use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use crypto::field::{OFFICER_NAME, OFFICER_PHONE};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

const INSTITUTIONS: &str = include_str!("../../seed/demo/institutions.csv");
/// Officers up to this number work for the whole city, so that the announced ones see every order
/// of theirs.
const CITYWIDE_OFFICERS: usize = 12;

/// A line of the seed file.
#[derive(Deserialize)]
struct Seed {
    category: String,
    brand: String,
    name: String,
    summary: String,
    address: String,
    service_phone: String,
    region: String,
    officers: usize,
    products: usize,
    credit_days: i32,
    other_days: i32,
}

pub(crate) struct Institution {
    pub(crate) id: Uuid,
    pub(crate) category: String,
    pub(crate) brand: String,
    pub(crate) manager_account: Uuid,
    pub(crate) officers: Vec<Officer>,
    pub(crate) products: usize,
}

pub(crate) struct Officer {
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
    /// Empty: the whole city.
    regions: Vec<String>,
}

impl Officer {
    pub(crate) fn covers(&self, region: &str) -> bool {
        self.regions.is_empty() || self.regions.iter().any(|own| own == region)
    }
}

#[derive(Serialize)]
struct InstitutionRow {
    id: Uuid,
    category_code: String,
    name: String,
    summary: String,
    address: String,
    service_phone: String,
    region_code: String,
    state: &'static str,
    grab_hours: i64,
    first_review_hours: i64,
    credit_hours: i64,
    disbursement_hours: i64,
    created_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct DeadlineRow {
    institution_id: Uuid,
    financing_type: &'static str,
    working_days: i32,
}

#[derive(Serialize)]
struct OfficerRow {
    id: Uuid,
    institution_id: Uuid,
    name_cipher: String,
    phone_cipher: String,
    phone_index: String,
    state: &'static str,
    created_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct OfficerRegionRow {
    officer_id: Uuid,
    region_code: String,
}

/// The rows of institutions and their people, on their way into the database.
#[derive(Default)]
pub(crate) struct InstitutionRows {
    institutions: Vec<InstitutionRow>,
    deadlines: Vec<DeadlineRow>,
    officers: Vec<OfficerRow>,
    officer_regions: Vec<OfficerRegionRow>,
}

impl InstitutionRows {
    pub(crate) async fn insert(&self, connection: &mut PgConnection) -> Result<()> {
        bulk::insert(connection, "institution", &self.institutions).await?;
        bulk::insert(connection, "institution_deadline", &self.deadlines).await?;
        bulk::insert(connection, "officer", &self.officers).await?;
        bulk::insert(connection, "officer_region", &self.officer_regions).await
    }

    fn add_institution(&mut self, city: &mut City, seed: &Seed, at: DateTime<Utc>) -> Result<Uuid> {
        let id = city.chance.id(at);
        self.institutions.push(InstitutionRow {
            id,
            category_code: seed.category.clone(),
            name: seed.name.clone(),
            summary: seed.summary.clone(),
            address: seed.address.clone(),
            service_phone: seed.service_phone.clone(),
            region_code: seed.region.clone(),
            state: "active",
            grab_hours: *city.chance.pick(&[8, 12, 24, 24])?,
            first_review_hours: *city.chance.pick(&[24, 24, 48])?,
            credit_hours: *city.chance.pick(&[48, 48, 72])?,
            disbursement_hours: *city.chance.pick(&[48, 48, 72])?,
            created_at: at,
        });
        for (financing_type, working_days) in
            [("credit", seed.credit_days), ("other", seed.other_days)]
        {
            self.deadlines.push(DeadlineRow { institution_id: id, financing_type, working_days });
        }
        Ok(id)
    }

    fn add_officer(
        &mut self,
        city: &mut City,
        institution_id: Uuid,
        regions: &[String],
        at: DateTime<Utc>,
    ) -> Result<Uuid> {
        let id = city.chance.id(at);
        let name = city.person_name()?;
        let phone = city.phone();
        self.officers.push(OfficerRow {
            id,
            institution_id,
            name_cipher: city.seal(OFFICER_NAME, id, &name)?,
            phone_cipher: city.seal(OFFICER_PHONE, id, &phone)?,
            phone_index: city.index(OFFICER_PHONE, &phone),
            state: "active",
            created_at: at,
        });
        self.officer_regions.extend(
            regions
                .iter()
                .cloned()
                .map(|region_code| OfficerRegionRow { officer_id: id, region_code }),
        );
        Ok(id)
    }
}

/// Opens the institutions of the seed file with their managers and officers.
pub(crate) fn open(
    city: &mut City,
    accounts: &mut Accounts,
) -> Result<(Vec<Institution>, InstitutionRows)> {
    let opened_at = city.clock.now - TimeDelta::days(560);
    let mut rows = InstitutionRows::default();
    let mut institutions: Vec<Institution> = Vec::new();
    let mut count = 0;
    for seed in bulk::parse_csv::<Seed>(INSTITUTIONS)? {
        let id = rows.add_institution(city, &seed, opened_at)?;
        let mut officers = Vec::new();
        for place in 0..seed.officers {
            count += 1;
            let regions = beat(city, place, count, &seed.region)?;
            let officer = rows.add_officer(city, id, &regions, opened_at)?;
            let row = AccountRow {
                role: "officer",
                institution_id: Some(id),
                officer_id: Some(officer),
                created_at: opened_at,
                ..AccountRow::default()
            };
            let account = accounts.with_login(city, format!("officer{count:02}"), row)?;
            officers.push(Officer { id: officer, account, regions });
        }
        let row = AccountRow {
            role: "manager",
            institution_id: Some(id),
            created_at: opened_at,
            ..AccountRow::default()
        };
        let login = format!("manager{:02}", institutions.len() + 1);
        let manager_account = accounts.with_login(city, login, row)?;
        let Seed { category, brand, products, .. } = seed;
        institutions.push(Institution { id, category, brand, manager_account, officers, products });
    }
    Ok((institutions, rows))
}

/// The districts of an officer. The first of each institution has the whole city, so that no firm is
/// left out.
fn beat(city: &mut City, place: usize, number: usize, home: &str) -> Result<Vec<String>> {
    if place == 0 || number <= CITYWIDE_OFFICERS || city.chance.happens(40) {
        return Ok(Vec::new());
    }
    let mut regions = vec![home.to_owned()];
    for _ in 0..city.chance.between(1, 3) {
        let (region, _) = city.chance.pick(&super::firm::DISTRICTS)?;
        if regions.iter().all(|own| own != region) {
            regions.push((*region).to_owned());
        }
    }
    Ok(regions)
}
