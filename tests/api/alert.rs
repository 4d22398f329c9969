//! `warn-loans`: outstanding loans are checked daily; each finding is reported once, and handled. B-06, R-06, R-13

use crate::consent::Desk;
use anyhow::{Context, Result};
use system_tests::{Person, Town, Value, json};

impl Desk {
    /// Takes the order to the money paid, a month ago.
    pub(crate) async fn disburse(&self) -> Result<()> {
        let path = |step: &str| format!("/api/orders/{}/{step}", self.order);
        let pass = json!({ "verdict": "pass", "remark": "" });
        self.officer.post(&path("first-review"), pass).await?.expect(200);
        let grant = json!({
            "verdict": "grant", "amount": "100000.00", "annual_rate": "0.045", "term_months": 12,
            "guarantee_mode": "credit", "remark": "",
        });
        self.officer.post(&path("credit"), grant).await?.expect(200);
        self.town.age_orders(31).await?;
        let day = self.town.days_ago(30).await?;
        let paid = json!({
            "verdict": "paid", "amount": "100000.00", "contract_number": "HT-1", "paid_on": day, "remark": "",
        });
        self.officer.post(&path("disbursement"), paid).await?.expect(200);
        Ok(())
    }

    /// Sweeps as the scheduler does a day later.
    async fn a_day_later(&self) -> Result<Value> {
        let past = "update loan_order set checked_at = checked_at - interval '25 hours'";
        sqlx::query(past).execute(&self.town.database).await?;
        Ok(self.town.tick("warn-loans").await?.expect(200))
    }
}

async fn rules(person: &Person) -> Result<Vec<String>> {
    let alerts = person.get("/api/alerts").await?.expect(200);
    let mut rules: Vec<_> = alerts["items"]
        .as_array()
        .context("no items")?
        .iter()
        .filter_map(|alert| alert["rule"].as_str().map(str::to_owned))
        .collect();
    rules.sort();
    Ok(rules)
}

#[tokio::test]
async fn what_has_become_worse_is_told_once_a_month() -> Result<()> {
    let desk = Desk::set().await?;
    desk.town.tick("decide-application").await?.expect(200);
    desk.disburse().await?;
    desk.town.visitor()?.press("/scheduled/warn-loans").await?.refused(401, "not_signed_in");
    let swept = desk.town.tick("warn-loans").await?.expect(200);
    assert_eq!(
        swept,
        json!({ "found": 1, "done": 1, "failed": 0, "checked": 1, "alerts": 0 }),
        "all is well"
    );
    let again = desk.town.tick("warn-loans").await?.expect(200);
    assert_eq!(
        again,
        json!({ "found": 0, "done": 0, "failed": 0, "checked": 0, "alerts": 0 }),
        "once a day"
    );

    let fact = async |item: &str, value: Value| desk.town.fact(desk.applicant, item, value).await;
    fact("court_enforcement", json!({ "dishonest": true, "open_cases": 2 })).await?;
    fact("penalties", json!({ "count_36m": 1, "serious_36m": 0 })).await?;
    let end = desk
        .town
        .value("select make_date(extract(year from shanghai_today())::integer, 1, 1) - 1")
        .await?;
    let worse = json!({ "period_end": end, "ratios": Town::ratios(37)? });
    fact("accounts", worse).await?;
    assert_eq!(
        desk.a_day_later().await?,
        json!({ "found": 1, "done": 1, "failed": 0, "checked": 1, "alerts": 4 })
    );
    assert_eq!(rules(&desk.officer).await?, ["P01", "P02", "P03", "P04"]);
    assert_eq!(
        desk.a_day_later().await?,
        json!({ "found": 1, "done": 1, "failed": 0, "checked": 1, "alerts": 0 }),
        "told already"
    );

    let told = "select count(*) || ' ' || count(officer_id) || ' ' || count(institution_id)
                from inbox where kind = 'loan_alert'";
    assert_eq!(desk.town.value(told).await?, "8 4 4", "the officer and the managers");
    let alerts = desk.officer.get("/api/alerts?severity=serious").await?.expect(200);
    let alert = &alerts["items"][0];
    assert_eq!((alert["rule"].as_str(), alert["items"].is_null()), (Some("P02"), true));
    assert_eq!(alert["borrower"], "测试企业firm");
    let scores = "select count(*) from score where purpose = 'post_loan'";
    assert_eq!(desk.town.value(scores).await?, "3", "scored anew each time");
    let audit = "select count(*) from audit_entry where action = 'alert'";
    assert_eq!(desk.town.value(audit).await?, "4");
    Ok(())
}

// one loan that cannot be checked stops no other
#[tokio::test]
async fn one_bad_loan_stops_no_other() -> Result<()> {
    let desk = Desk::set().await?;
    desk.disburse().await?;
    let bank = desk.town.value("select institution_id from loan_order").await?.parse()?;
    let other = desk.town.product(bank).await?;
    let form = crate::consent::application(other);
    let made = desk.firm.post_once("/api/orders", "second", form).await?.expect(201);
    let order = made["id"].as_str().context("no id")?.to_owned();
    desk.officer.press(&format!("/api/orders/{order}/grab")).await?.expect(200);
    let product = desk.product;
    let second = Desk { order, ..desk };
    second.disburse().await?;
    sqlx::query(
        "insert into rule_version (id, kind, product_id, version, title, body, state, effective_from)
         values (gen_random_uuid(), 'post_loan', $1, 1, '坏规则', '{\"rules\": 1}', 'active', now())",
    )
    .bind(product)
    .execute(&second.town.database)
    .await?;
    let swept = second.town.tick("warn-loans").await?.expect(200);
    assert_eq!(swept, json!({ "found": 2, "done": 1, "failed": 1, "checked": 1, "alerts": 0 }));
    let put_off = "select job || ' ' || attempts || ' ' || last_error from job_retry";
    assert_eq!(second.town.value(put_off).await?, "warn-loans 1 internal");
    assert_eq!(second.town.tick("warn-loans").await?.expect(200)["found"], 0);
    Ok(())
}

