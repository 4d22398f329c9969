//! One day through all ends: a product is published, approved, applied for with a consent, decided by rules and a
//! score, grabbed, reported on, reviewed, granted and paid, and the applicant reads each step. The answers are
//! asserted, and the rows behind them.

#![expect(clippy::indexing_slicing, reason = "an answer of another shape fails the test")]

mod credit;
mod demand;
mod product;

use anyhow::{Context, Result};
use system_tests::{Person, Town, json};

/// Everybody of the day.
struct Cast {
    town: Town,
    applicant: Person,
    officer: Person,
    rival: Person,
    outsider: Person,
    manager: Person,
    operator: Person,
    regulator: Person,
}

impl Cast {
    async fn gather() -> Result<Self> {
        let town = Town::start().await?;
        let bank = town.institution("bank").await?;
        let other = town.institution("micro_lender").await?;
        let firm = town.company("firm").await?;
        town.facts(firm).await?;
        town.officer(bank, "officer.a").await?;
        town.officer(bank, "officer.b").await?;
        town.officer(other, "officer.c").await?;
        town.manager(bank, "manager").await?;
        town.staff("operator", "operator").await?;
        town.staff("regulator", "regulator").await?;
        Ok(Self {
            applicant: town.sign_in("firm").await?,
            officer: town.sign_in("officer.a").await?,
            rival: town.sign_in("officer.b").await?,
            outsider: town.sign_in("officer.c").await?,
            manager: town.sign_in("manager").await?,
            operator: town.sign_in("operator").await?,
            regulator: town.sign_in("regulator").await?,
            town,
        })
    }

    /// The state that the applicant reads.
    async fn state_read(&self, order: &str) -> Result<String> {
        let order = self.applicant.get(&format!("/api/orders/{order}")).await?.expect(200);
        Ok(order["state"].as_str().unwrap_or_default().to_owned())
    }
}

// `publish-product`, `review-product`, `give-feedback` X-01, B-01, B-02, B-05, U-11, U-15
#[tokio::test]
async fn from_the_product_to_the_money() -> Result<()> {
    let cast = Cast::gather().await?;
    let product = product::publish(&cast).await?;
    let order = apply(&cast, &product).await?;
    credit::decide(&cast, &order).await?;
    grab(&cast, &order).await?;
    credit::report(&cast, &order).await?;
    review(&cast, &order).await?;
    grant(&cast, &order).await?;
    pay(&cast, &order).await?;
    credit::watch(&cast, &order).await?;
    rows_tell_the_same(&cast, &order).await
}

async fn apply(cast: &Cast, product: &str) -> Result<String> {
    let form = json!({
        "product_id": product, "amount": "500000.00", "term_months": 12,
        "purpose": "working_capital", "contact_name": "张小三", "contact_phone": "17000000001",
        "consent_text_id": credit::read_text(cast).await?,
    });
    let first = cast.applicant.post_once("/api/orders", "day-1", form.clone()).await?.expect(201);
    let again = cast.applicant.post_once("/api/orders", "day-1", form).await?.expect(201);
    assert_eq!(first, again, "a double click makes one order");
    assert_eq!(first["state"], "submitted");
    assert!(first["number"].as_str().is_some_and(|number| number.starts_with("RT")));
    Ok(first["id"].as_str().unwrap_or_default().to_owned())
}

async fn grab(cast: &Cast, order: &str) -> Result<()> {
    let pool = cast.officer.get("/api/pool").await?.expect(200);
    let item = pool["items"].as_array().and_then(|items| items.iter().find(|i| i["id"] == order));
    let item = item.context("the order is not in the pool")?.to_string();
    assert!(
        !item.contains("17000000001") && !item.contains("张小三"),
        "no contact before the grab"
    );
    let path = format!("/api/orders/{order}/grab");
    cast.outsider.press(&path).await?.refused(404, "not_found");
    let (ours, theirs) = tokio::join!(cast.officer.press(&path), cast.rival.press(&path));
    let (ours, theirs) = (ours?, theirs?);
    let (won, lost) = if ours.status == 200 { (ours, theirs) } else { (theirs, ours) };
    let won = won.expect(200);
    assert_eq!(won["contact_phone"], "17000000001");
    assert_eq!(won["contact_name"], "张小三");
    assert_eq!(lost.refused(409, "order_taken")["state"], "grabbed");
    // From here on the story follows one officer: the order is assigned to that one.
    let mine = "update loan_order set officer_id = (select officer_id from account where login = 'officer.a')";
    sqlx::query(mine).execute(&cast.town.database).await?;
    assert_eq!(cast.state_read(order).await?, "grabbed");
    Ok(())
}

async fn review(cast: &Cast, order: &str) -> Result<()> {
    let path = format!("/api/orders/{order}/first-review");
    let credit = format!("/api/orders/{order}/credit");
    let early = json!({
        "verdict": "grant", "amount": "400000.00", "annual_rate": "0.0435", "term_months": 12,
        "guarantee_mode": "credit", "remark": "",
    });
    let skipped = cast.officer.post(&credit, early).await?.refused(409, "state_conflict");
    assert_eq!(skipped["state"], "grabbed", "no step is skipped");
    let pass = json!({ "verdict": "pass", "remark": "电话已核实，内部备注" });
    cast.rival.post(&path, pass.clone()).await?.refused(404, "not_found");
    let done = cast.officer.post(&path, pass.clone()).await?.expect(200);
    assert_eq!(done["state"], "first_review_passed");
    cast.officer.post(&path, pass).await?.refused(409, "state_conflict");
    let read = cast.applicant.get(&format!("/api/orders/{order}")).await?.expect(200);
    assert_eq!(read["state"], "first_review_passed");
    assert!(!read.to_string().contains("内部备注"), "the institution's notes stay inside");
    Ok(())
}

