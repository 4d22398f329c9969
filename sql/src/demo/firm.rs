use super::account::{AccountRow, Accounts};
use super::city::City;
use super::identity;
use crate::bulk;
use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use crypto::field::{
    APPLICANT_ID_NUMBER, APPLICANT_LEGAL_PERSON, APPLICANT_PERSON_NAME, APPLICANT_PHONE,
};
use domain::SubjectType;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

const TRADES: &str = include_str!("../../seed/demo/trades.csv");
const INDUSTRIES: &str = include_str!("../../seed/reference/industries.csv");
pub(crate) const COUNT: usize = 2000;
/// Firms that sign in by name, the first of all: food in Yingzhou, trade in Yingquan.
const ANNOUNCED: [(&str, &str); 2] = [("341202", "13"), ("341204", "51")];

/// The districts and how many firms of a hundred each has.
pub(crate) const DISTRICTS: [(&str, u32); 8] = [
    ("341202", 19),
    ("341203", 9),
    ("341204", 11),
    ("341221", 15),
    ("341222", 14),
    ("341225", 10),
    ("341226", 12),
    ("341282", 10),
];

/// A line of the seed file: what firms of an industry call themselves.
#[derive(Deserialize)]
struct Trade {
    industry: String,
    weight: u32,
    company: String,
    shop: String,
}

#[derive(Deserialize)]
struct Industry {
    code: String,
    section: String,
}

/// An applicant: mostly firms, hence the name.
pub(crate) struct Firm {
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
    pub(crate) subject: SubjectType,
    pub(crate) region: String,
    pub(crate) section: String,
    pub(crate) contact_name: String,
    pub(crate) phone: String,
    pub(crate) created_at: DateTime<Utc>,
}

#[derive(Serialize)]
pub(crate) struct ApplicantRow {
    id: Uuid,
    subject_type: &'static str,
    pub(crate) organisation_name: Option<String>,
    credit_code: Option<String>,
    legal_person_cipher: Option<String>,
    pub(crate) legal_person_index: Option<String>,
    pub(crate) legal_person_id_index: Option<String>,
    pub(crate) address_index: Option<String>,
    person_name_cipher: Option<String>,
    id_number_cipher: Option<String>,
    id_number_index: Option<String>,
    phone_cipher: String,
    phone_index: String,
    region_code: String,
    industry_code: Option<String>,
    size_class: Option<&'static str>,
    created_at: DateTime<Utc>,
}

/// Founds the firms, in the order of their registration, each with an account.
pub(crate) fn found(
    city: &mut City,
    accounts: &mut Accounts,
) -> Result<(Vec<Firm>, Vec<ApplicantRow>)> {
    let mut founder = Founder::new()?;
    let oldest = city.clock.now - TimeDelta::days(420);
    let mut days: Vec<DateTime<Utc>> = vec![oldest; ANNOUNCED.len()];
    days.extend((days.len()..COUNT).map(|_| registration(city)));
    days.sort();
    let mut firms = Vec::new();
    let mut rows = Vec::new();
    for (place, created_at) in days.into_iter().enumerate() {
        let (mut firm, row) = founder.found(city, place, created_at)?;
        let owner = AccountRow {
            role: "applicant",
            applicant_id: Some(firm.id),
            created_at,
            ..AccountRow::default()
        };
        firm.account = if place < ANNOUNCED.len() {
            accounts.with_login(city, format!("applicant{:02}", place + 1), owner)?
        } else {
            accounts.with_subject(city, format!("firm-{:04}", place + 1), owner)
        };
        firms.push(firm);
        rows.push(row);
    }
    Ok((firms, rows))
}

/// Two in five registered before the year that the orders fill.
fn registration(city: &mut City) -> DateTime<Utc> {
    if city.chance.happens(40) {
        city.clock.now - TimeDelta::seconds(city.chance.between(372 * 86_400, 419 * 86_400))
    } else {
        city.clock.lately(&mut city.chance, 370)
    }
}

struct Founder {
    trades: Vec<Trade>,
    sections: HashMap<String, String>,
    names: HashSet<String>,
}

impl Founder {
    fn new() -> Result<Self> {
        let industries = bulk::parse_csv::<Industry>(INDUSTRIES)?;
        let sections = industries.into_iter().map(|row| (row.code, row.section)).collect();
        Ok(Self { trades: bulk::parse_csv(TRADES)?, sections, names: HashSet::new() })
    }

