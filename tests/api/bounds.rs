//! Binding steps: what is granted lies within what was asked for and what the product or the demand allows; what one
//! firm may have under way at once; what a change leaves out; what is taken back.

use crate::consent::Desk;
use anyhow::{Context, Result};
use system_tests::{Reply, Town, Value, json};

impl Desk {
    async fn report(&self, order: &str, step: &str, body: Value) -> Result<Reply> {
        self.officer.post(&format!("/api/orders/{order}/{step}"), body).await
    }
}

fn grant(amount: &str, rate: &str, months: i32) -> Value {
    json!({
        "verdict": "grant", "amount": amount, "annual_rate": rate, "term_months": months,
        "guarantee_mode": "credit",
    })
}

// B-05: 3,000 万 at 36 % over 360 months, on a product of at most 500 万 of which 50 万 were asked for
#[tokio::test]
async fn a_credit_is_within_what_was_asked_for_and_what_the_product_allows() -> Result<()> {
    let desk = Desk::set().await?;
    let order = desk.order.as_str();
    let pass = |amount: &str| json!({ "verdict": "pass", "precredit_amount": amount });
    let reply = desk.report(order, "first-review", pass("500000.01")).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["precredit_amount"]));
    desk.report(order, "first-review", pass("500000.00")).await?.expect(200);
    let reply = desk.report(order, "credit", grant("30000000.00", "0.36", 360)).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["amount", "annual_rate", "term_months"]));
    for (given, field) in [
        (grant("500000.01", "0.045", 12), "amount"),
        (grant("9999.99", "0.045", 12), "amount"),
        (grant("100000.00", "0.0601", 12), "annual_rate"),
        (grant("100000.00", "0.0299", 12), "annual_rate"),
        (grant("100000.00", "0.045", 37), "term_months"),
        (grant("100000.00", "0.045", 2), "term_months"),
    ] {
        let reply = desk.report(order, "credit", given).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec![field]));
    }
    assert_eq!(desk.town.value("select state from loan_order").await?, "first_review_passed");
    desk.report(order, "credit", grant("500000.00", "0.06", 36)).await?.expect(200);
    Ok(())
}

#[tokio::test]
async fn a_demand_bounds_what_is_offered_for_it() -> Result<()> {
    let desk = Desk::set().await?;
    let mut form = Town::demand();
    form["amount"] = json!("800000.00");
    form["annual_rate_max"] = json!("0.05");
    let demand = desk.firm.post("/api/demands", form).await?.expect(201);
    let demand = demand["id"].as_str().context("no id")?;
    let order = desk.officer.press(&format!("/api/demands/{demand}/grab")).await?.expect(200);
    let order = order["id"].as_str().context("no id")?;
    let pass = Town::offer;
    let reply = desk.report(order, "first-review", pass("800000.01")).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["precredit_amount"]));
    desk.report(order, "first-review", pass("700000.00")).await?.expect(200);
    let choice = json!({ "order_id": order });
    desk.firm.post(&format!("/api/demands/{demand}/choice"), choice).await?.expect(200);
    let reply = desk.report(order, "credit", grant("800000.01", "0.0501", 12)).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["amount", "annual_rate"]));
    desk.report(order, "credit", grant("800000.00", "0.05", 12)).await?.expect(200);
    Ok(())
}