#[tokio::test]
async fn an_alert_is_handled_and_closed_with_a_record() -> Result<()> {
    let desk = Desk::set().await?;
    desk.disburse().await?;
    let bank = desk.town.value("select institution_id from loan_order").await?.parse()?;
    desk.town.manager(bank, "manager").await?;
    desk.town.officer(bank, "colleague").await?;
    let manager = desk.town.sign_in("manager").await?;
    let colleague = desk.town.sign_in("colleague").await?;
    desk.town.tick("warn-loans").await?.expect(200);
    let dishonest = json!({ "dishonest": true, "open_cases": 0 });
    desk.town.fact(desk.applicant, "court_enforcement", dishonest).await?;
    desk.a_day_later().await?;
    let alert = desk.officer.get("/api/alerts").await?.expect(200)["items"][0].clone();
    let path = format!("/api/alerts/{}", alert["id"].as_str().context("no id")?);
    let handling = format!("{path}/handling");

    colleague.get(&path).await?.refused(404, "not_found");
    assert!(rules(&colleague).await?.is_empty(), "an officer sees its own");
    desk.firm.get(&path).await?.refused(403, "forbidden_role");
    let reply = desk.officer.post(&handling, json!({ "measure": "prayed" })).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["measure", "remark"]));
    let visited = json!({ "measure": "site_visited", "remark": "已到企业现场核实" });
    let state = desk.officer.post(&handling, visited.clone()).await?.expect(200);
    assert_eq!(state["state"], "handling");
    let closing = format!("{path}/closing");
    let end = json!({ "conclusion": "risk_resolved", "remark": "案件已履行完毕" });
    assert_eq!(manager.post(&closing, end.clone()).await?.expect(200)["state"], "closed");
    manager.post(&closing, end).await?.refused(409, "state_conflict");
    desk.officer.post(&handling, visited).await?.refused(409, "state_conflict");

    let read = manager.get(&path).await?.expect(200);
    assert_eq!(
        (read["state"].as_str(), read["conclusion"].as_str()),
        (Some("closed"), Some("risk_resolved"))
    );
    let record = read["record"].as_array().context("no record")?;
    let measures: Vec<_> = record.iter().filter_map(|one| one["measure"].as_str()).collect();
    assert_eq!(measures, ["site_visited", "closed"]);
    assert_eq!(record[1]["handled_by"], "manager");
    assert!(read["officer_name"].is_string());
    let closed = manager.get("/api/alerts?state=closed").await?.expect(200);
    assert_eq!(closed["items"].as_array().map(Vec::len), Some(1));
    let reply = manager.get("/api/alerts?state=lost&severity=mild").await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["state", "severity"]));
    Ok(())
}

// U-28: without consent no fact is read, and what needs none is still watched
#[tokio::test]
async fn a_loan_past_its_day_is_told_until_it_is_settled() -> Result<()> {
    let desk = Desk::set().await?;
    desk.disburse().await?;
    desk.firm.press(&format!("/api/consents/{}/withdrawal", desk.consent)).await?.expect(200);
    let long_ago = "update loan_order set paid_on = paid_on - interval '2 years'";
    sqlx::query(long_ago).execute(&desk.town.database).await?;
    let swept = desk.town.tick("warn-loans").await?.expect(200);
    assert_eq!(swept, json!({ "found": 1, "done": 1, "failed": 0, "checked": 1, "alerts": 1 }));
    assert_eq!(rules(&desk.officer).await?, ["P06"]);
    assert_eq!(desk.town.value("select count(*) from fact_access").await?, "0");

    let path = format!("/api/orders/{}/settlement", desk.order);
    for body in [
        json!({}),
        json!({ "settled_on": "2026-1-1" }),
        json!({ "settled_on": "2019-01-01" }),
        json!({ "settled_on": "2999-01-01" }),
    ] {
        let reply = desk.officer.post(&path, body.clone()).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec!["settled_on"]), "{body}");
    }
    let today = desk.town.value("select shanghai_today()").await?;
    let settled = json!({ "settled_on": today });
    let receipt = desk.officer.post(&path, settled.clone()).await?.expect(200);
    assert_eq!(receipt["state"], "settled");
    desk.officer.post(&path, settled).await?.refused(409, "state_conflict");
    assert_eq!(
        desk.a_day_later().await?,
        json!({ "found": 0, "done": 0, "failed": 0, "checked": 0, "alerts": 0 })
    );
    let told = desk.firm.get("/api/inbox").await?.expect(200);
    assert_eq!(told["items"][0]["kind"], "order_ended");
    Ok(())
}

#[tokio::test]
async fn two_clocks_alert_once() -> Result<()> {
    let desk = Desk::set().await?;
    desk.disburse().await?;
    let long_ago = "update loan_order set paid_on = paid_on - interval '2 years'";
    sqlx::query(long_ago).execute(&desk.town.database).await?;
    let ticks = (0..8).map(|_| desk.town.tick("warn-loans"));
    let mut checked = 0;
    for reply in futures::future::join_all(ticks).await {
        checked += reply?.expect(200)["checked"].as_i64().unwrap_or(9);
    }
    assert_eq!(checked, 1);
    assert_eq!(desk.town.value("select count(*) from loan_alert").await?, "1");
    Ok(())
}
