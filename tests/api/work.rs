//! An officer's and a manager's work: what is due first, what is looked for, who has an order, and going on against the
//! advice of the rules.

use crate::consent::{Desk, application};
use crate::decision::again;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use system_tests::{Person, Town, Value, json};

fn names(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|one| one["applicant_name"].as_str()).collect()
}

fn id(object: &Value) -> Result<String> {
    Ok(object["id"].as_str().with_context(|| format!("no id: {object}"))?.to_owned())
}

/// A bank of which an officer has an order of each of these firms, taken in this order.
struct Office {
    town: Town,
    officer: Person,
    manager: Person,
    orders: Vec<String>,
    firms: Vec<Person>,
}

impl Office {
    async fn of(firms: &[&str]) -> Result<Self> {
        let town = Town::start().await?;
        let bank = town.institution("bank").await?;
        let product = town.product(bank).await?;
        town.officer(bank, "officer").await?;
        town.officer(bank, "colleague").await?;
        town.manager(bank, "manager").await?;
        let (officer, manager) = (town.sign_in("officer").await?, town.sign_in("manager").await?);
        let mut office = Self { town, officer, manager, orders: Vec::new(), firms: Vec::new() };
        for (place, name) in firms.iter().enumerate() {
            let login = format!("firm{place}");
            let firm = office.town.company(&login).await?;
            let named = "update applicant set organisation_name = $1 where id = $2";
            sqlx::query(named).bind(*name).bind(firm).execute(&office.town.database).await?;
            let person = office.town.sign_in(&login).await?;
            let made = person.post_once("/api/orders", "one", application(product)).await?;
            let order = id(&made.expect(201))?;
            office.officer.press(&format!("/api/orders/{order}/grab")).await?.expect(200);
            office.orders.push(order);
            office.firms.push(person);
        }
        Ok(office)
    }

    async fn due(&self, order: usize, when: &str) -> Result<()> {
        let order = self.orders.get(order).context("no such order")?;
        let set = format!("update loan_order set stage_due_at = {when} where id = '{order}'");
        sqlx::query(&set).execute(&self.town.database).await?;
        Ok(())
    }

    async fn list(&self, query: &str) -> Result<Value> {
        Ok(self.officer.get(&format!("/api/orders?{query}")).await?.expect(200))
    }

    async fn colleague(&self) -> Result<String> {
        let staff = self.manager.get("/api/staff").await?.expect(200);
        let mut staff = staff["items"].as_array().into_iter().flatten();
        let colleague = staff.find(|one| one["account"] == "colleague").context("no colleague")?;
        Ok(colleague["officer_id"].as_str().context("no officer")?.to_owned())
    }
}

const FIRMS: [&str; 4] = ["颍州科技甲", "颍东商贸", "界首科技乙", "太和药业"];