#[tokio::test]
async fn one_firm_has_so_many_applications_for_a_product_at_once() -> Result<()> {
    let desk = Desk::set().await?;
    desk.town.staff("operator", "operator").await?;
    let operator = desk.town.sign_in("operator").await?;
    let bank = desk.town.value("select institution_id from loan_order").await?;
    let path = format!("/api/settings/institutions/{bank}");
    let times = |open: Option<i32>| {
        let mut times = json!({
            "first_review_hours": 8, "credit_hours": 16, "disbursement_hours": 16,
            "credit_loan_days": 3, "other_loan_days": 13,
        });
        if let Some(open) = open {
            times["open_applications_max"] = json!(open);
        }
        times
    };
    let reply = operator.put(&path, times(Some(0))).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["open_applications_max"]));
    operator.put(&path, times(Some(2))).await?.expect(200);
    let kept = operator.put(&path, times(None)).await?.expect(200);
    assert_eq!(kept["open_applications_max"], 2, "what is left out stays");

    let apply = async |key: &str, product| {
        desk.firm.post_once("/api/orders", key, Town::application(product)).await
    };
    let second = apply("second", desk.product).await?.expect(201);
    apply("third", desk.product).await?.refused(409, "too_many_open");
    let other = desk.town.product(bank.parse()?).await?;
    apply("other", other).await?.expect(201);
    let withdrawal = format!("/api/orders/{}/withdrawal", second["id"].as_str().context("no id")?);
    desk.firm.post(&withdrawal, json!({ "reason": "另有安排" })).await?.expect(200);
    apply("third", desk.product).await?.expect(201);
    Ok(())
}

// B-09: a draft that is edited keeps what the form leaves out, and is emptied by what it empties
#[tokio::test]
async fn an_edited_draft_keeps_what_is_left_out() -> Result<()> {
    let town = Town::start().await?;
    let bank = town.institution("bank").await?;
    town.manager(bank, "manager").await?;
    let manager = town.sign_in("manager").await?;
    let mut form = json!({
        "name": "颍融信用贷", "guarantee_mode": "credit", "amount_min": "50000.00", "amount_max": "1000000.00",
        "term_months_min": 3, "term_months_max": 24, "annual_rate_min": "0.0365", "annual_rate_max": "0.0585",
        "summary": "流动资金", "conditions": "经营满一年", "subject_types": ["company"], "region_codes": ["341202"],
    });
    let made = manager.post("/api/products", form.clone()).await?.expect(201);
    let path = format!("/api/products/{}/draft", made["id"].as_str().context("no id")?);
    let object = form.as_object_mut().context("an object")?;
    for left_out in ["summary", "conditions", "region_codes"] {
        object.remove(left_out);
    }
    object.insert("subject_types".to_owned(), json!([]));
    manager.put(&path, form).await?.expect(200);
    let kept = "select summary || ' ' || conditions || ' ' || subject_types::text || region_codes::text || materials
                from product_version";
    assert_eq!(town.value(kept).await?, "流动资金 经营满一年 {}{341202}");
    Ok(())
}

/// Everything of an order that a step writes.
const STANDING: &str = "select to_jsonb(o) - '{checked_at}'::text[] from loan_order o";

// A step that was a slip of the pen goes back as a whole, stays in the course, and the order goes on
#[tokio::test]
async fn a_feedback_is_taken_back_by_its_author_as_if_it_had_not_been() -> Result<()> {
    let desk = Desk::set().await?;
    let order = desk.order.as_str();
    let day = desk.town.value("select (now() at time zone 'Asia/Shanghai')::date").await?;
    let steps = [
        ("first-review", json!({ "verdict": "pass", "precredit_amount": "500000.00" })),
        ("credit", grant("400000.00", "0.045", 12)),
        (
            "disbursement",
            json!({
                "verdict": "paid", "amount": "400000.00", "contract_number": "HT-1", "paid_on": day,
            }),
        ),
        ("settlement", json!({ "settled_on": day })),
    ];
    let refusals = ["first-review", "credit", "disbursement"];
    let reason = json!({ "reason": "金额填写有误" });
    for (step, form) in steps {
        let before = desk.town.value(STANDING).await?;
        if refusals.contains(&step) {
            desk.report(order, step, json!({ "verdict": "refuse", "reason_code": "other" }))
                .await?
                .expect(200);
            desk.report(order, "feedback-reversal", reason.clone()).await?.expect(200);
            assert_eq!(desk.town.value(STANDING).await?, before, "{step} refused");
        }
        desk.report(order, step, form.clone()).await?.expect(200);
        let reply = desk.report(order, "feedback-reversal", json!({ "reason": " " })).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec!["reason"]));
        let seen = desk.officer.get(&format!("/api/orders/{order}")).await?.expect(200);
        assert!(seen["reversible_until"].is_string(), "{step}: {seen}");
        desk.report(order, "feedback-reversal", reason.clone()).await?.expect(200);
        assert_eq!(desk.town.value(STANDING).await?, before, "{step}");
        desk.report(order, "feedback-reversal", reason.clone())
            .await?
            .refused(409, "state_conflict");
        desk.report(order, step, form).await?.expect(200);
    }
    let seen = desk.firm.get(&format!("/api/orders/{order}")).await?.expect(200);
    let events = seen["events"].as_array().context("no events")?;
    let reversals = events.iter().filter(|event| event["is_reversal"] == true).count();
    assert_eq!((events.len(), reversals), (2 + 4 + 7 + 7, 7), "nothing is deleted");
    assert!(seen["reversible_until"].is_null(), "the officer's alone");
    let told = "select count(*) from inbox where kind = 'feedback_taken_back'";
    assert_eq!(desk.town.value(told).await?, "7");
    let figures =
        "select count(*) || ' ' || count(reverses) from order_event where to_state = 'disbursed'";
    assert_eq!(desk.town.value(figures).await?, "3 1");
    Ok(())
}

