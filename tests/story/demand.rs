//! A demand from three institutions' looks to the choice, to a refused credit and to a second try.

use crate::Cast;
use anyhow::Result;
use system_tests::{Person, Town, json};

async fn grab(officer: &Person, demand: &str) -> Result<String> {
    let won = officer.press(&format!("/api/demands/{demand}/grab")).await?.expect(200);
    assert_eq!(won["contact_phone"], "17000000002");
    Ok(won["id"].as_str().unwrap_or_default().to_owned())
}

async fn precredit(officer: &Person, order: &str, amount: &str) -> Result<()> {
    officer
        .post(&format!("/api/orders/{order}/first-review"), Town::offer(amount))
        .await?
        .expect(200);
    Ok(())
}

// `post-demand` U-18, U-21, U-22, B-04
#[tokio::test]
async fn a_demand_is_chosen_refused_and_posted_again() -> Result<()> {
    let cast = Cast::gather().await?;
    let made = cast.applicant.post("/api/demands", Town::demand()).await?.expect(201);
    let demand = made["id"].as_str().unwrap_or_default();
    let path = format!("/api/demands/{demand}");
    let unseen = cast.applicant.get(&path).await?.expect(200);
    assert!(unseen["viewed_at"].is_null());
    let looked = cast.officer.get(&path).await?.expect(200);
    assert!(!looked.to_string().contains("17000000002"), "the contact is masked until the grab");
    assert_eq!(
        (&looked["contact_name"], &looked["contact_phone"]),
        (&json!("**四"), &json!("170****0002"))
    );
    assert_eq!(looked["views"].as_array().map(Vec::len), Some(1), "the own look shows at once");
    let seen = cast.applicant.get(&path).await?.expect(200);
    assert!(seen["viewed_at"].is_string(), "the first look of an institution shows");

    let ours = grab(&cast.officer, demand).await?;
    let again = format!("{path}/grab");
    cast.rival.press(&again).await?.refused(409, "already_taken");
    let handled = cast.applicant.get(&path).await?.expect(200);
    assert!(handled["processed_at"].is_string() && handled["orders"][0]["grabbed_at"].is_string());
    assert_eq!(handled["views"].as_array().map(Vec::len), Some(1));
    let theirs = grab(&cast.outsider, demand).await?;
    precredit(&cast.officer, &ours, "700000.00").await?;
    precredit(&cast.outsider, &theirs, "600000.00").await?;

    let credit = json!({ "verdict": "refuse", "reason_code": "cash_flow", "remark": "额度不足" });
    let early = format!("/api/orders/{ours}/credit");
    cast.officer.post(&early, credit.clone()).await?.refused(409, "not_chosen");
    let choice = format!("{path}/choice");
    let chosen = cast.applicant.post(&choice, json!({ "order_id": ours })).await?.expect(200);
    assert_eq!(chosen["state"], "chosen");
    cast.applicant
        .post(&choice, json!({ "order_id": theirs }))
        .await?
        .refused(409, "state_conflict");
    let lost = cast.outsider.get(&format!("/api/orders/{theirs}")).await?.expect(200);
    assert_eq!(lost["state"], "not_chosen");

    let repost = format!("{path}/repost");
    cast.applicant.press(&repost).await?.refused(409, "state_conflict");
    cast.officer.post(&early, credit).await?.expect(200);
    let told = cast.applicant.get(&format!("/api/orders/{ours}")).await?.expect(200);
    assert_eq!(told["reasons"][0]["reason_code"], "cash_flow", "the applicant reads why");
    assert!(!told.to_string().contains("额度不足"), "the remark stays inside");
    let failed = cast.applicant.get(&path).await?.expect(200);
    assert_eq!(failed["state"], "failed");
    let second = cast.applicant.press(&repost).await?.expect(201);
    assert_eq!(second["parent_id"], demand);
    cast.applicant.press(&repost).await?.refused(409, "already_reposted");
    let fresh = second["id"].as_str().unwrap_or_default();
    grab(&cast.outsider, fresh).await?;
    Ok(())
}
