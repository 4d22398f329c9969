//! `manage-risk`: who may use a compensation pool, and what it takes before one pays. R-16

use crate::exposure::{Fund, path, pool};
use anyhow::Result;
use system_tests::json;
use uuid::Uuid;

/// An officer alone moves no money of a pool: not on the day of the loan, and not without who manages the pool.
#[tokio::test]
async fn a_loss_needs_arrears_and_a_second_person() -> Result<()> {
    let fund = Fund::set("50000.00", "10").await?;
    fund.pay("90000.00", &fund.pool["id"]).await?.expect(200);
    let early = fund.claim("90000.00", 0).await?;
    assert_eq!((early.status, early.fields()), (422, vec!["overdue_since"]));
    // A day of payment that was put back does not make the loan older than the platform knows it.
    sqlx::query("update loan_order set paid_on = paid_on - 300")
        .execute(&fund.desk.town.database)
        .await?;
    let early = fund.claim("90000.00", 200).await?;
    assert_eq!((early.status, early.fields()), (422, vec!["overdue_since"]));
    fund.age(89).await?;
    assert_eq!(fund.claim("90000.00", 200).await?.status, 422, "a day short");
    fund.age(1).await?;
    let claim = fund.claim("90000.00", 200).await?.expect(200);
    let untouched = "select paid_amount || ' ' || covered_amount from compensation_pool";
    assert_eq!(fund.desk.town.value(untouched).await?, "0.00 90000.00", "nothing is paid yet");
    fund.claim("1.00", 200).await?.refused(409, "state_conflict");

    let paid = json!({ "verdict": "pay", "paid_on": fund.today().await? });
    let decision = path("compensation-claims", &claim, "claim_id")?;
    fund.desk.officer.post(&decision, paid.clone()).await?.refused(403, "forbidden_role");
    let listed = fund.regulator.get("/api/compensation-claims?state=waiting").await?.expect(200);
    assert_eq!(listed["items"][0]["payable_amount"], "36000.00");
    assert_eq!(listed["items"][0]["id"], claim["claim_id"]);
    let reply = fund.decide(&claim, json!({ "verdict": "refuse" })).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["reason"]));
    fund.decide(&claim, json!({ "verdict": "refuse", "reason": "材料不全" })).await?.expect(200);
    assert_eq!(fund.desk.town.value(untouched).await?, "0.00 90000.00");
    let order =
        fund.desk.officer.get(&format!("/api/orders/{}", fund.desk.order)).await?.expect(200);
    assert_eq!(order["compensation"]["claim"]["reason"], "材料不全");
    let told = "select count(*) || ' ' || count(role) from inbox
                where kind in ('compensation_claimed', 'compensation_decided')";
    assert_eq!(fund.desk.town.value(told).await?, "2 1");
    let claim = fund.claim("80000.00", 200).await?.expect(200);
    fund.decide(&claim, paid).await?.expect(200);
    assert_eq!(fund.desk.town.value(untouched).await?, "32000.00 0.00");
    Ok(())
}

/// A pool takes the loans of the institutions that belong to it, and what a change leaves out stays.
#[tokio::test]
async fn a_pool_is_for_its_institutions_and_keeps_what_is_left_out() -> Result<()> {
    let fund = Fund::set("50000.00", "10").await?;
    let mut foreign = pool("50000.00", "10");
    foreign["name"] = json!("别家的资金池");
    let foreign = fund.regulator.post("/api/compensation-pools", foreign).await?.expect(201);
    let reply = fund.pay("90000.00", &foreign["id"]).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["compensation_pool_id"]));
    let listed = fund.desk.officer.get("/api/compensation-pools").await?.expect(200);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "its own: {listed}");

    let change = path("compensation-pools", &fund.pool, "id")?;
    let mut form = pool("60000.00", "10");
    form["is_active"] = json!(false);
    form["overdue_days_min"] = json!(30);
    fund.regulator.put(&change, form).await?.expect(200);
    let kept = fund.regulator.put(&change, pool("70000.00", "10")).await?.expect(200);
    assert_eq!((&kept["is_active"], &kept["overdue_days_min"]), (&json!(false), &json!(30)));
    assert_eq!(kept["institutions"].as_array().map(Vec::len), Some(1), "{kept}");
    let mut form = pool("70000.00", "10");
    form["institution_ids"] = json!([Uuid::now_v7()]);
    let reply = fund.regulator.put(&change, form.clone()).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["institution_ids"]));
    form["institution_ids"] = json!([]);
    let kept = fund.regulator.put(&change, form).await?.expect(200);
    assert_eq!(kept["institutions"], json!([]));
    let listed = fund.desk.officer.get("/api/compensation-pools").await?.expect(200);
    assert_eq!(listed["items"], json!([]));
    Ok(())
}

/// What a settlement gave back is covered again when it is taken back, and a payment taken back is covered no more.
#[tokio::test]
async fn what_is_taken_back_moves_the_cover_with_it() -> Result<()> {
    let fund = Fund::set("100000.00", "1").await?;
    let covered = "select covered_amount from compensation_pool";
    let order = &fund.desk.order;
    let reason = json!({ "reason": "填写有误" });
    fund.pay("90000.00", &fund.pool["id"]).await?.expect(200);
    fund.report(order, "feedback-reversal", reason.clone()).await?.expect(200);
    assert_eq!(fund.desk.town.value(covered).await?, "0.00");
    fund.pay("80000.00", &fund.pool["id"]).await?.expect(200);
    assert_eq!(fund.desk.town.value(covered).await?, "80000.00");
    let settled = json!({ "settled_on": fund.today().await? });
    fund.report(order, "settlement", settled).await?.expect(200);
    assert_eq!(fund.desk.town.value(covered).await?, "0.00");
    fund.report(order, "feedback-reversal", reason).await?.expect(200);
    assert_eq!(fund.desk.town.value(covered).await?, "80000.00");
    Ok(())
}
