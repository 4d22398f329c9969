use anyhow::{Context, Result};
use std::sync::atomic::{AtomicU32, Ordering};
use system_tests::{Person, Town, Value, json};
use uuid::Uuid;

/// A bank with its people, and a firm that applies there.
pub(crate) struct Side {
    pub(crate) name: &'static str,
    pub(crate) bank: Uuid,
    pub(crate) product: Uuid,
    pub(crate) applicant: Uuid,
    pub(crate) officer_id: Uuid,
    pub(crate) firm: Person,
    pub(crate) officer: Person,
    /// An officer of the same bank who has none of its orders.
    pub(crate) colleague: Person,
    /// An officer of the same bank whose districts are others.
    pub(crate) distant: Person,
    pub(crate) manager: Person,
    /// A score of the firm's own.
    pub(crate) score: String,
}

impl Side {
    async fn settle(town: &Town, name: &'static str) -> Result<Self> {
        let login = |role: &str| format!("{role}.{name}");
        let bank = town.institution("bank").await?;
        let product = town.product(bank).await?;
        let applicant = town.company(&login("firm")).await?;
        town.facts(applicant).await?;
        let officer_id = town.officer(bank, &login("officer")).await?;
        town.officer(bank, &login("colleague")).await?;
        let distant = town.officer(bank, &login("distant")).await?;
        sqlx::query("insert into officer_region (officer_id, region_code) values ($1, '341203')")
            .bind(distant)
            .execute(&town.database)
            .await?;
        town.manager(bank, &login("manager")).await?;
        let firm = town.sign_in(&login("firm")).await?;
        firm.post("/api/consents", json!({ "text_id": "self_assessment.1" })).await?.expect(201);
        let score = id(&firm.post("/api/scores", json!({})).await?.expect(201))?;
        Ok(Self {
            name,
            bank,
            product,
            applicant,
            officer_id,
            firm,
            score,
            officer: town.sign_in(&login("officer")).await?,
            colleague: town.sign_in(&login("colleague")).await?,
            distant: town.sign_in(&login("distant")).await?,
            manager: town.sign_in(&login("manager")).await?,
        })
    }
}

/// A town with two banks, two firms, and those who watch the city.
pub(crate) struct Scene {
    pub(crate) town: Town,
    /// Those who call.
    pub(crate) own: Side,
    /// Those whose objects are none of the first ones' business.
    pub(crate) other: Side,
    pub(crate) operator: Person,
    pub(crate) regulator: Person,
    /// Of a partner system that may ask for scores.
    pub(crate) partner_token: String,
    count: AtomicU32,
}

impl Scene {
    pub(crate) async fn set() -> Result<Self> {
        let town = Town::start().await?;
        for role in ["operator", "regulator"] {
            town.staff(role, role).await?;
        }
        town.partner("partner", 100_000).await?;
        Ok(Self {
            own: Side::settle(&town, "own").await?,
            other: Side::settle(&town, "other").await?,
            operator: town.sign_in("operator").await?,
            regulator: town.sign_in("regulator").await?,
            partner_token: town.partner_token("partner").await?,
            count: AtomicU32::new(0),
            town,
        })
    }

    /// Who has a role on a side.
    pub(crate) fn person<'a>(&'a self, side: &'a Side, role: &str) -> &'a Person {
        match role {
            "applicant" => &side.firm,
            "officer" => &side.officer,
            "manager" => &side.manager,
            "operator" => &self.operator,
            _ => &self.regulator,
        }
    }

    /// A number that this scene has not given before.
    pub(crate) fn fresh(&self) -> u32 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// A day as the database counts it, so many days before today.
    pub(crate) async fn days_ago(&self, days: u32) -> Result<String> {
        self.town.days_ago(days).await
    }
}

/// The id that an answer gives.
pub(crate) fn id(object: &Value) -> Result<String> {
    Ok(object["id"].as_str().with_context(|| format!("no id: {object}"))?.to_owned())
}