// B-12: by deadline, and by the three spans, which have no order in common
#[tokio::test]
async fn what_is_due_first_comes_first() -> Result<()> {
    let office = Office::of(&FIRMS).await?;
    let tonight = "(shanghai_today() + 1)::timestamp at time zone 'Asia/Shanghai'";
    let sunday = "(date_trunc('week', shanghai_today()::timestamp) + interval '7 days')
                  at time zone 'Asia/Shanghai'";
    office.due(0, &format!("{sunday} + interval '1 minute'")).await?;
    office.due(1, "now() - interval '1 minute'").await?;
    office
        .due(2, &format!("greatest({tonight} - interval '1 millisecond', now() + interval '1 ms')"))
        .await?;
    office.due(3, &format!("least({tonight}, {sunday} + interval '2 minutes')")).await?;
    let by_due = office.list("sort=due").await?;
    let is_sunday = office.town.value(&format!("select {tonight} = {sunday}")).await? == "true";
    let wanted = [1, 2, 3, 0].map(|place: usize| FIRMS[place]);
    assert_eq!(names(&by_due), wanted);
    assert_eq!(names(&office.list("due=overdue").await?), [FIRMS[1]]);
    assert_eq!(names(&office.list("due=today&sort=due").await?), [FIRMS[2]]);
    let week = if is_sunday { vec![] } else { vec![FIRMS[3]] };
    assert_eq!(names(&office.list("due=week").await?), week, "later today is not this week");

    // Page by page it is the same; what has no deadline is not in it.
    let first = office.list("sort=due&limit=3").await?;
    let cursor = first["next_cursor"].as_str().context("one page")?;
    let last = office.list(&format!("sort=due&limit=3&cursor={cursor}")).await?;
    assert_eq!((names(&last), &last["total"]), (vec![wanted[3]], &json!(4)));
    let reply = office.officer.get(&format!("/api/orders?cursor={cursor}")).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["cursor"]), "another sort, another list");
    let refuse = json!({ "verdict": "refuse", "reason_code": "other" });
    let path = format!("/api/orders/{}/first-review", office.orders[1]);
    office.officer.post(&path, refuse).await?.expect(200);
    assert_eq!(office.list("sort=due").await?["total"], 3);
    assert_eq!(names(&office.list("is_over=true").await?), [FIRMS[1]]);
    assert_eq!(office.list("is_over=false").await?["total"], 3);
    Ok(())
}

#[tokio::test]
async fn an_order_is_found_by_its_firm_its_number_and_its_day() -> Result<()> {
    let office = Office::of(&FIRMS).await?;
    let newest: Vec<_> = FIRMS.into_iter().rev().collect();
    assert_eq!(names(&office.list("sort=newest").await?), newest);
    assert_eq!(names(&office.list("sort=oldest").await?), FIRMS);
    let found = office.list("q=科技").await?;
    assert_eq!((names(&found), &found["total"]), (vec![FIRMS[2], FIRMS[0]], &json!(2)));
    let first = office.list("q=科技&sort=oldest&limit=1").await?;
    assert_eq!((names(&first), &first["total"]), (vec![FIRMS[0]], &json!(2)));
    let cursor = first["next_cursor"].as_str().context("one page")?;
    let second = office.list(&format!("q=科技&sort=oldest&limit=1&cursor={cursor}")).await?;
    assert_eq!((names(&second), &second["next_cursor"]), (vec![FIRMS[2]], &Value::Null));
    assert_eq!(office.list("q=颍%25").await?["total"], 0, "what is typed is no pattern");
    let number = first["items"][0]["number"].as_str().context("no number")?.to_lowercase();
    assert_eq!(names(&office.list(&format!("q={number}")).await?), [FIRMS[0]]);

    let day = |days: i32| format!("select shanghai_today() + {days}");
    let (today, tomorrow) = (office.town.value(&day(0)).await?, office.town.value(&day(1)).await?);
    let yesterday = office.town.value(&day(-1)).await?;
    for (query, total) in [
        (format!("from={today}"), 4),
        (format!("until={today}"), 4),
        (format!("from={today}&until={today}&q=药业"), 1),
        (format!("from={tomorrow}"), 0),
        (format!("until={yesterday}"), 0),
        ("from=1900-01-01&until=2999-12-31".to_owned(), 4),
    ] {
        assert_eq!(office.list(&query).await?["total"], total, "{query}");
    }
    let own = office.manager.get("/api/orders?q=科技").await?.expect(200);
    assert_eq!(own["total"], 2);
    let other = office.firms[1].get("/api/orders?q=科技").await?.expect(200);
    assert_eq!(other["total"], 0, "a search finds what is the caller's own");
    Ok(())
}

