//! `score-company` inside the platform: the firm itself, and the officer who has its order.

use crate::consent::Desk;
use anyhow::Result;
use system_tests::{Town, json};
use uuid::Uuid;

// U-27
#[tokio::test]
async fn a_score_tells_what_and_why() -> Result<()> {
    let desk = Desk::set().await?;
    let score = desk
        .officer
        .post("/api/scores", json!({ "applicant_id": desk.applicant }))
        .await?
        .expect(201);
    assert_eq!(score["order_id"], desk.order.as_str());
    assert_eq!(score["consent_id"], desk.consent.as_str());
    assert_eq!(score["model"], "company");
    let dimensions = score["dimensions"].as_array().cloned().unwrap_or_default();
    let names: Vec<_> = dimensions.iter().filter_map(|one| one["dimension"].as_str()).collect();
    assert_eq!(
        names,
        ["operating_capability", "solvency", "growth", "industry_outlook", "public_records"]
    );
    for dimension in &dimensions {
        let points = dimension["score"].as_f64().unwrap_or(-1.0);
        assert!((0.0..=100.0).contains(&points), "{dimension}");
    }
    let number = |value: &system_tests::Value| value.as_f64().unwrap_or(f64::NAN);
    let added: f64 = dimensions.iter().map(|one| number(&one["points"])).sum();
    assert_eq!(number(&score["base_points"]) + added, number(&score["score"]), "{score}");
    let reasons = ["reasons_for", "reasons_against"].map(|side| score[side].as_array().cloned());
    let reasons: Vec<_> = reasons.into_iter().flatten().flatten().collect();
    let told: f64 = reasons.iter().map(|one| number(&one["points"])).sum();
    let other = number(&score["other_points"]);
    assert_eq!(number(&score["base_points"]) + told + other, number(&score["score"]), "{score}");
    let sentence = score["reasons_against"][0]["sentence"].as_str().unwrap_or_default();
    assert!(sentence.contains('减') && sentence.contains('分'), "{sentence}");
    assert!(
        score["data"]
            .as_array()
            .is_some_and(|data| data.iter().any(|one| one["item"] == "accounts"))
    );
    let kept = format!(
        "select points || ' ' || grade || ' ' || (answer ->> 'probability') || ' ' || length(inputs_sha256)
         from score where id = '{}'",
        score["id"].as_str().unwrap_or_default()
    );
    let expected = format!(
        "{:.1} {} {} 32",
        score["score"].as_f64().unwrap_or_default(),
        score["grade"].as_str().unwrap_or_default(),
        score["probability"]
    );
    assert_eq!(desk.town.value(&kept).await?, expected);
    let audit = "select count(*) from audit_entry where action = 'score'";
    assert_eq!(desk.town.value(audit).await?, "1");
    Ok(())
}

#[tokio::test]
async fn adverse_records_lower_the_score() -> Result<()> {
    let desk = Desk::set().await?;
    let ask =
        async || desk.officer.post("/api/scores", json!({ "applicant_id": desk.applicant })).await;
    let before = ask().await?.expect(201);
    let court = json!({ "dishonest": true, "open_cases": 2 });
    desk.town.fact(desk.applicant, "court_enforcement", court).await?;
    let after = ask().await?.expect(201);
    let points = |score: &system_tests::Value| score["score"].as_f64().unwrap_or_default();
    assert!(points(&after) < points(&before) - 100.0, "{} {}", points(&before), points(&after));
    let first = after["reasons_against"][0]["feature"].as_str().unwrap_or_default();
    assert_eq!(first, "court_enforcement.dishonest");
    Ok(())
}

// U-27, U-28: its own score needs its own consent
#[tokio::test]
async fn a_firm_sees_its_own_score() -> Result<()> {
    let desk = Desk::set().await?;
    desk.firm.post("/api/scores", json!({})).await?.refused(403, "consent_missing");
    desk.firm.post("/api/consents", json!({ "text_id": "self_assessment.1" })).await?.expect(201);
    let own = desk.firm.post("/api/scores", json!({})).await?.expect(201);
    assert!(own["order_id"].is_null());
    let listed = desk.firm.get("/api/scores").await?.expect(200);
    assert_eq!(listed["items"][0]["id"], own["id"]);
    let seen = desk.officer.get("/api/scores").await?.expect(200);
    assert_eq!(seen["items"], json!([]), "a firm's own score is its own");
    Ok(())
}

#[tokio::test]
async fn others_get_no_score() -> Result<()> {
    let desk = Desk::set().await?;
    let bank = desk.town.institution("bank").await?;
    desk.town.officer(bank, "outsider").await?;
    desk.town.company("rival").await?;
    desk.town.manager(bank, "manager").await?;
    let ask = json!({ "applicant_id": desk.applicant });
    let outsider = desk.town.sign_in("outsider").await?;
    outsider.post("/api/scores", ask.clone()).await?.refused(404, "not_found");
    let rival = desk.town.sign_in("rival").await?;
    rival.post("/api/scores", ask.clone()).await?.refused(404, "not_found");
    let manager = desk.town.sign_in("manager").await?;
    manager.post("/api/scores", ask.clone()).await?.refused(403, "forbidden_role");
    let reply = desk.officer.post("/api/scores", json!({})).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["applicant_id"]));
    let purpose = json!({ "applicant_id": desk.applicant, "purpose": "curiosity" });
    let reply = desk.officer.post("/api/scores", purpose).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["purpose"]));
    let post_loan = json!({ "applicant_id": desk.applicant, "purpose": "post_loan" });
    desk.officer.post("/api/scores", post_loan).await?.refused(404, "not_found");
    let nobody = json!({ "applicant_id": Uuid::now_v7() });
    desk.officer.post("/api/scores", nobody).await?.refused(404, "not_found");
    Ok(())
}

#[tokio::test]
async fn what_is_missing_is_named() -> Result<()> {
    let desk = Desk::set().await?;
    let mut ratios = Town::ratios(3)?;
    ratios.remove("net_profit_to_assets");
    let accounts = json!({ "period_end": "2025-12-31", "ratios": ratios });
    desk.town.fact(desk.applicant, "accounts", accounts).await?;
    let later = "update company_fact set as_of = as_of + 1 where item_code = 'accounts' and as_of = shanghai_today()";
    sqlx::query(later).execute(&desk.town.database).await?;
    let ask = json!({ "applicant_id": desk.applicant });
    let reply = desk.officer.post("/api/scores", ask.clone()).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["accounts.net_profit_to_assets"]));
    sqlx::query("delete from company_fact where item_code = 'accounts'")
        .execute(&desk.town.database)
        .await?;
    let reply = desk.officer.post("/api/scores", ask).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["accounts"]));
    Ok(())
}
