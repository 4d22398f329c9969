//! Whoever is disabled, moved or suspended is out within a second, sessions and tokens that exist included. S-02, G-01

use anyhow::Result;
use std::time::Duration;
use system_tests::{Person, Town, json};
use uuid::Uuid;

struct Bank {
    town: Town,
    id: Uuid,
    officer: Person,
    manager: Person,
}

impl Bank {
    async fn open() -> Result<Self> {
        let town = Town::start().await?;
        let id = town.institution("bank").await?;
        town.officer(id, "officer").await?;
        town.manager(id, "manager").await?;
        let (officer, manager) = (town.sign_in("officer").await?, town.sign_in("manager").await?);
        for person in [&officer, &manager] {
            person.get("/api/orders").await?.expect(200);
        }
        Ok(Self { town, id, officer, manager })
    }

    async fn change(&self, statement: &str) -> Result<()> {
        change(&self.town, statement).await
    }
}

/// Changes a row behind everybody's back, and lets a second pass.
async fn change(town: &Town, statement: &str) -> Result<()> {
    sqlx::query(statement).execute(&town.database).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    Ok(())
}

#[tokio::test]
async fn a_disabled_account_is_out_within_a_second() -> Result<()> {
    let bank = Bank::open().await?;
    bank.change("update account set state = 'disabled' where login = 'officer'").await?;
    for path in ["/api/orders", "/api/pool", "/api/session", "/api/inbox"] {
        bank.officer.get(path).await?.refused(401, "not_signed_in");
        bank.manager.get(if path == "/api/pool" { "/api/orders" } else { path }).await?.expect(200);
    }
    bank.change("update account set state = 'active' where login = 'officer'").await?;
    bank.officer.get("/api/orders").await?.refused(401, "not_signed_in");
    Ok(())
}

#[tokio::test]
async fn an_officer_who_has_left_is_out_and_so_is_a_suspended_bank() -> Result<()> {
    let bank = Bank::open().await?;
    bank.change("update officer set state = 'left'").await?;
    bank.officer.get("/api/orders").await?.refused(401, "not_signed_in");
    bank.manager.get("/api/orders").await?.expect(200);
    let suspend = format!("update institution set state = 'suspended' where id = '{}'", bank.id);
    bank.change(&suspend).await?;
    bank.manager.get("/api/orders").await?.refused(401, "not_signed_in");
    bank.manager.post("/api/products", json!({})).await?.refused(401, "not_signed_in");
    Ok(())
}

#[tokio::test]
async fn another_role_is_another_session() -> Result<()> {
    let bank = Bank::open().await?;
    bank.town.staff("operator", "operator").await?;
    let operator = bank.town.sign_in("operator").await?;
    operator.get("/api/settings/institutions").await?.expect(200);
    bank.change("update account set role = 'regulator' where login = 'operator'").await?;
    operator.get("/api/settings/institutions").await?.refused(401, "not_signed_in");
    let again = bank.town.sign_in("operator").await?;
    assert_eq!(again.get("/api/session").await?.expect(200)["role"], "regulator");
    Ok(())
}

// An account that moves to another bank sees the new one's rows.
#[tokio::test]
async fn a_session_follows_its_account() -> Result<()> {
    let bank = Bank::open().await?;
    let other = bank.town.institution("bank").await?;
    let product = bank.town.product(other).await?;
    let listed = bank.manager.get("/api/institution/products").await?.expect(200);
    assert_eq!(listed["items"], json!([]));
    let moved = format!("update account set institution_id = '{other}' where login = 'manager'");
    bank.change(&moved).await?;
    let listed = bank.manager.get("/api/institution/products").await?.expect(200);
    assert_eq!(listed["items"][0]["id"], product.to_string());
    Ok(())
}

//
#[tokio::test]
async fn a_suspended_partners_token_serves_no_longer() -> Result<()> {
    let town = Town::start().await?;
    town.partner("a-partner", 100).await?;
    let token = town.partner_token("a-partner").await?;
    let firms = json!([{ "reference": "a", "features": Town::ratios(0)? }]);
    let body = json!({ "model": "financial", "firms": firms });
    town.partner_scores(&token, body.clone()).await?.expect(200);
    change(&town, "update partner set scopes = '{}'").await?;
    town.partner_scores(&token, body.clone()).await?.refused(403, "forbidden_role");
    change(&town, "update partner set state = 'suspended'").await?;
    town.partner_scores(&token, body).await?.refused(401, "token_refused");
    Ok(())
}
