//! Names and telephone numbers of applicants, sealed for the rows that they stand in.

use crate::bulk;
use crate::demo::{REMARKS, WORDS};
use anyhow::{Context, Result, ensure};
use crypto::field::{
    APPLICANT_LEGAL_PERSON, APPLICANT_PERSON_NAME, APPLICANT_PHONE, DEMAND_CONTACT_NAME,
    DEMAND_CONTACT_PHONE, ORDER_CONTACT_NAME, ORDER_CONTACT_PHONE,
};
use crypto::{Field, Keyring};
use serde::Deserialize;
use sqlx::{PgConnection, Row};
use std::collections::HashMap;
use std::fmt::Write;
use uuid::Uuid;

/// Rows that travel together.
const CHUNK: usize = 20_000;
/// Numbers of this prefix are not assigned.
const PHONE_PREFIX: &str = "154";
/// The alphabet of credit codes.
const CODE_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

#[derive(Deserialize)]
struct Words {
    kind: String,
    words: String,
}

#[derive(Deserialize)]
struct Remark {
    kind: String,
    text: String,
}

/// Who answers for an applicant, by the applicant's number; and the keys that seal it.
pub(crate) struct Contacts<'a> {
    keyring: &'a Keyring,
    lexicon: HashMap<String, Vec<String>>,
}

