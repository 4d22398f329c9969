//! What an applicant is told and asks: why it was refused, whom to call, why a product does not fit, and that nobody
//! keeps its telephone number without need.

use crate::consent::Desk;
use anyhow::{Context, Result};
use system_tests::{Person, Reply, Town, Value, json};

async fn report(desk: &Desk, step: &str, body: Value) -> Result<Reply> {
    desk.officer.post(&format!("/api/orders/{}/{step}", desk.order), body).await
}

async fn read(desk: &Desk, who: &Person) -> Result<Value> {
    Ok(who.get(&format!("/api/orders/{}", desk.order)).await?.expect(200))
}

#[tokio::test]
async fn a_refusal_has_up_to_four_reasons() -> Result<()> {
    let desk = Desk::set().await?;
    let refuse = |main: Value, more: Value| {
        let verdict = "refuse";
        json!({ "verdict": verdict, "reason_code": main, "more_reason_codes": more })
    };
    for (more, field) in [
        (json!(["high_debt", "credit_record", "weak_security", "policy"]), "more_reason_codes"),
        (json!(["no_such"]), "reason_code"),
        (json!([""]), "more_reason_codes"),
    ] {
        let reply = report(&desk, "first-review", refuse(json!("cash_flow"), more)).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec![field]), "{}", reply.body);
    }
    let more = json!(["high_debt", "cash_flow", "high_debt", "short_history"]);
    let reply = report(&desk, "first-review", refuse(json!("cash_flow"), more)).await?;
    assert_eq!(reply.status, 422, "four beside the main one are too many: {}", reply.body);
    let more = json!(["high_debt", "cash_flow", "high_debt"]);
    report(&desk, "first-review", refuse(json!("cash_flow"), more)).await?.expect(200);
    let told = read(&desk, &desk.firm).await?;
    let codes: Vec<_> = told["reasons"].as_array().context("none")?.iter().collect();
    assert_eq!(codes.len(), 2, "each once, the main one first: {told}");
    assert_eq!(
        (&codes[0]["reason_code"], &codes[1]["reason_code"]),
        (&json!("cash_flow"), &json!("high_debt"))
    );
    assert!(codes.iter().all(|one| one["advice"].as_str().is_some_and(|text| !text.is_empty())));
    let path = format!("/api/orders/{}/feedback-reversal", desk.order);
    desk.officer.post(&path, json!({ "reason": "选错" })).await?.expect(200);
    assert_eq!(read(&desk, &desk.firm).await?["reasons"], json!([]));
    Ok(())
}

// U-15
#[tokio::test]
async fn an_applicant_can_reach_somebody() -> Result<()> {
    let desk = Desk::set().await?;
    sqlx::query("update institution set service_phone = '0558-95588'")
        .execute(&desk.town.database)
        .await?;
    let form = crate::consent::application(desk.product);
    let waiting = desk.firm.post_once("/api/orders", "waiting", form).await?.expect(201);
    let waiting = waiting["id"].as_str().context("no id")?;
    let waiting = desk.firm.get(&format!("/api/orders/{waiting}")).await?.expect(200);
    assert_eq!(waiting["institution_phone"], "0558-95588");
    assert!(waiting.get("officer_phone").is_none(), "nobody has it");
    let told = read(&desk, &desk.firm).await?;
    assert_eq!(
        (&told["officer_name"], &told["officer_phone"]),
        (&json!("试经理"), &json!("17000000000"))
    );
    let bank = desk.town.value("select institution_id from officer limit 1").await?;
    desk.town.manager(bank.parse()?, "manager").await?;
    desk.town.staff("regulator", "regulator").await?;
    for login in ["manager", "regulator"] {
        let read = read(&desk, &desk.town.sign_in(login).await?).await?;
        assert!(read.get("officer_phone").is_none(), "{login}");
    }
    Ok(())
}

