//! How long an institution may read of a firm: while it has an open order of it in hand. U-28, B-03, B-14, R-04

use crate::consent::{Desk, application};
use anyhow::{Context, Result};
use reqwest::Method;
use system_tests::{Person, Town, Value, json};

pub(crate) fn text(value: &Value, key: &str) -> Result<String> {
    value[key].as_str().map(str::to_owned).with_context(|| format!("no {key}: {value}"))
}

/// The status of a page and what it says.
async fn page(person: &Person, path: &str) -> Result<(u16, String)> {
    let answer = person.request(Method::GET, path).send().await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}

impl Desk {
    /// One more order of the firm in the officer's hands, decided and with a report; the order, its decision and the
    /// page of its report.
    async fn reported(&self, key: &str) -> Result<(String, String, String)> {
        let made = self.firm.post_once("/api/orders", key, application(self.product)).await?;
        let order = text(&made.expect(201), "id")?;
        let path = |step: &str| format!("/api/orders/{order}/{step}");
        self.officer.press(&path("grab")).await?.expect(200);
        let run = self.officer.press(&path("decision")).await?.expect(201);
        let report = self.officer.press(&path("report")).await?.expect(201);
        Ok((order.clone(), text(&run, "id")?, text(&report, "page")?))
    }

    /// Takes an order one step on.
    async fn step(&self, order: &str, step: &str, form: Value) -> Result<()> {
        self.officer.post(&format!("/api/orders/{order}/{step}"), form).await?.expect(200);
        Ok(())
    }

    /// How often anybody has looked at the firm's data.
    async fn looks(&self) -> Result<String> {
        self.town.value("select count(*) from fact_access").await
    }

    /// Nothing of the firm is made or shown at the order any more, for this reason.
    async fn closed(&self, order: &str, run: &str, report: &str, code: &str) -> Result<()> {
        let path = |step: &str| format!("/api/orders/{order}/{step}");
        self.officer.get(&path("decision")).await?.refused(403, code);
        self.officer.press(&path("report")).await?.refused(403, code);
        self.officer.press(&format!("/api/decisions/{run}/replay")).await?.refused(403, code);
        assert_eq!(page(&self.officer, report).await?.0, 403);
        self.officer.get(&format!("{report}/pdf")).await?.refused(403, code);
        let read = self.officer.get(&format!("/api/orders/{order}")).await?.expect(200);
        let listed = self.officer.get("/api/orders").await?.expect(200);
        let listed = listed["items"].as_array().into_iter().flatten();
        let listed = listed.filter(|one| one["id"] == order);
        for shown in listed.chain([&read]) {
            let hidden = ["decision", "score", "grade"].map(|name| shown[name].is_null());
            assert_eq!(hidden, [true; 3], "{shown}");
        }
        let scores = self.officer.get(&format!("/api/scores?order_id={order}")).await?.expect(200);
        assert_eq!(scores["items"], json!([]));
        let reports = self.officer.get(&format!("/api/reports?order_id={order}")).await?;
        assert_eq!(reports.expect(200)["items"][0]["is_open"], false);
        assert_eq!(page(&self.firm, report).await?.0, 200, "the firm reads its own");
        Ok(())
    }
}

fn grant() -> Value {
    json!({
        "verdict": "grant", "amount": "100000.00", "annual_rate": "0.045", "term_months": 12,
        "guarantee_mode": "credit", "remark": "",
    })
}

#[tokio::test]
async fn nothing_is_read_or_made_after_an_order_has_ended() -> Result<()> {
    let desk = Desk::set().await?;
    let withdraw = |order: &str| format!("/api/orders/{order}/withdrawal");
    desk.firm.press(&withdraw(&desk.order)).await?.expect(200);
    let pass = || json!({ "verdict": "pass", "remark": "" });
    let refuse = || json!({ "verdict": "refuse", "reason_code": "other", "remark": "资料不足" });
    let ends = ["withdrawn", "first_review_refused", "credit_refused", "disbursement_refused"];
    for end in ends {
        let (order, run, report) = desk.reported(end).await?;
        match end {
            "withdrawn" => {
                desk.firm.press(&withdraw(&order)).await?.expect(200);
            }
            "first_review_refused" => desk.step(&order, "first-review", refuse()).await?,
            "credit_refused" => {
                desk.step(&order, "first-review", pass()).await?;
                desk.step(&order, "credit", refuse()).await?;
            }
            _ => {
                desk.step(&order, "first-review", pass()).await?;
                desk.step(&order, "credit", grant()).await?;
                desk.step(&order, "disbursement", refuse()).await?;
            }
        }
        let (looks, runs) =
            (desk.looks().await?, desk.town.value("select count(*) from decision_run").await?);
        let decision = format!("/api/orders/{order}/decision");
        desk.officer.press(&decision).await?.refused(403, "order_ended");
        let score = json!({ "applicant_id": desk.applicant });
        desk.officer.post("/api/scores", score).await?.refused(403, "order_ended");
        desk.closed(&order, &run, &report, "order_ended").await?;
        assert_eq!(desk.looks().await?, looks, "{end}: no look was let through");
        assert_eq!(desk.town.value("select count(*) from decision_run").await?, runs, "{end}");
        let given = json!({ "text_id": "loan_application.2", "order_id": order });
        let reply = desk.firm.post("/api/consents", given).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec!["order_id"]), "{end}");
    }
    let own = desk.firm.get("/api/consents").await?.expect(200);
    let ended =
        own["items"].as_array().into_iter().flatten().filter(|one| one["ended_at"].is_string());
    assert_eq!(ended.count(), 5, "each consent ended with its application: {own}");
    Ok(())
}

