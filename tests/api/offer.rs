//! Pre-credits are offers: whole, within bounds, chosen while they hold; and who waits for whom is said to both sides.

use crate::consent::Desk;
use anyhow::{Context, Result};
use system_tests::{Person, Reply, Town, Value, json};

/// A demand that the desk's officer has taken.
struct Taken {
    desk: Desk,
    demand: String,
    order: String,
}

fn id(answer: &Value) -> Result<String> {
    Ok(answer["id"].as_str().context("no id")?.to_owned())
}

async fn grab(officer: &Person, demand: &str) -> Result<String> {
    id(&officer.press(&format!("/api/demands/{demand}/grab")).await?.expect(200))
}

impl Taken {
    async fn set(slots: i32) -> Result<Self> {
        let desk = Desk::set().await?;
        let mut form = Town::demand();
        form["annual_rate_max"] = json!("0.05");
        form["max_institutions"] = json!(slots);
        let demand = id(&desk.firm.post("/api/demands", form).await?.expect(201))?;
        let order = grab(&desk.officer, &demand).await?;
        Ok(Self { desk, demand, order })
    }

    async fn review(&self, form: Value) -> Result<Reply> {
        self.desk.officer.post(&format!("/api/orders/{}/first-review", self.order), form).await
    }

    async fn choose(&self) -> Result<Reply> {
        let choice = json!({ "order_id": self.order });
        self.desk.firm.post(&format!("/api/demands/{}/choice", self.demand), choice).await
    }

    async fn read(&self, who: &Person) -> Result<Value> {
        Ok(who.get(&format!("/api/orders/{}", self.order)).await?.expect(200))
    }

    async fn own(&self) -> Result<Value> {
        Ok(self.desk.firm.get(&format!("/api/demands/{}", self.demand)).await?.expect(200))
    }

    async fn change(&self, what: &str) -> Result<()> {
        let statement = format!("update loan_order set {what} where id = '{}'", self.order);
        sqlx::query(&statement).execute(&self.desk.town.database).await?;
        Ok(())
    }
}

// U-21: what an applicant compares is asked for, and lies within what the demand allows
#[tokio::test]
async fn a_pre_credit_is_a_whole_offer_within_the_demand() -> Result<()> {
    let taken = Taken::set(3).await?;
    let reply = taken.review(json!({ "verdict": "pass" })).await?;
    let all = vec!["precredit_amount", "annual_rate", "term_months", "valid_days"];
    assert_eq!((reply.status, reply.fields()), (422, all), "{}", reply.body);
    for (field, value) in [
        ("annual_rate", json!("0.0501")),
        ("precredit_amount", json!("800000.01")),
        ("term_months", json!(361)),
        ("valid_days", json!(0)),
        ("valid_days", json!(91)),
        ("conditions", json!("长".repeat(201))),
    ] {
        let mut form = Town::offer("700000.00");
        form[field] = value;
        let reply = taken.review(form).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec![field]), "{}", reply.body);
    }
    taken.review(Town::offer("700000.00")).await?.expect(200);
    let told = &taken.own().await?;
    assert_eq!(told["offers_waiting"], 1);
    let slot = &told["orders"][0];
    assert_eq!((&slot["annual_rate"], &slot["months_offered"]), (&json!("0.043500"), &json!(24)));
    assert_eq!(slot["conditions"], "需提供设备采购合同");
    assert!(slot["expires_at"].is_string());
    let kind = "select string_agg(kind, ' ' order by created_at, id) from inbox where applicant_id is not null
                and payload ? 'demand_id'";
    assert_eq!(taken.desk.town.value(kind).await?, "order_grabbed offer_made");
    // An application for a product stays as it was: its pass binds nobody.
    let desk = &taken.desk;
    let path = format!("/api/orders/{}/first-review", desk.order);
    desk.officer.post(&path, json!({ "verdict": "pass" })).await?.expect(200);
    Ok(())
}