    fn found(
        &mut self,
        city: &mut City,
        place: usize,
        created_at: DateTime<Utc>,
    ) -> Result<(Firm, ApplicantRow)> {
        let announced = ANNOUNCED.get(place);
        let subject = match city.chance.between(0, 99) {
            _ if announced.is_some() => SubjectType::Company,
            0..80 => SubjectType::Company,
            80..97 => SubjectType::SoleTrader,
            _ => SubjectType::Person,
        };
        let (region, _) = city.chance.pick_weighted(&DISTRICTS, |district| district.1)?;
        let region = announced.map_or(*region, |own| own.0).to_owned();
        let trade = match announced.and_then(|own| self.trades.iter().find(|t| t.industry == own.1))
        {
            Some(trade) => trade,
            None => city.chance.pick_weighted(&self.trades, |trade| trade.weight)?,
        };
        let section = match subject {
            SubjectType::Person => String::new(),
            _ => self.sections.get(&trade.industry).cloned().unwrap_or_default(),
        };
        let industry = trade.industry.clone();
        let styles = if subject == SubjectType::Company { &trade.company } else { &trade.shop };
        let styles: Vec<&str> = styles.split('|').collect();
        let style = (*city.chance.pick(&styles)?).to_owned();
        let organisation_name = self.name(city, subject, &region, &style)?;
        let id = city.chance.id(created_at);
        let person = city.person_name()?;
        let phone = city.phone();
        let firm = Firm {
            id,
            account: Uuid::nil(), // known once the account is made
            subject,
            region: region.clone(),
            section,
            contact_name: person.clone(),
            phone: phone.clone(),
            created_at,
        };
        let industry = (subject != SubjectType::Person).then_some(industry);
        let row = applicant_row(city, &firm, organisation_name, industry)?;
        Ok((firm, row))
    }

    /// A name that no other firm of the city has; persons have none.
    fn name(
        &mut self,
        city: &mut City,
        subject: SubjectType,
        region: &str,
        style: &str,
    ) -> Result<Option<String>> {
        if subject == SubjectType::Person {
            return Ok(None);
        }
        let place = place_name(region);
        loop {
            let brand = city.text("brand_first")?
                + &city.text("brand_second")?
                + &city.text("brand_third")?;
            let name = match subject {
                SubjectType::Company if city.chance.happens(50) => {
                    format!("阜阳{brand}{style}有限公司")
                }
                SubjectType::Company => format!("{place}{brand}{style}有限公司"),
                _ => format!("{place}{brand}{style}"),
            };
            // The brand alone distinguishes firms, in any trade.
            if self.names.insert(brand) {
                return Ok(Some(name));
            }
        }
    }
}

fn applicant_row(
    city: &mut City,
    firm: &Firm,
    organisation_name: Option<String>,
    industry_code: Option<String>,
) -> Result<ApplicantRow> {
    let Firm { id, subject, .. } = *firm;
    let is_person = subject == SubjectType::Person;
    let id_number = if is_person { Some(identity::resident_id(&mut city.chance)?) } else { None };
    let name = &firm.contact_name;
    Ok(ApplicantRow {
        id,
        subject_type: subject.as_str(),
        organisation_name,
        credit_code: match subject {
            SubjectType::Person => None,
            _ => Some(identity::credit_code(&mut city.chance, subject, &firm.region)?),
        },
        legal_person_cipher: (!is_person)
            .then(|| city.seal(APPLICANT_LEGAL_PERSON, id, name))
            .transpose()?,
        legal_person_index: None, // known once its facts are gathered
        legal_person_id_index: None,
        address_index: None,
        person_name_cipher: is_person
            .then(|| city.seal(APPLICANT_PERSON_NAME, id, name))
            .transpose()?,
        id_number_cipher: id_number
            .as_ref()
            .map(|n| city.seal(APPLICANT_ID_NUMBER, id, n))
            .transpose()?,
        id_number_index: id_number.as_ref().map(|n| city.index(APPLICANT_ID_NUMBER, n)),
        phone_cipher: city.seal(APPLICANT_PHONE, id, &firm.phone)?,
        phone_index: city.index(APPLICANT_PHONE, &firm.phone),
        region_code: firm.region.clone(),
        industry_code,
        size_class: size_class(city, subject),
        created_at: firm.created_at,
    })
}

fn size_class(city: &mut City, subject: SubjectType) -> Option<&'static str> {
    match (subject, city.chance.between(0, 99)) {
        (SubjectType::Person, _) => None,
        (SubjectType::SoleTrader, _) | (_, 0..48) => Some("micro"),
        (_, 48..86) => Some("small"),
        (_, 86..98) => Some("medium"),
        _ => Some("large"),
    }
}

/// The district as firms write it before their name.
fn place_name(region: &str) -> &'static str {
    match region {
        "341202" => "阜阳市颍州区",
        "341203" => "阜阳市颍东区",
        "341204" => "阜阳市颍泉区",
        "341221" => "临泉县",
        "341222" => "太和县",
        "341225" => "阜南县",
        "341226" => "颍上县",
        _ => "界首市",
    }
}