#[tokio::test]
async fn the_report_of_a_paid_loan_stays_in_its_file_and_nothing_new_is_made() -> Result<()> {
    let desk = Desk::set().await?;
    let path = |step: &str| format!("/api/orders/{}/{step}", desk.order);
    let report = text(&desk.officer.press(&path("report")).await?.expect(201), "page")?;
    desk.disburse().await?;
    assert_eq!(page(&desk.officer, &report).await?.0, 200);
    for made in ["decision", "report"] {
        desk.officer.press(&path(made)).await?.refused(403, "order_ended");
    }
    let score = |purpose: &str| json!({ "applicant_id": desk.applicant, "purpose": purpose });
    desk.officer.post("/api/scores", score("loan_review")).await?.refused(403, "order_ended");
    desk.officer.post("/api/scores", score("post_loan")).await?.expect(201);
    let consent = async || anyhow::Ok(desk.firm.get("/api/consents").await?.expect(200));
    assert!(consent().await?["items"][0]["ended_at"].is_null(), "it lasts as long as the loan");

    let today = desk.town.value("select shanghai_today()").await?;
    desk.step(&desk.order, "settlement", json!({ "settled_on": today })).await?;
    desk.officer.post("/api/scores", score("post_loan")).await?.refused(403, "order_ended");
    assert!(consent().await?["items"][0]["ended_at"].is_string());
    assert_eq!(page(&desk.officer, &report).await?.0, 200, "the loan's file");
    let listed = desk.officer.get("/api/reports").await?.expect(200);
    assert_eq!(listed["items"][0]["is_open"], true);
    Ok(())
}

// What was derived from consented data goes with the consent; without data the rules may be asked again.
#[tokio::test]
async fn score_and_decision_are_not_shown_after_the_withdrawal() -> Result<()> {
    let desk = Desk::set().await?;
    let (order, run, report) = desk.reported("second").await?;
    let consents = desk.firm.get("/api/consents").await?.expect(200);
    let consent = text(&consents["items"][0], "id")?;
    desk.firm.press(&format!("/api/consents/{consent}/withdrawal")).await?.expect(200);
    desk.closed(&order, &run, &report, "consent_missing").await?;
    let again = desk.officer.press(&format!("/api/orders/{order}/decision")).await?.expect(201);
    assert_eq!((&again["outcome"], &again["score_id"]), (&json!("refer"), &Value::Null));
    let read = desk.officer.get(&format!("/api/orders/{order}")).await?.expect(200);
    assert_eq!((&read["decision"], &read["score"]), (&json!("refer"), &Value::Null));
    Ok(())
}

// B-14: by a text that does not name the platform's history, counts only
#[tokio::test]
async fn a_report_names_other_banks_only_by_a_text_that_says_so() -> Result<()> {
    let desk = Desk::set().await?;
    let other = desk.town.institution("bank").await?;
    let product = desk.town.product(other).await?;
    let name = format!("select name from institution where id = '{other}'");
    let name = desk.town.value(&name).await?;
    let mut form = Town::application(product);
    form["amount"] = json!("4870000.00");
    desk.firm.post_once("/api/orders", "elsewhere", form).await?.expect(201);
    let path = format!("/api/orders/{}/report", desk.order);
    let report = async || -> Result<String> {
        let made = desk.officer.press(&path).await?.expect(201);
        Ok(page(&desk.officer, &text(&made, "page")?).await?.1)
    };
    let html = report().await?;
    assert!(html.contains(&name) && html.contains("4,870,000"), "{html}");
    let items = "select array_to_string(item_codes, ' ') from fact_access order by id desc limit 1";
    assert!(desk.town.value(items).await?.contains("platform_history"), "the look is traced");

    let before = "update consent set text_id = 'loan_application.1',
        items = (select items from consent_text where id = 'loan_application.1')";
    sqlx::query(before).execute(&desk.town.database).await?;
    let html = report().await?;
    assert!(!html.contains(&name) && !html.contains("4,870,000"), "{html}");
    assert!(html.contains("另有 1 笔融资申请"), "{html}");
    Ok(())
}

#[tokio::test]
async fn an_alert_says_what_was_found_only_while_it_may() -> Result<()> {
    let desk = Desk::set().await?;
    desk.town.tick("decide-application").await?.expect(200);
    desk.disburse().await?;
    let court = json!({ "dishonest": true, "open_cases": 2 });
    desk.town.fact(desk.applicant, "court_enforcement", court).await?;
    let overdue = "update loan_order set paid_on = paid_on - interval '2 years'";
    sqlx::query(overdue).execute(&desk.town.database).await?;
    desk.town.tick("warn-loans").await?.expect(200);
    let alerts = async || anyhow::Ok(desk.officer.get("/api/alerts").await?.expect(200));
    let told = |alerts: &Value| {
        let items = alerts["items"].as_array().cloned().unwrap_or_default();
        let mut rules: Vec<String> = items
            .iter()
            .filter(|one| one["sentence"].is_string() && one["title"].is_string())
            .filter_map(|one| one["rule"].as_str().map(str::to_owned))
            .collect();
        rules.sort();
        (items.len(), rules)
    };
    let before = told(&alerts().await?);
    assert!(before.1.iter().any(|rule| rule == "P02") && before.1.len() == before.0, "{before:?}");
    let payload =
        "select count(*) from inbox where kind = 'loan_alert' and payload ? 'alert_title'";
    assert_eq!(desk.town.value(payload).await?, "0", "a message names no finding");
    desk.firm.press(&format!("/api/consents/{}/withdrawal", desk.consent)).await?.expect(200);
    let after = told(&alerts().await?);
    assert_eq!(after, (before.0, vec!["P06".to_owned()]), "what the loan itself says stays");
    Ok(())
}