async fn grant(cast: &Cast, order: &str) -> Result<()> {
    let path = format!("/api/orders/{order}/credit");
    let grant = |mode: &str| {
        json!({
            "verdict": "grant", "amount": "400000.00", "annual_rate": "0.0435", "term_months": 12,
            "guarantee_mode": mode, "remark": "同意",
        })
    };
    let reply = cast.officer.post(&path, grant("guarantee")).await?;
    assert_eq!(reply.fields(), ["guarantor_id"], "B-16: a guarantee needs its guarantor");
    let reply = cast.officer.post(&path, grant("no_such_mode")).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["guarantee_mode"]));
    let done = cast.officer.post(&path, grant("credit")).await?.expect(200);
    assert_eq!(done["state"], "credit_granted");
    let withdraw = format!("/api/orders/{order}/withdrawal");
    cast.applicant.post(&withdraw, json!({})).await?.refused(409, "state_conflict");
    assert_eq!(cast.state_read(order).await?, "credit_granted");
    Ok(())
}

async fn pay(cast: &Cast, order: &str) -> Result<()> {
    let path = format!("/api/orders/{order}/disbursement");
    let paid = |amount: &str, day: &str| {
        json!({
            "verdict": "paid", "amount": amount, "contract_number": "HT-2026-1", "paid_on": day,
            "remark": "",
        })
    };
    let today = cast.town.days_ago(0).await?;
    let reply = cast.officer.post(&path, paid("400000.01", &today)).await?;
    assert_eq!(reply.fields(), ["amount"], "not more than was granted");
    let reply = cast.officer.post(&path, paid("400000.00", "2999-01-01")).await?;
    assert_eq!(reply.fields(), ["paid_on"], "not in the future");
    let yesterday = cast.town.days_ago(1).await?;
    let reply = cast.officer.post(&path, paid("400000.00", &yesterday)).await?;
    assert_eq!(reply.fields(), ["paid_on"], "not before the application");
    let done = cast.officer.post(&path, paid("400000.00", &today)).await?.expect(200);
    assert_eq!(done["state"], "disbursed");
    let read = cast.applicant.get(&format!("/api/orders/{order}")).await?.expect(200);
    assert_eq!(read["disbursement"]["amount"], "400000.00");
    let steps: Vec<_> = read["events"].as_array().into_iter().flatten().collect();
    let states: Vec<_> = steps.iter().filter_map(|step| step["to_state"].as_str()).collect();
    let whole = ["submitted", "grabbed", "first_review_passed", "credit_granted", "disbursed"];
    assert_eq!(states, whole);
    Ok(())
}

/// The database holds what the answers said: an event per step, messages, the audit trail, nothing in the clear.
async fn rows_tell_the_same(cast: &Cast, order: &str) -> Result<()> {
    let town = &cast.town;
    let events = format!("select count(*) from order_event where order_id = '{order}'");
    assert_eq!(town.value(&events).await?, "5");
    let row = format!(
        "select state || ' ' || disbursed_amount || ' ' || (stage_due_at is null) from loan_order where id = '{order}'"
    );
    assert_eq!(town.value(&row).await?, "disbursed 400000.00 true");
    let outbox = format!(
        "select string_agg(kind, ' ' order by id) from outbox where payload ->> 'order_id' = '{order}'"
    );
    assert_eq!(
        town.value(&outbox).await?,
        "order_arrived order_grabbed order_first_reviewed order_credited order_disbursed"
    );
    let audit = format!(
        "select string_agg(action, ' ' order by id) from audit_entry where object_id = '{order}'"
    );
    assert_eq!(town.value(&audit).await?, "apply decide grab first_review credit disbursement");
    let plain = "select count(*) from loan_order where encode(contact_phone_cipher, 'escape') like '%17000000001%'";
    assert_eq!(town.value(plain).await?, "0", "S-08: no telephone number in the clear");
    inbox_tells_each_step(cast).await
}

// U-26
async fn inbox_tells_each_step(cast: &Cast) -> Result<()> {
    let inbox = cast.applicant.get("/api/inbox").await?.expect(200);
    let items = inbox["items"].as_array().cloned().unwrap_or_default();
    let kinds: Vec<_> = items.iter().filter_map(|item| item["kind"].as_str()).collect();
    let newest_first =
        ["order_disbursed", "order_credited", "order_first_reviewed", "order_grabbed"];
    assert_eq!(kinds, newest_first);
    let path = format!("/api/inbox/{}/read", items[0]["id"].as_str().unwrap_or_default());
    cast.applicant.press(&path).await?.expect(200);
    cast.officer.press(&path).await?.refused(404, "not_found");
    let unread = cast.applicant.get("/api/inbox?unread=true").await?.expect(200);
    assert_eq!(unread["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(unread["unread"], 3);
    Ok(())
}