#[tokio::test]
async fn the_clock_of_the_bank_stops_while_the_applicant_chooses() -> Result<()> {
    let taken = Taken::set(3).await?;
    let (firm, officer) = (&taken.desk.firm, &taken.desk.officer);
    assert_eq!(taken.read(firm).await?["waits_for"], "institution");
    taken.review(Town::offer("700000.00")).await?.expect(200);
    for who in [firm, officer] {
        let read = taken.read(who).await?;
        assert_eq!(
            (&read["waits_for"], &read["stage_due_at"]),
            (&json!("applicant"), &Value::Null)
        );
        assert_eq!(read["offer"]["amount"], "700000.00");
        assert!(read["offer"]["expires_at"].is_string());
    }
    let nudge = format!("/api/orders/{}/nudge", taken.order);
    let town = &taken.desk.town;
    let bank = town.value("select institution_id from officer limit 1").await?.parse()?;
    town.manager(bank, "manager").await?;
    let manager = town.sign_in("manager").await?;
    manager.press(&nudge).await?.refused(409, "state_conflict");
    let credit = json!({
        "verdict": "grant", "amount": "700000.00", "annual_rate": "0.0435", "term_months": 24,
        "guarantee_mode": "credit",
    });
    let path = format!("/api/orders/{}/credit", taken.order);
    officer.post(&path, credit.clone()).await?.refused(409, "not_chosen");
    // The applicant took a week.
    taken.change("first_reviewed_at = first_reviewed_at - interval '7 days'").await?;
    let due = format!("select complete_due_at from loan_order where id = '{}'", taken.order);
    let before = taken.desk.town.value(&due).await?;
    taken.choose().await?.expect(200);
    let later = format!(
        "select count(*) = (select count(*) from calendar_day where is_working
             and day > shanghai_today() - 7 and day <= shanghai_today())
         from calendar_day, loan_order o
         where o.id = '{}' and is_working
           and day >= shanghai_day('{before}'::timestamptz) and day < shanghai_day(o.complete_due_at)",
        taken.order
    );
    assert_eq!(taken.desk.town.value(&later).await?, "true", "by the working days of the wait");
    let read = taken.read(officer).await?;
    assert_eq!(read["waits_for"], "institution");
    assert!(read["stage_due_at"].is_string());
    officer.post(&path, credit).await?.expect(200);
    assert_eq!(taken.read(firm).await?["waits_for"], "institution");
    Ok(())
}

#[tokio::test]
async fn an_offer_that_has_expired_is_not_chosen_and_both_sides_are_told() -> Result<()> {
    let taken = Taken::set(1).await?;
    taken.review(Town::offer("700000.00")).await?.expect(200);
    let town = &taken.desk.town;
    assert_eq!(town.tick("post-demand").await?.expect(200)["ended"], 0, "it holds");
    taken.change("precredit_expires_at = now() - interval '1 second'").await?;
    taken.choose().await?.refused(409, "offer_expired");
    assert_eq!(taken.own().await?["offers_waiting"], 0);
    assert_eq!(town.tick("post-demand").await?.expect(200)["ended"], 1);
    assert_eq!(town.tick("post-demand").await?.expect(200)["ended"], 0, "once");
    let read = taken.read(&taken.desk.officer).await?;
    assert_eq!((&read["state"], &read["waits_for"]), (&json!("not_chosen"), &Value::Null));
    assert_eq!(read["events"][2]["actor_role"], "system");
    let told = "select count(officer_id) || ' ' || count(applicant_id) from inbox where kind = 'offer_expired'";
    assert_eq!(town.value(told).await?, "1 1");
    // Its only slot came to nothing: the demand can be posted again.
    assert_eq!(taken.own().await?["state"], "failed");
    let path = format!("/api/demands/{}/repost", taken.demand);
    taken.desk.firm.post(&path, json!({})).await?.expect(201);
    taken.choose().await?.refused(409, "state_conflict");
    let visitor = town.visitor()?;
    visitor.press("/scheduled/post-demand").await?.refused(401, "not_signed_in");
    Ok(())
}

#[tokio::test]
async fn an_offer_that_was_taken_back_is_no_offer() -> Result<()> {
    let taken = Taken::set(3).await?;
    taken.review(Town::offer("700000.00")).await?.expect(200);
    let path = format!("/api/orders/{}/feedback-reversal", taken.order);
    taken.desk.officer.post(&path, json!({ "reason": "利率填错" })).await?.expect(200);
    let read = taken.read(&taken.desk.officer).await?;
    assert_eq!((&read["waits_for"], &read["offer"]), (&json!("institution"), &Value::Null));
    let reply = taken.choose().await?;
    assert_eq!(reply.status, 409, "{}", reply.body);
    taken.review(Town::offer("600000.00")).await?.expect(200);
    taken.choose().await?.expect(200);
    Ok(())
}
