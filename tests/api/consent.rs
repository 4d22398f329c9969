//! `give-consent`: what is agreed to, taken back, and who looked.

use anyhow::{Context, Result};
use system_tests::{Person, Town, Value, json};
use uuid::Uuid;

/// A bank with an officer who has the order of a firm that agreed.
pub(crate) struct Desk {
    pub(crate) town: Town,
    pub(crate) firm: Person,
    pub(crate) officer: Person,
    pub(crate) applicant: Uuid,
    pub(crate) product: Uuid,
    pub(crate) order: String,
    pub(crate) consent: String,
}

/// An application that comes with a consent.
pub(crate) fn application(product: Uuid) -> Value {
    let mut form = Town::application(product);
    form["consent_text_id"] = json!("loan_application.2");
    form
}

impl Desk {
    pub(crate) async fn set() -> Result<Self> {
        let town = Town::start().await?;
        let bank = town.institution("bank").await?;
        let product = town.product(bank).await?;
        let applicant = town.company("firm").await?;
        town.facts(applicant).await?;
        town.officer(bank, "officer").await?;
        let (firm, officer) = (town.sign_in("firm").await?, town.sign_in("officer").await?);
        let made = firm.post_once("/api/orders", "desk", application(product)).await?.expect(201);
        let text = |key: &str| made[key].as_str().map(str::to_owned).context("no id");
        let (order, consent) = (text("id")?, text("consent_id")?);
        officer.press(&format!("/api/orders/{order}/grab")).await?.expect(200);
        Ok(Self { town, firm, officer, applicant, product, order, consent })
    }
}

// U-28, UM-05: the consent stands in the same statement as the application
#[tokio::test]
async fn an_application_carries_its_consent() -> Result<()> {
    let desk = Desk::set().await?;
    let row = format!(
        "select text_id || ' ' || (order_id = '{}') || ' ' || (text_sha256 = sha256(convert_to(
             (select body from consent_text where id = text_id), 'UTF8')))
         from consent where id = '{}'",
        desk.order, desk.consent
    );
    assert_eq!(desk.town.value(&row).await?, "loan_application.2 true true");
    let listed = desk.firm.get("/api/consents").await?.expect(200);
    assert_eq!(listed["items"][0]["id"], desk.consent.as_str());
    assert_eq!(listed["items"][0]["purposes"], json!(["loan_review", "post_loan"]));
    let mut form = application(desk.product);
    form["consent_text_id"] = json!("loan_application.9");
    let reply = desk.firm.post_once("/api/orders", "unknown", form.clone()).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["consent_text_id"]));
    form["consent_text_id"] = json!("self_assessment.1");
    let reply = desk.firm.post_once("/api/orders", "other", form).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["consent_text_id"]));
    assert_eq!(desk.town.value("select count(*) from loan_order").await?, "1");
    Ok(())
}

#[tokio::test]
async fn a_consent_fits_its_receiver() -> Result<()> {
    let desk = Desk::set().await?;
    desk.town.partner("a-partner", 100).await?;
    let give = async |body: Value| desk.firm.post("/api/consents", body).await;
    let own = give(json!({ "text_id": "self_assessment.1" })).await?.expect(201);
    assert_eq!(own["receiver"], "subject");
    let partner = json!({ "text_id": "partner_assessment.1", "partner_client_id": "a-partner" });
    assert_eq!(give(partner).await?.expect(201)["partner_name"], "a-partner");
    let order = json!({ "text_id": "loan_application.2", "order_id": desk.order });
    give(order).await?.expect(201);
    for (body, field) in [
        (json!({ "text_id": "loan_application.2" }), "order_id"),
        (json!({ "text_id": "loan_application.2", "order_id": Uuid::now_v7() }), "order_id"),
        (json!({ "text_id": "self_assessment.1", "order_id": desk.order }), "order_id"),
        (json!({ "text_id": "partner_assessment.1" }), "partner_client_id"),
        (
            json!({ "text_id": "partner_assessment.1", "partner_client_id": "nobody" }),
            "partner_client_id",
        ),
        (json!({ "text_id": "no_such_text.1" }), "text_id"),
        (json!({}), "text_id"),
        (json!({ "text_id": "loan_application.1", "order_id": desk.order }), "text_id"),
    ] {
        let reply = give(body.clone()).await?;
        assert_eq!(reply.status, 422, "{body}");
        assert!(reply.fields().contains(&field), "{body}: {}", reply.body);
    }
    let twice = async || {
        desk.firm.post_once("/api/consents", "k", json!({ "text_id": "self_assessment.1" })).await
    };
    assert_eq!(twice().await?.expect(201), twice().await?.expect(201), "one key, one consent");
    Ok(())
}

