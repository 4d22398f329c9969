//! What sources say of the demo firms. The accounts are rows of a real data set, anonymous there; the rest is invented.

use super::city::City;
use super::clock::local_day;
use super::firm::{ApplicantRow, Firm};
use super::identity;
use crate::bulk;
use anyhow::{Context, Result};
use chrono::{Datelike, Days, NaiveDate};
use crypto::field::{APPLICANT_ADDRESS, APPLICANT_LEGAL_PERSON, APPLICANT_LEGAL_PERSON_ID};
use domain::SubjectType;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

const SAMPLE: &str = include_str!("../../../models/financial/sample.csv");
const DICTIONARY: &str = include_str!("../../../models/financial/features.toml");
/// Firms behind which one person stands, by their place; they share an address too.
const ONE_PERSON: [usize; 5] = [40, 140, 240, 340, 440];

/// A fact as the table has it.
#[derive(Serialize)]
pub(crate) struct FactRow {
    applicant_id: Uuid,
    item_code: &'static str,
    value: Value,
    as_of: NaiveDate,
}

#[derive(Deserialize)]
struct Dictionary {
    feature: Vec<DictionaryFeature>,
}

#[derive(Deserialize)]
struct DictionaryFeature {
    name: String,
    column: Option<String>,
}

/// Gathers the facts of all firms and leaves the traces of person and address on their rows.
pub(crate) fn gather(
    city: &mut City,
    firms: &[Firm],
    rows: &mut [ApplicantRow],
) -> Result<Vec<FactRow>> {
    let accounts = accounts()?;
    let today = local_day(city.clock.now);
    let month = today.with_day(1).context("every month has a first day")?;
    let mut facts = Vec::new();
    let mut shared: Option<(String, String)> = None;
    for (place, (firm, row)) in firms.iter().zip(rows.iter_mut()).enumerate() {
        if firm.subject == SubjectType::Person {
            continue;
        }
        let person = identity::resident_id(&mut city.chance)?;
        let address = format!("{} {} 号", firm.region, city.chance.between(1, 9999));
        let (person, address) = if ONE_PERSON.contains(&place) {
            shared.get_or_insert((person, address)).clone()
        } else {
            (person, address)
        };
        let legal_person = city.index(APPLICANT_LEGAL_PERSON, &firm.contact_name);
        row.legal_person_id_index = Some(city.index(APPLICANT_LEGAL_PERSON_ID, &person));
        row.address_index = Some(city.index(APPLICANT_ADDRESS, &address));
        row.legal_person_index = Some(legal_person.clone());
        let registration =
            registration(city, row.organisation_name.as_deref(), &legal_person, today);
        let ratios = accounts.get((place * 7) % accounts.len().max(1)).cloned().unwrap_or_default();
        let year_end =
            NaiveDate::from_ymd_opt(today.year() - 1, 12, 31).context("a year has an end")?;
        let each = [
            ("registration", registration),
            ("penalties", penalties(city)),
            ("tax", tax(city)),
            ("social_insurance", social_insurance(city)),
            ("utilities", utilities(city)),
            ("court_enforcement", court_enforcement(city)),
        ];
        let fact =
            |(item_code, value), as_of| FactRow { applicant_id: firm.id, item_code, value, as_of };
        facts.extend(each.map(|one| fact(one, month)));
        // A sole trader rarely has accounts; the first two firms are the ones that people try out.
        if firm.subject == SubjectType::Company && (place < 2 || city.chance.happens(92)) {
            facts.push(fact(
                ("accounts", json!({ "period_end": year_end, "ratios": ratios })),
                year_end,
            ));
        }
        if city.chance.happens(12) {
            let yuan = |city: &mut City| format!("{}.00", city.chance.between(1, 900) * 10_000);
            let value = json!({ "exports_12m": yuan(city), "imports_12m": yuan(city) });
            facts.push(fact(("customs", value), month));
        }
        if city.chance.happens(30) {
            let value = json!({
                "parcels": city.chance.between(1, 4), "area_m2": city.chance.between(80, 9000),
                "mortgaged": city.chance.happens(40),
            });
            facts.push(fact(("real_estate", value), month));
        }
    }
    Ok(facts)
}

fn registration(
    city: &mut City,
    name: Option<&str>,
    legal_person: &str,
    today: NaiveDate,
) -> Value {
    let days = u64::try_from(city.chance.between(250, 6000)).unwrap_or_default();
    let status = if city.chance.happens(98) { "active" } else { "abnormal" };
    json!({
        "status": status, "name": name, "legal_person_index": legal_person.trim_start_matches("\\x"),
        "established_on": today - Days::new(days),
        "registered_capital": format!("{}.00", city.chance.between(1, 200) * 50_000),
    })
}

fn penalties(city: &mut City) -> Value {
    let count = if city.chance.happens(8) { city.chance.between(1, 3) } else { 0 };
    let serious = i64::from(count > 0 && city.chance.happens(15));
    json!({ "count_36m": count, "serious_36m": serious })
}

fn tax(city: &mut City) -> Value {
    let sales = city.chance.between(20, 4000) * 10_000;
    let arrears = if city.chance.happens(4) { city.chance.between(1, 60) * 1000 } else { 0 };
    let grade = match city.chance.between(0, 99) {
        0..35 => "A",
        35..75 => "B",
        75..90 => "M",
        90..98 => "C",
        _ => "D",
    };
    json!({
        "taxable_sales_12m": format!("{sales}.00"), "tax_paid_12m": format!("{}.00", sales / 25),
        "arrears": format!("{arrears}.00"), "credit_grade": grade,
    })
}

fn social_insurance(city: &mut City) -> Value {
    let arrears = if city.chance.happens(6) { city.chance.between(1, 8) } else { 0 };
    json!({ "employees": city.chance.between(1, 160), "months_in_arrears": arrears })
}

fn utilities(city: &mut City) -> Value {
    let arrears = if city.chance.happens(5) { city.chance.between(1, 4) } else { 0 };
    let change = city.chance.between(-40, 60);
    json!({
        "electricity_kwh_12m": city.chance.between(2_000, 900_000),
        "electricity_change": format!("{:.2}", change as f64 / 100.0), "months_in_arrears": arrears,
    })
}

fn court_enforcement(city: &mut City) -> Value {
    let open = if city.chance.happens(4) { city.chance.between(1, 3) } else { 0 };
    let dishonest = open > 0 && city.chance.happens(20);
    let amount = format!("{}.00", open * city.chance.between(1, 90) * 10_000);
    json!({ "dishonest": dishonest, "open_cases": open, "open_amount": amount })
}

/// The sample's rows as the dictionary names their columns; an empty cell is missing.
fn accounts() -> Result<Vec<Map<String, Value>>> {
    let dictionary: Dictionary = toml::from_str(DICTIONARY).context("the feature dictionary")?;
    let rows = bulk::parse_csv_objects(SAMPLE)?;
    let named = |row: Map<String, Value>| {
        let features = dictionary.feature.iter();
        features
            .filter_map(|feature| {
                let cell = row.get(feature.column.as_ref()?)?.as_str()?;
                Some((feature.name.clone(), cell.parse::<f64>().ok()?.into()))
            })
            .collect()
    };
    Ok(rows.into_iter().map(named).collect())
}
