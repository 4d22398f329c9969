//! `browse-market`: products picked for a firm, by the data it consented to. U-10

use anyhow::{Context, Result};
use system_tests::{Person, Town, Value, json};

async fn picked(firm: &Person) -> Result<Value> {
    Ok(firm.get("/api/recommendations").await?.expect(200))
}

fn reasons(answer: &Value) -> usize {
    let items = answer["items"].as_array().into_iter().flatten();
    items.filter_map(|item| item["reasons"].as_array()).map(Vec::len).sum()
}

#[tokio::test]
async fn nothing_is_read_without_consent_and_reasons_come_with_it() -> Result<()> {
    let town = Town::start().await?;
    let bank = town.institution("bank").await?;
    town.product(bank).await?;
    let applicant = town.company("firm").await?;
    town.facts(applicant).await?;
    let tax = json!({
        "taxable_sales_12m": "1000000.00", "tax_paid_12m": "40000.00", "arrears": "0.00", "credit_grade": "A",
    });
    town.fact(applicant, "tax", tax).await?;
    let firm = town.sign_in("firm").await?;

    let before = picked(&firm).await?;
    assert_eq!(before["is_personal"], false);
    let personal = reasons(&before);
    assert_eq!(town.value("select count(*) from fact_access").await?, "0", "no fact was read");
    let audit = "select count(*) || ' ' || count(detail ->> 'consent_id') from audit_entry where action = 'recommend'";
    assert_eq!(town.value(audit).await?, "1 0");

    let text = before["consent_text_id"].as_str().context("no text")?;
    // Agreed to be scored is not agreed to be picked for.
    firm.post("/api/consents", json!({ "text_id": "self_assessment.1" })).await?.expect(201);
    assert_eq!(picked(&firm).await?["is_personal"], false);
    let consent = firm.post("/api/consents", json!({ "text_id": text })).await?.expect(201);
    let after = picked(&firm).await?;
    assert_eq!(after["is_personal"], true);
    assert!(reasons(&after) > personal, "{after}");
    let sentence = after["items"][0]["reasons"].to_string();
    assert!(sentence.contains("纳税信用等级为 A"), "{sentence}");
    let trace = "select purpose || ' ' || array_to_string(item_codes, ',') from fact_access";
    assert_eq!(town.value(trace).await?, "recommendation registration,tax,real_estate");

    let id = consent["id"].as_str().context("no id")?;
    firm.press(&format!("/api/consents/{id}/withdrawal")).await?.expect(200);
    assert_eq!(picked(&firm).await?["is_personal"], false);
    assert_eq!(town.value("select count(*) from fact_access").await?, "1");
    assert_eq!(town.value(audit).await?, "4 1");
    Ok(())
}

#[tokio::test]
async fn two_firms_are_picked_different_products() -> Result<()> {
    let town = Town::start().await?;
    town.populate().await?;
    let mut first = Vec::new();
    for login in ["applicant01", "applicant02"] {
        let firm = Person::signed_in(town.base_url(), login, "Rongtong-demo-2026").await?;
        firm.post("/api/consents", json!({ "text_id": "recommendation.1" })).await?.expect(201);
        let answer = picked(&firm).await?;
        let items = answer["items"].as_array().context("no items")?.clone();
        assert_eq!(items.len(), 12);
        assert_eq!(picked(&firm).await?["items"], json!(items), "the same again");
        assert!(items[0]["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()));
        first.push(items.iter().map(|item| item["id"].clone()).collect::<Vec<_>>());
    }
    assert_ne!(first[0], first[1]);
    town.visitor()?.get("/api/recommendations").await?.refused(401, "not_signed_in");
    let officer = Person::signed_in(town.base_url(), "officer01", "Rongtong-demo-2026").await?;
    officer.get("/api/recommendations").await?.refused(403, "forbidden_role");
    Ok(())
}