#[tokio::test]
async fn a_feedback_stays_once_it_is_old_anothers_or_followed() -> Result<()> {
    let desk = Desk::set().await?;
    let order = desk.order.as_str();
    let bank = desk.town.value("select institution_id from loan_order").await?.parse()?;
    desk.town.officer(bank, "colleague").await?;
    let colleague = desk.town.sign_in("colleague").await?;
    let path = format!("/api/orders/{order}/feedback-reversal");
    let reason = json!({ "reason": "金额填写有误" });
    desk.officer.post(&path, reason.clone()).await?.refused(409, "state_conflict");
    desk.report(order, "first-review", json!({ "verdict": "pass" })).await?.expect(200);
    colleague.post(&path, reason.clone()).await?.refused(404, "not_found");
    let mut connection = desk.town.database.acquire().await?;
    for statement in [
        "set session_replication_role = replica",
        "update order_event set happened_at = happened_at - interval '10 minutes'",
        "set session_replication_role = origin",
    ] {
        sqlx::query(statement).execute(&mut *connection).await?;
    }
    desk.officer.post(&path, reason.clone()).await?.refused(409, "feedback_final");
    let back = "update loan_order set state = 'grabbed', first_reviewed_at = null";
    let refused = sqlx::query(back).execute(&desk.town.database).await.unwrap_err();
    let constraint = refused.as_database_error().and_then(|error| error.constraint());
    assert_eq!(constraint, Some("loan_order_transition"), "the database holds it as well");

    // A choice that the applicant has made stands on the pre-credit.
    let demand = desk.firm.post("/api/demands", Town::demand()).await?.expect(201);
    let demand = demand["id"].as_str().context("no id")?;
    let taken = desk.officer.press(&format!("/api/demands/{demand}/grab")).await?.expect(200);
    let taken = taken["id"].as_str().context("no id")?;
    desk.report(taken, "first-review", Town::offer("100000.00")).await?.expect(200);
    let choice = json!({ "order_id": taken });
    desk.firm.post(&format!("/api/demands/{demand}/choice"), choice).await?.expect(200);
    desk.report(taken, "feedback-reversal", reason.clone()).await?.refused(409, "feedback_final");
    // A demand that failed by a slip of the pen stands again.
    desk.report(taken, "credit", json!({ "verdict": "refuse", "reason_code": "other" }))
        .await?
        .expect(200);
    let state = format!("select state from demand where id = '{demand}'");
    assert_eq!(desk.town.value(&state).await?, "failed");
    desk.report(taken, "feedback-reversal", reason).await?.expect(200);
    assert_eq!(desk.town.value(&state).await?, "chosen");
    Ok(())
}