// B-23, B-24: an order changes hands with all that belongs to it
#[tokio::test]
async fn a_manager_hands_an_order_over() -> Result<()> {
    let office = Office::of(&FIRMS[..2]).await?;
    let order = &office.orders[0];
    let colleague = office.town.sign_in("colleague").await?;
    let (path, to) = (format!("/api/orders/{order}/reassignment"), office.colleague().await?);
    let listed = office.manager.get("/api/orders").await?.expect(200);
    assert!(listed["items"][0]["officer_name"].is_string(), "{listed}");
    let report = office.officer.press(&format!("/api/orders/{order}/report")).await?.expect(201);

    office.officer.post(&path, json!({ "officer_id": to })).await?.refused(403, "forbidden_role");
    for form in [json!({}), json!({ "officer_id": "x" }), json!({ "officer_id": order })] {
        let reply = office.manager.post(&path, form).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec!["officer_id"]));
    }
    office.manager.post(&path, json!({ "officer_id": to })).await?.expect(200);
    office.manager.post(&path, json!({ "officer_id": to })).await?.refused(409, "state_conflict");

    for look in [format!("/api/orders/{order}"), format!("/api/orders/{order}/history")] {
        let look = look.as_str();
        office.officer.get(look).await?.refused(404, "not_found");
        colleague.get(look).await?.expect(200);
    }
    assert_eq!(office.officer.get("/api/orders").await?.expect(200)["total"], 1);
    let reports = |list: &Value| list["items"].as_array().map_or(0, Vec::len);
    for query in ["", &format!("?order_id={order}")] {
        let left = office.officer.get(&format!("/api/reports{query}")).await?.expect(200);
        assert_eq!(reports(&left), 0, "{query}");
    }
    let taken = colleague.get(&format!("/api/reports?order_id={order}")).await?.expect(200);
    assert_eq!(reports(&taken), 1, "the report goes with the order");
    let page = report["page"].as_str().context("no page")?;
    assert_eq!(office.officer.get(page).await?.status, 404);
    let pass = json!({ "verdict": "pass" });
    let review = format!("/api/orders/{order}/first-review");
    office.officer.post(&review, pass.clone()).await?.refused(404, "not_found");
    colleague.post(&review, pass).await?.expect(200);

    for (person, kind) in [(&colleague, "order_assigned"), (&office.officer, "order_unassigned")] {
        let inbox = person.get("/api/inbox").await?.expect(200);
        let kinds: BTreeSet<_> = inbox["items"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["kind"].as_str())
            .collect();
        assert!(kinds.contains(kind), "{kinds:?}");
    }
    let audit = format!(
        "select actor_role || ' ' || (detail ->> 'to') from audit_entry
         where action = 'reassign' and object_id = '{order}'"
    );
    assert_eq!(office.town.value(&audit).await?, format!("manager {to}"));
    let of = format!("/api/orders?officer_id={to}");
    assert_eq!(names(&office.manager.get(&of).await?.expect(200)), [FIRMS[0]]);

    let refuse = json!({ "verdict": "refuse", "reason_code": "other" });
    let over = format!("/api/orders/{}/first-review", office.orders[1]);
    office.officer.post(&over, refuse).await?.expect(200);
    let path = format!("/api/orders/{}/reassignment", office.orders[1]);
    office.manager.post(&path, json!({ "officer_id": to })).await?.refused(409, "state_conflict");
    Ok(())
}

#[tokio::test]
async fn an_officer_is_reminded_once_an_hour() -> Result<()> {
    let office = Office::of(&FIRMS[..1]).await?;
    let order = &office.orders[0];
    let path = format!("/api/orders/{order}/nudge");
    office.officer.press(&path).await?.refused(403, "forbidden_role");
    office.manager.press(&path).await?.expect(200);
    let again = office.manager.press(&path).await?;
    assert_eq!((again.status, &again.body["state"]), (409, &json!("nudged")));
    let inbox = office.officer.get("/api/inbox").await?.expect(200);
    let nudged = |inbox: &Value| {
        let items = inbox["items"].as_array().into_iter().flatten();
        items.filter(|one| one["kind"] == "order_nudged").count()
    };
    assert_eq!(nudged(&inbox), 1);
    let read = office.manager.get(&format!("/api/orders/{order}")).await?.expect(200);
    assert!(read["nudged_at"].is_string());
    let read = office.firms[0].get(&format!("/api/orders/{order}")).await?.expect(200);
    assert!(read["nudged_at"].is_null(), "what a bank does inside stays there");
    let earlier = "update loan_order set nudged_at = nudged_at - interval '61 minutes'";
    sqlx::query(earlier).execute(&office.town.database).await?;
    office.manager.press(&path).await?.expect(200);
    let audit =
        "select count(*) from audit_entry where action = 'nudge' and actor_role = 'manager'";
    assert_eq!(office.town.value(audit).await?, "2");
    Ok(())
}

