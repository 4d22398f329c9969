//! What the town knows of its firms: facts, partners, and the scheduler.

use crate::{Person, Reply, Town};
use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::{Map, Value, json};
use std::path::Path;
use uuid::Uuid;

/// The secret of every partner of the town.
const PARTNER_SECRET: &str = "partner-secret-of-256-bits-or-so";

impl Town {
    /// Facts of a healthy firm, from every source, of today.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn facts(&self, applicant: Uuid) -> Result<()> {
        let name = format!("select organisation_name from applicant where id = '{applicant}'");
        let name = self.value(&name).await?;
        let person = format!(
            "update applicant set legal_person_index = sha256(uuid_send(id)) where id = '{applicant}'
             returning encode(legal_person_index, 'hex')"
        );
        let person: String = sqlx::query_scalar(&person).fetch_one(&self.database).await?;
        let facts = [
            (
                "registration",
                json!({
                    "status": "active", "name": name, "established_on": "2015-03-09", "legal_person_index": person,
                }),
            ),
            ("penalties", json!({ "count_36m": 0, "serious_36m": 0 })),
            (
                "tax",
                json!({ "taxable_sales_12m": "9000000.00", "arrears": "0.00", "credit_grade": "A" }),
            ),
            ("social_insurance", json!({ "employees": 24, "months_in_arrears": 0 })),
            ("utilities", json!({ "months_in_arrears": 0 })),
            ("court_enforcement", json!({ "dishonest": false, "open_cases": 0 })),
        ];
        for (item, value) in facts {
            self.fact(applicant, item, value).await?;
        }
        let end = self
            .value("select make_date(extract(year from shanghai_today())::integer, 1, 1) - 1")
            .await?;
        self.fact(applicant, "accounts", json!({ "period_end": end, "ratios": Self::ratios(3)? }))
            .await
    }

    /// One fact of a firm, of today; a later one takes its place.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn fact(&self, applicant: Uuid, item: &str, value: Value) -> Result<()> {
        sqlx::query(
            "insert into company_fact (applicant_id, item_code, value, as_of) values ($1, $2, $3, shanghai_today())
             on conflict (applicant_id, item_code, as_of) do update set value = excluded.value",
        )
        .bind(applicant)
        .bind(item)
        .bind(value)
        .execute(&self.database)
        .await?;
        Ok(())
    }

    /// The values of a row of the financial model's sample, by the names of its dictionary.
    ///
    /// # Errors
    /// When the model's files are not there.
    pub fn ratios(row: usize) -> Result<Map<String, Value>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/financial");
        let dictionary: toml::Table =
            std::fs::read_to_string(folder.join("features.toml"))?.parse()?;
        let features =
            dictionary.get("feature").and_then(toml::Value::as_array).context("no features")?;
        let sample = std::fs::read_to_string(folder.join("sample.csv"))?;
        let mut lines = sample.lines();
        let columns: Vec<&str> = lines.next().context("no columns")?.split(',').collect();
        let cells: Vec<&str> = lines.nth(row).context("no such row")?.split(',').collect();
        let mut ratios = Map::new();
        for feature in features {
            let text = |key: &str| feature.get(key).and_then(toml::Value::as_str);
            let place = columns.iter().position(|column| Some(*column) == text("column"));
            let cell =
                place.and_then(|place| cells.get(place)).and_then(|cell| cell.parse::<f64>().ok());
            if let (Some(name), Some(value)) = (text("name"), cell) {
                ratios.insert(name.to_owned(), value.into());
            }
        }
        Ok(ratios)
    }

    /// A partner system with this client id that may ask so often a minute; its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn partner(&self, client_id: &str, requests_per_minute: i32) -> Result<Uuid> {
        let id = Uuid::now_v7();
        sqlx::query(
            "insert into partner (id, name, client_id, secret_sha256, scopes, requests_per_minute)
             values ($1, $2, $2, $3, '{scores}', $4)",
        )
        .bind(id)
        .bind(client_id)
        .bind(crypto::sha256(PARTNER_SECRET.as_bytes()))
        .bind(requests_per_minute)
        .execute(&self.database)
        .await?;
        Ok(id)
    }

    /// The form by which a partner asks for its access token.
    pub fn partner_credentials(client_id: &str) -> Vec<(&'static str, String)> {
        vec![
            ("grant_type", "client_credentials".to_owned()),
            ("client_id", client_id.to_owned()),
            ("client_secret", PARTNER_SECRET.to_owned()),
        ]
    }

    /// The access token of a partner.
    ///
    /// # Errors
    /// When the platform refuses.
    pub async fn partner_token(&self, client_id: &str) -> Result<String> {
        let form = Self::partner_credentials(client_id);
        let request = self.visitor()?.request(Method::POST, "/api/partner/token").form(&form);
        let granted = Person::send(request).await?.expect(200);
        Ok(granted["access_token"].as_str().context("no token")?.to_owned())
    }

    /// Sends a partner's request for scores.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn partner_scores(&self, token: &str, body: Value) -> Result<Reply> {
        let visitor = self.visitor()?;
        let request = visitor.request(Method::POST, "/api/partner/scores").bearer_auth(token);
        Person::send(request.json(&body)).await
    }

    /// Runs a scheduled function once, as the scheduler does.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn tick(&self, function: &str) -> Result<Reply> {
        let visitor = self.visitor()?;
        let request = visitor.request(Method::POST, &format!("/scheduled/{function}"));
        Person::send(request.bearer_auth(crate::town::SCHEDULE_TOKEN)).await
    }
}