// B-04: an order that has ended unpaid is nobody's to call about; a loan that is out is
#[tokio::test]
async fn an_institution_reads_a_contact_only_while_it_has_to_call() -> Result<()> {
    let desk = Desk::set().await?;
    let seen = async || -> Result<bool> {
        let read = read(&desk, &desk.officer).await?;
        Ok(read.get("contact_phone").is_some() || read.get("contact_name").is_some())
    };
    assert!(seen().await?, "in hand");
    let refuse = json!({ "verdict": "refuse", "reason_code": "other" });
    report(&desk, "first-review", refuse).await?.expect(200);
    assert!(!seen().await?, "refused");
    assert!(read(&desk, &desk.firm).await?["contact_phone"].is_string(), "its own");
    report(&desk, "feedback-reversal", json!({ "reason": "选错" })).await?.expect(200);
    assert!(seen().await?, "in hand again");
    report(&desk, "first-review", json!({ "verdict": "pass" })).await?.expect(200);
    let day = desk.town.days_ago(0).await?;
    for (step, form) in [
        (
            "credit",
            json!({ "verdict": "grant", "amount": "100000.00", "annual_rate": "0.045", "term_months": 12,
                    "guarantee_mode": "credit" }),
        ),
        (
            "disbursement",
            json!({ "verdict": "paid", "amount": "100000.00", "contract_number": "HT-1", "paid_on": day }),
        ),
    ] {
        report(&desk, step, form).await?.expect(200);
        assert!(seen().await?, "{step}");
    }
    report(&desk, "settlement", json!({ "settled_on": day })).await?.expect(200);
    assert!(!seen().await?, "settled");
    Ok(())
}

// U-20
#[tokio::test]
async fn who_asks_why_a_product_does_not_fit_is_told_which_limit_fails() -> Result<()> {
    let town = Town::start().await?;
    let bank = town.institution("bank").await?;
    let product = town.product(bank).await?;
    town.company("firm").await?;
    let firm = town.sign_in("firm").await?;
    let path = format!("/api/products/{product}/fit");
    let fit = firm.get(&path).await?.expect(200);
    assert_eq!(fit["fits"], true, "{fit}");
    let wish = "?amount=5000000.01&term_months=37";
    let failing = |fit: &Value| -> Vec<String> {
        let limits = fit["limits"].as_array().into_iter().flatten();
        let failing = limits.filter(|one| one["is_met"] == false);
        failing.filter_map(|one| one["limit"].as_str().map(str::to_owned)).collect()
    };
    let fit = firm.get(&format!("{path}{wish}")).await?.expect(200);
    assert_eq!(
        (&fit["fits"], failing(&fit)),
        (&json!(false), vec!["amount".into(), "term_months".into()])
    );
    let narrow = "update product_version set subject_types = '{person}', region_codes = '{341221}'";
    sqlx::query(narrow).execute(&town.database).await?;
    let fit = firm.get(&path).await?.expect(200);
    assert_eq!(failing(&fit), ["subject_type", "region"]);
    assert!(
        fit["limits"][0]["sentence"].as_str().is_some_and(|text| text.contains("个人")),
        "{fit}"
    );
    let reply = firm.get(&format!("{path}?amount=x&term_months=0")).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["amount", "term_months"]));
    town.visitor()?.get(&path).await?.refused(401, "not_signed_in");
    let gone = format!("/api/products/{}/fit", uuid::Uuid::nil());
    firm.get(&gone).await?.refused(404, "not_found");
    Ok(())
}

// U-22: bounds and words of the dictionary hold for what is posted again
#[tokio::test]
async fn a_demand_that_is_posted_again_holds_what_a_new_one_holds() -> Result<()> {
    let desk = Desk::set().await?;
    let mut form = Town::demand();
    form["max_institutions"] = json!(1);
    form["guarantee_mode"] = json!("mortgage");
    let demand = desk.firm.post("/api/demands", form).await?.expect(201);
    let demand = demand["id"].as_str().context("no id")?;
    let bounds = desk.firm.get("/api/demands?limit=1").await?.expect(200);
    assert_eq!(
        (&bounds["amount_min"], &bounds["amount_max"]),
        (&json!("10000.00"), &json!("100000000.00"))
    );
    let order = desk.officer.press(&format!("/api/demands/{demand}/grab")).await?.expect(200);
    let path = format!("/api/orders/{}/first-review", order["id"].as_str().context("no id")?);
    let refuse = json!({ "verdict": "refuse", "reason_code": "other" });
    desk.officer.post(&path, refuse).await?.expect(200);
    for change in [
        "update demand set amount = 0.01",
        "update guarantee_mode set enabled = false where code = 'mortgage'",
        "update purpose set enabled = false where code = 'equipment'",
    ] {
        sqlx::query(change).execute(&desk.town.database).await?;
    }
    let again = format!("/api/demands/{demand}/repost");
    let reply = desk.firm.post(&again, json!({})).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["amount", "purpose", "guarantee_mode"]));
    assert_eq!(desk.town.value("select count(*) from demand").await?, "1", "nothing was posted");
    Ok(())
}