// B-21, R-09: going on against the advice is said why, for the institution and for supervision
#[tokio::test]
async fn who_goes_on_against_a_refusal_says_why() -> Result<()> {
    let desk = Desk::set().await?;
    desk.town.staff("regulator", "regulator").await?;
    let regulator = desk.town.sign_in("regulator").await?;
    let path = format!("/api/orders/{}", desk.order);
    let needs =
        async || anyhow::Ok(desk.officer.get(&path).await?.expect(200)["needs_override"].clone());
    assert_eq!(needs().await?, false, "no advice yet");
    let court = json!({ "dishonest": true, "open_cases": 1 });
    desk.town.fact(desk.applicant, "court_enforcement", court).await?;
    assert_eq!(again(&desk).await?["outcome"], "refuse");
    assert_eq!(needs().await?, true);

    let review = format!("{path}/first-review");
    let pass = |reason: Option<&str>| json!({ "verdict": "pass", "override_reason": reason });
    for reason in [None, Some("  "), Some("好")] {
        let reply = desk.officer.post(&review, pass(reason)).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec!["override_reason"]), "{reason:?}");
    }
    let said = "执行案件已于昨日结清，法院证明已核";
    desk.officer.post(&review, pass(Some(said))).await?.expect(200);
    assert_eq!(needs().await?, false, "said once");
    let told = |order: &Value| {
        let events = order["events"].as_array().into_iter().flatten();
        events.filter(|one| one["override_reason"] == said).count()
    };
    for (who, wanted) in [(&desk.officer, 1), (&regulator, 1), (&desk.firm, 0)] {
        let order = who.get(&path).await?.expect(200);
        assert_eq!((told(&order), order.to_string().contains(said)), (wanted, wanted == 1));
    }
    let audit = format!(
        "select detail ->> 'reason' from audit_entry where action = 'override_advice' and object_id = '{}'",
        desk.order
    );
    assert_eq!(desk.town.value(&audit).await?, said);

    // Another advice to refuse asks again; a refusal never needs a reason of this kind.
    assert_eq!(again(&desk).await?["outcome"], "refuse");
    let grant = json!({
        "verdict": "grant", "amount": "100000.00", "annual_rate": "0.045", "term_months": 12,
        "guarantee_mode": "credit",
    });
    let credit = format!("{path}/credit");
    let reply = desk.officer.post(&credit, grant).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["override_reason"]));
    let refuse = json!({ "verdict": "refuse", "reason_code": "other" });
    desk.officer.post(&credit, refuse).await?.expect(200);
    Ok(())
}

// B-14: page by page, each page a look; by a consent that names it
#[tokio::test]
async fn a_firms_other_orders_have_pages() -> Result<()> {
    let desk = Desk::set().await?;
    let elsewhere = desk.town.institution("bank").await?;
    let product = desk.town.product(elsewhere).await?;
    for turn in 0..23 {
        let key = format!("elsewhere {turn}");
        desk.firm.post_once("/api/orders", &key, Town::application(product)).await?.expect(201);
    }
    let path = format!("/api/orders/{}/history", desk.order);
    let first = desk.officer.get(&path).await?.expect(200);
    let count = |page: &Value| page["items"].as_array().map_or(0, Vec::len);
    assert_eq!(count(&first), 20);
    assert_eq!(first["items"][0]["state"], "submitted");
    let cursor = first["next_cursor"].as_str().context("one page")?;
    let second = desk.officer.get(&format!("{path}?cursor={cursor}")).await?.expect(200);
    assert_eq!((count(&second), &second["next_cursor"]), (3, &Value::Null));
    let looks = "select count(*) from fact_access where item_codes = '{platform_history}'";
    assert_eq!(desk.town.value(looks).await?, "2");

    let before = "update consent set text_id = 'loan_application.1',
        items = (select items from consent_text where id = 'loan_application.1')";
    sqlx::query(before).execute(&desk.town.database).await?;
    desk.officer.get(&path).await?.refused(403, "consent_missing");
    let refuse = json!({ "verdict": "refuse", "reason_code": "other" });
    let review = format!("/api/orders/{}/first-review", desk.order);
    desk.officer.post(&review, refuse).await?.expect(200);
    desk.officer.get(&path).await?.refused(403, "order_ended");
    Ok(())
}