/// The texts of each kind, for the plans.
pub(crate) async fn bring_remarks(connection: &mut PgConnection) -> Result<()> {
    for Remark { kind, text } in bulk::parse_csv::<Remark>(REMARKS)? {
        sqlx::query(
            "insert into plan_remark (kind, texts) values ($1, array [$2])
             on conflict (kind) do update set texts = plan_remark.texts || excluded.texts",
        )
        .bind(kind)
        .bind(text)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

impl<'a> Contacts<'a> {
    pub(crate) fn new(keyring: &'a Keyring) -> Result<Self> {
        let rows = bulk::parse_csv::<Words>(WORDS)?.into_iter();
        let split = |words: String| words.split(' ').map(str::to_owned).collect();
        Ok(Self { keyring, lexicon: rows.map(|row| (row.kind, split(row.words))).collect() })
    }

    /// Seals the names and numbers of the planned applicants, and names their firms.
    pub(crate) async fn seal_applicants(&self, connection: &mut PgConnection) -> Result<()> {
        let planned = sqlx::query(
            "select a.place, a.number, a.id, p.subject_type, p.organisation_name, p.region_code
             from plan_applicant a join plan_profile p on p.place = a.profile",
        )
        .fetch_all(&mut *connection)
        .await?;
        for chunk in planned.chunks(CHUNK) {
            let mut lines = String::new();
            for row in chunk {
                let (place, number): (i32, i64) = (row.try_get("place")?, row.try_get("number")?);
                let id: Uuid = row.try_get("id")?;
                let subject: &str = row.try_get("subject_type")?;
                let pattern: Option<&str> = row.try_get("organisation_name")?;
                let region: Option<&str> = row.try_get("region_code")?;
                let field = match subject {
                    "person" => APPLICANT_PERSON_NAME,
                    _ => APPLICANT_LEGAL_PERSON,
                };
                let (name, code) = match pattern {
                    None => ("\\N".to_owned(), "\\N".to_owned()),
                    Some(pattern) => {
                        let name = renamed(pattern, &self.brand(number)?);
                        (name, credit_code(subject, region.unwrap_or("341200"), number)?)
                    }
                };
                write!(lines, "{place}\t{name}\t{code}\t")?;
                self.write_sealed(&mut lines, (field, APPLICANT_PHONE), id, number)?;
            }
            copy(connection, "sealed_applicant", lines).await?;
        }
        Ok(())
    }

    /// Seals the contacts of the planned demands and product orders.
    pub(crate) async fn seal_contacts(&self, connection: &mut PgConnection) -> Result<()> {
        let planned = sqlx::query(
            "select o.id, a.number, true as is_order
             from plan_order o join plan_applicant a on a.place = o.place
             where o.demand_n is null
             union all
             select d.id, a.number, false
             from plan_demand d join plan_applicant a on a.place = d.place",
        )
        .fetch_all(&mut *connection)
        .await?;
        for chunk in planned.chunks(CHUNK) {
            let mut lines = String::new();
            for row in chunk {
                let (id, number): (Uuid, i64) = (row.try_get("id")?, row.try_get("number")?);
                let fields = match row.try_get("is_order")? {
                    true => (ORDER_CONTACT_NAME, ORDER_CONTACT_PHONE),
                    false => (DEMAND_CONTACT_NAME, DEMAND_CONTACT_PHONE),
                };
                write!(lines, "{id}\t")?;
                self.write_sealed(&mut lines, fields, id, number)?;
            }
            copy(connection, "sealed_contact", lines).await?;
        }
        Ok(())
    }

    /// Name, telephone number and its index, as the end of a line of `copy`.
    fn write_sealed(
        &self,
        line: &mut String,
        (name, phone): (Field, Field),
        owner: Uuid,
        number: i64,
    ) -> Result<()> {
        let plain = format!("{PHONE_PREFIX}{number:08}");
        let index = self.keyring.blind_index(phone, &plain);
        let name = self.seal(name, owner, &self.person(number)?)?;
        let phone = self.seal(phone, owner, &plain)?;
        for (bytes, end) in [(name, '\t'), (phone, '\t'), (index, '\n')] {
            line.push_str("\\\\x");
            line.push_str(&hex::encode(bytes));
            line.push(end);
        }
        Ok(())
    }

    /// Seals under a nonce that is a keyed digest of what is sealed and where: the same nonce never
    /// serves two texts, in however many runs.
    fn seal(&self, field: Field, owner: Uuid, plain: &str) -> Result<Vec<u8>> {
        let digest = self.keyring.blind_index(field, &format!("{owner}/{plain}"));
        let nonce = digest.first_chunk().copied().context("a digest is longer than a nonce")?;
        Ok(self.keyring.seal(field, owner, plain, nonce)?)
    }

    fn person(&self, number: i64) -> Result<String> {
        let kinds: &[&str] = match number % 7 {
            0 => &["surname", "given_second"],
            _ => &["surname", "given_first", "given_second"],
        };
        self.words(kinds, number)
    }

    fn brand(&self, number: i64) -> Result<String> {
        self.words(&["brand_first", "brand_second", "brand_third"], number)
    }

    /// A word of each kind; numbers that follow each other get words far apart.
    fn words(&self, kinds: &[&str], number: i64) -> Result<String> {
        let mut left = number.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        let mut text = String::new();
        for &kind in kinds {
            let words = self.lexicon.get(kind).with_context(|| format!("no words for {kind}"))?;
            let count = u64::try_from(words.len())?;
            let word = words.get(usize::try_from(left % count)?).context("no such word")?;
            text.push_str(word);
            left /= count;
        }
        Ok(text)
    }
}

/// The name of a firm of the city with another brand: its three characters stand behind the place.
fn renamed(pattern: &str, brand: &str) -> String {
    let place = match pattern {
        _ if pattern.starts_with("阜阳市") => 6,
        _ if pattern.starts_with("阜阳") => 2,
        _ => 3,
    };
    let letters = || pattern.chars();
    letters().take(place).chain(brand.chars()).chain(letters().skip(place + 3)).collect()
}

/// A credit code of a district, another one for each number. Its organisation code begins with RU,
/// a series that has never been issued.
fn credit_code(subject: &str, region: &str, number: i64) -> Result<String> {
    let class = if subject == "company" { "91" } else { "92" };
    let mut organisation = String::from("RU");
    let mut left = number.unsigned_abs();
    for _ in 0..6 {
        let place = usize::try_from(left % 31)?;
        organisation.push(char::from(*CODE_ALPHABET.get(place).context("no such letter")?));
        left /= 31;
    }
    ensure!(left == 0, "there are no more credit codes");
    crate::demo::credit_code_of(class, region, &organisation)
}

/// Brings lines of tab-separated values into a table.
async fn copy(connection: &mut PgConnection, table: &str, lines: String) -> Result<()> {
    let mut copy = connection.copy_in_raw(&format!("copy {table} from stdin")).await?;
    copy.send(lines.into_bytes()).await?;
    copy.finish().await?;
    Ok(())
}