// U-28, G-32, B-14: withdrawn with one call; no look without a live consent; each look leaves a row
#[tokio::test]
async fn nobody_looks_after_the_withdrawal() -> Result<()> {
    let desk = Desk::set().await?;
    let ask = json!({ "applicant_id": desk.applicant });
    desk.officer.post("/api/scores", ask.clone()).await?.expect(201);
    let looks = format!("/api/consents/{}/accesses", desk.consent);
    let seen = desk.firm.get(&looks).await?.expect(200);
    assert_eq!(seen["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(seen["items"][0]["purpose"], "loan_review");
    let withdrawal = format!("/api/consents/{}/withdrawal", desk.consent);
    let first = desk.firm.press(&withdrawal).await?.expect(200);
    let second = desk.firm.press(&withdrawal).await?.expect(200);
    assert_eq!(first, second, "a second call changes nothing");
    desk.officer.post("/api/scores", ask).await?.refused(403, "consent_missing");
    let seen = desk.firm.get(&looks).await?.expect(200);
    assert_eq!(seen["items"].as_array().map(Vec::len), Some(1), "no look was let through");
    let refused = "select count(*) from audit_entry where action = 'facts_refused'";
    assert_eq!(desk.town.value(refused).await?, "1", "the attempt stands in the audit trail");
    let told = desk.officer.get("/api/inbox").await?.expect(200);
    assert_eq!(told["items"][0]["kind"], "consent_withdrawn");
    Ok(())
}

// G-32: the table itself is closed to the functions' role
#[tokio::test]
async fn facts_come_out_by_consent_alone() -> Result<()> {
    let desk = Desk::set().await?;
    let mut connection = desk.town.database.acquire().await?;
    sqlx::raw_sql("set role rongtong_app").execute(&mut *connection).await?;
    for statement in [
        "select * from company_fact",
        "insert into company_fact (applicant_id, item_code, value, as_of)
         select applicant_id, 'tax', '{}', now() from consent",
        "delete from fact_access",
        "update consent set valid_until = now() + interval '9 years'",
        "update score set points = 999",
    ] {
        let refused = sqlx::raw_sql(statement).execute(&mut *connection).await.unwrap_err();
        let code = refused.as_database_error().and_then(|error| error.code());
        assert_eq!(
            code.as_deref(),
            Some("42501"),
            "insufficient privilege: {statement}: {refused}"
        );
    }
    sqlx::raw_sql("reset role").execute(&mut *connection).await?;
    Ok(())
}

#[tokio::test]
async fn the_regulator_sees_every_look_and_no_firm() -> Result<()> {
    let desk = Desk::set().await?;
    desk.town.staff("regulator", "regulator").await?;
    let regulator = desk.town.sign_in("regulator").await?;
    for _ in 0..3 {
        desk.officer
            .post("/api/scores", json!({ "applicant_id": desk.applicant }))
            .await?
            .expect(201);
    }
    let page = regulator.get("/api/fact-accesses?item=tax&limit=2").await?.expect(200);
    assert_eq!(page["items"].as_array().map(Vec::len), Some(2));
    assert!(!page.to_string().contains("测试企业"));
    let cursor = page["next_cursor"].as_str().context("no cursor")?;
    let rest =
        regulator.get(&format!("/api/fact-accesses?item=tax&limit=2&cursor={cursor}")).await?;
    assert_eq!(rest.expect(200)["items"].as_array().map(Vec::len), Some(1));
    let none = regulator.get("/api/fact-accesses?item=customs").await?.expect(200);
    assert_eq!(none["items"], json!([]));
    Ok(())
}