// B-08, B-09, O-08: what was submitted stays on record; its terms go on in a draft
#[tokio::test]
async fn a_submission_is_taken_back() -> Result<()> {
    let town = Town::start().await?;
    let bank = town.institution("bank").await?;
    town.manager(bank, "manager").await?;
    town.staff("operator", "operator").await?;
    town.staff("regulator", "regulator").await?;
    let (manager, operator) = (town.sign_in("manager").await?, town.sign_in("operator").await?);
    let form = json!({
        "name": "颍融信用贷", "guarantee_mode": "credit", "amount_min": "50000.00", "amount_max": "1000000.00",
        "term_months_min": 3, "term_months_max": 24, "annual_rate_min": "0.0365", "annual_rate_max": "0.0585",
    });
    let made = manager.post("/api/products", form).await?.expect(201);
    let path = format!("/api/products/{}/submission", id(&made)?);
    manager.delete(&path).await?.refused(409, "state_conflict");
    manager.press(&path).await?.expect(200);
    // Also after the first approval.
    let waiting = operator.get("/api/product-reviews").await?.expect(200);
    let version = waiting["items"][0]["version_id"].as_str().context("none waits")?;
    let review = format!("/api/product-reviews/{version}");
    operator.post(&review, json!({ "verdict": "approve" })).await?.expect(200);
    let back = manager.delete(&path).await?.expect(200);
    assert_eq!((&back["version"], &back["version_state"]), (&json!(2), &json!("draft")));
    let regulator = town.sign_in("regulator").await?;
    let waiting = regulator.get("/api/product-reviews").await?.expect(200);
    assert_eq!(waiting["items"], json!([]));
    regulator.post(&review, json!({ "verdict": "approve" })).await?.refused(409, "state_conflict");
    let read = manager.get(&format!("/api/institution/products/{}", id(&made)?)).await?.expect(200);
    let states: Vec<_> = read["versions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| &one["version_state"])
        .collect();
    assert_eq!(states, ["draft", "withdrawn"]);
    assert_eq!(read["versions"][0]["amount_max"], "1000000.00");
    let listed = manager.get("/api/institution/products").await?.expect(200);
    let one = &listed["items"][0];
    assert_eq!((&one["amount_max"], &one["orders"]), (&json!("1000000.00"), &json!(0)));
    manager.press(&path).await?.expect(200);
    Ok(())
}

// B-09: the list says what is on sale and how much of it is under way
#[tokio::test]
async fn a_products_row_tells_what_it_brings() -> Result<()> {
    let office = Office::of(&FIRMS[..2]).await?;
    let refuse = json!({ "verdict": "refuse", "reason_code": "other" });
    let over = format!("/api/orders/{}/first-review", office.orders[1]);
    office.officer.post(&over, refuse).await?.expect(200);
    let listed = office.manager.get("/api/institution/products").await?.expect(200);
    let one = &listed["items"][0];
    assert_eq!((&one["open_orders"], &one["orders"]), (&json!(1), &json!(2)));
    assert_eq!(
        one["annual_rate_min"].as_str().map(|rate| rate.trim_end_matches('0')),
        Some("0.03")
    );
    Ok(())
}
