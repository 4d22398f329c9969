//! `decide-application`: rules as versioned data over real orders.

use crate::consent::{Desk, application};
use anyhow::{Context, Result};
use std::collections::HashSet;
use system_tests::{Person, Town, Value, json};

async fn decision(desk: &Desk) -> Result<Value> {
    let path = format!("/api/orders/{}/decision", desk.order);
    Ok(desk.officer.get(&path).await?.expect(200))
}

/// Asks again and gives the answer.
pub(crate) async fn again(desk: &Desk) -> Result<Value> {
    let path = format!("/api/orders/{}/decision", desk.order);
    Ok(desk.officer.press(&path).await?.expect(201))
}

// an application waits until its run is kept; two consumers at once keep one; the lag is shown
#[tokio::test]
async fn the_stream_of_applications_is_kept_up_with() -> Result<()> {
    let desk = Desk::set().await?;
    desk.town.staff("regulator", "regulator").await?;
    let regulator = desk.town.sign_in("regulator").await?;
    let queue = async || anyhow::Ok(regulator.get("/api/decision-queue").await?.expect(200));
    let aged = "update loan_order set submitted_at = submitted_at - interval '90 seconds'";
    sqlx::query(aged).execute(&desk.town.database).await?;
    let before = queue().await?;
    assert_eq!((&before["waiting"], &before["decided_24h"]), (&json!(1), &json!(0)));
    assert!(before["oldest_wait_seconds"].as_f64() > Some(89.0), "{before}");
    assert!(before["median_lag_seconds"].is_null());

    let (one, other) = tokio::try_join!(
        desk.town.tick("decide-application"),
        desk.town.tick("decide-application")
    )?;
    let decided = [one.expect(200), other.expect(200)].map(|swept| swept["decided"].as_i64());
    assert_eq!(decided.into_iter().flatten().sum::<i64>(), 1, "at least once, kept once");
    let after = queue().await?;
    assert_eq!((&after["waiting"], &after["decided_24h"]), (&json!(0), &json!(1)));
    assert!(after["median_lag_seconds"].as_f64() > Some(89.0), "{after}");

    let metrics = desk.town.hosts.first().context("no host")?.metrics_url();
    let url = format!("{metrics}/metrics/decisions");
    desk.town.visitor()?.get("/metrics/decisions").await?.refused(404, "not_found");
    let metrics = reqwest::get(url).await?.error_for_status()?.text().await?;
    assert!(metrics.contains("\nrongtong_decisions_waiting 0\n"), "{metrics}");
    desk.firm.get("/api/decision-queue").await?.refused(403, "forbidden_role");
    Ok(())
}

fn reasons(decision: &Value) -> Vec<&str> {
    decision["reasons"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

// R-04, B-21: runs when the application has arrived; score and decision stand with the order
#[tokio::test]
async fn an_application_is_decided_when_it_has_arrived() -> Result<()> {
    let desk = Desk::set().await?;
    let path = format!("/api/orders/{}/decision", desk.order);
    desk.officer.get(&path).await?.refused(404, "not_found");
    desk.town
        .visitor()?
        .press("/scheduled/decide-application")
        .await?
        .refused(401, "not_signed_in");
    let swept = desk.town.tick("decide-application").await?.expect(200);
    assert_eq!(swept, json!({ "decided": 1, "found": 1, "done": 1, "failed": 0 }));
    let swept = desk.town.tick("decide-application").await?.expect(200);
    assert_eq!(swept, json!({ "decided": 0, "found": 0, "done": 0, "failed": 0 }), "once");
    let decided = decision(&desk).await?;
    assert_eq!(decided["cause"], "arrival");
    assert_eq!(decided["parts"].as_array().map(Vec::len), Some(3));
    let order = desk.officer.get(&format!("/api/orders/{}", desk.order)).await?.expect(200);
    assert_eq!(order["decision"], decided["outcome"]);
    assert!(order["score"].is_string() && order["grade"].is_string(), "{order}");
    let own = desk.firm.get(&format!("/api/orders/{}", desk.order)).await?.expect(200);
    assert!(
        own["decision"].is_null() && own["score"].is_null(),
        "the institution's advice is its own"
    );
    let rows =
        "select count(*) || ' ' || count(score_id) || ' ' || count(consent_id) from decision_run";
    assert_eq!(desk.town.value(rows).await?, "1 1 1");
    Ok(())
}

// REFER, never APPROVE, where data are missing
#[tokio::test]
async fn without_consent_nothing_is_approved() -> Result<()> {
    let desk = Desk::set().await?;
    let good = again(&desk).await?;
    assert_eq!((good["outcome"].as_str(), reasons(&good)), (Some("approve"), vec![]), "{good}");
    desk.firm.press(&format!("/api/consents/{}/withdrawal", desk.consent)).await?.expect(200);
    let decided = again(&desk).await?;
    assert_eq!(decided["outcome"], "refer");
    assert_eq!(reasons(&decided), ["consent_missing", "missing_data"]);
    assert!(decided["score_id"].is_null());
    Ok(())
}

// all reasons are reported, not only the first
#[tokio::test]
async fn every_reason_is_told() -> Result<()> {
    let desk = Desk::set().await?;
    let fact = async |item: &str, value: Value| desk.town.fact(desk.applicant, item, value).await;
    fact(
        "registration",
        json!({ "status": "revoked", "name": "别的企业", "established_on": "2015-01-01" }),
    )
    .await?;
    fact("court_enforcement", json!({ "dishonest": true, "open_cases": 1 })).await?;
    let tax = json!({ "taxable_sales_12m": "100000.00", "arrears": "0.01", "credit_grade": "D" });
    fact("tax", tax).await?;
    let decided = again(&desk).await?;
    assert_eq!(decided["outcome"], "refuse");
    let told: HashSet<_> = reasons(&decided).into_iter().collect();
    for reason in [
        "registration_not_active",
        "name_mismatch",
        "dishonest_debtor",
        "open_executions",
        "tax_arrears",
        "tax_grade_d",
        "amount_exceeds_sales",
    ] {
        assert!(told.contains(reason), "{reason} is missing in {told:?}");
    }
    let read = decided["parts"][2]["findings"].to_string();
    assert!(read.contains("\"tax_arrears\":\"0.01\""), "the value read is told: {read}");
    Ok(())
}

// R-10, B-13
#[tokio::test]
async fn one_hand_behind_many_applications_is_seen() -> Result<()> {
    let desk = Desk::set().await?;
    let mut form = application(desk.product);
    form["project_name"] = json!("颍州区粮食加工（二期）");
    form["device_id"] = json!("device-0001");
    for number in 0..3 {
        let login = format!("twin{number}");
        desk.town.company(&login).await?;
        let twin = desk.town.sign_in(&login).await?;
        twin.post_once("/api/orders", &login, form.clone()).await?.expect(201);
    }
    form["project_name"] = json!(" 颍州区粮食加工(二期) ");
    desk.firm.post_once("/api/orders", "first", form.clone()).await?.expect(201);
    form["project_name"] = json!("颍州区·粮食加工【二期】");
    let second = desk.firm.post_once("/api/orders", "second", form).await?.expect(201);
    let order = second["id"].as_str().context("no id")?.to_owned();
    desk.officer.press(&format!("/api/orders/{order}/grab")).await?.expect(200);
    let decided = again(&Desk { order, ..desk }).await?;
    let told = reasons(&decided);
    for reason in ["shared_phone", "shared_device", "project_financed_twice"] {
        assert!(told.contains(&reason), "{reason} is missing in {told:?}");
    }
    assert_eq!(decided["evidence"]["same_project"], json!([{ "orders": 1, "state": "submitted" }]));
    Ok(())
}

// B-13: a demand names its project as an application does; slots of one demand are no second financing
#[tokio::test]
async fn a_project_that_a_demand_asks_for_too_is_seen_with_how_many() -> Result<()> {
    let desk = Desk::set().await?;
    let mut form = Town::demand();
    form["project_name"] = json!("颍州区粮食加工（二期）");
    form["project_number"] = json!("２６０４-341202");
    let demand = desk.firm.post("/api/demands", form.clone()).await?.expect(201);
    let demand = demand["id"].as_str().context("no id")?;
    let path = format!("/api/demands/{demand}");
    let own = desk.firm.get(&path).await?.expect(200);
    assert_eq!(own["project_number"], "2604-341202");
    assert!(desk.officer.get(&path).await?.expect(200)["project_name"].is_null());
    let bank = desk.town.institution("bank").await?;
    desk.town.officer(bank, "rival").await?;
    let rival = desk.town.sign_in("rival").await?;
    let ours = desk.officer.press(&format!("{path}/grab")).await?.expect(200);
    rival.press(&format!("{path}/grab")).await?.expect(200);
    let order = ours["id"].as_str().context("no id")?.to_owned();
    let desk = Desk { order, ..desk };
    let decided = again(&desk).await?;
    assert_eq!(decided["evidence"]["same_project"], json!([]), "the slots of one demand are one");
    form["project_number"] = json!("2604-341202");
    form["project_name"] = json!("另一个名字");
    desk.firm.post("/api/demands", form).await?.expect(201);
    let mut applied = application(desk.product);
    applied["project_name"] = json!("颍州区·粮食加工【二期】");
    desk.firm.post_once("/api/orders", "third", applied).await?.expect(201);
    let decided = again(&desk).await?;
    assert_eq!(
        decided["evidence"]["same_project"],
        json!([{ "orders": 1, "state": "open" }, { "orders": 1, "state": "submitted" }])
    );
    assert!(reasons(&decided).contains(&"project_financed_twice"));
    Ok(())
}

#[tokio::test]
async fn a_listed_firm_is_refused_with_the_reason() -> Result<()> {
    let desk = Desk::set().await?;
    let entry = "insert into list_entry (kind, subject, credit_code, reason, source)
        select 'black', 'credit_code', credit_code, '提供虚假材料', '平台核查' from applicant";
    sqlx::query(entry).execute(&desk.town.database).await?;
    let decided = again(&desk).await?;
    assert_eq!(
        (decided["outcome"].as_str(), reasons(&decided)),
        (Some("refuse"), vec!["blacklisted"])
    );
    assert_eq!(decided["evidence"]["list_hits"][0]["reason"], "提供虚假材料");
    Ok(())
}

pub(crate) fn strict() -> Value {
    json!({
        "kind": "admission", "title": "从严准入",
        "body": { "rules": [{
            "id": "S1", "title": "金额上限", "when": { "amount": "$ > 100000" }, "outcome": "refuse",
            "reason": "amount_too_high",
        }] },
    })
}

pub(crate) struct Office {
    pub(crate) desk: Desk,
    pub(crate) author: Person,
    pub(crate) second: Person,
}

impl Office {
    pub(crate) async fn open() -> Result<Self> {
        let desk = Desk::set().await?;
        desk.town.staff("operator", "author").await?;
        desk.town.staff("regulator", "second").await?;
        let (author, second) =
            (desk.town.sign_in("author").await?, desk.town.sign_in("second").await?);
        Ok(Self { desk, author, second })
    }

    async fn draft(&self) -> Result<String> {
        let made = self.author.post("/api/rule-versions", strict()).await?.expect(201);
        assert_eq!((made["version"].as_i64(), made["state"].as_str()), (Some(2), Some("draft")));
        Ok(made["id"].as_str().context("no id")?.to_owned())
    }
}

// activated by a second person, from a moment on; a run replays by the version it was pinned to
#[tokio::test]
async fn rules_are_activated_by_a_second_person_and_replay_to_the_byte() -> Result<()> {
    let office = Office::open().await?;
    let before = again(&office.desk).await?;
    let version = office.draft().await?;
    let path = format!("/api/rule-versions/{version}/activation");
    office.author.post(&path, json!({})).await?.refused(403, "own_draft");
    let reply =
        office.second.post(&path, json!({ "effective_from": "2020-01-01T00:00:00Z" })).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["effective_from"]));
    office.second.press(&path).await?.expect(200);
    office.second.press(&path).await?.refused(409, "state_conflict");
    let after = again(&office.desk).await?;
    assert_eq!(
        (after["outcome"].as_str(), reasons(&after)),
        (Some("refuse"), vec!["amount_too_high"])
    );
    let replay = format!("/api/decisions/{}/replay", before["id"].as_str().unwrap_or_default());
    let replayed = office.desk.officer.press(&replay).await?.expect(200);
    assert_eq!(replayed["identical"], true);
    assert_eq!(replayed["result"]["outcome"], "approve", "by the rules of then");
    let kept = format!(
        "select result from decision_run where id = '{}'",
        before["id"].as_str().unwrap_or_default()
    );
    assert_eq!(replayed["replayed"], office.desk.town.value(&kept).await?);
    let checked = office.second.press(&replay).await?.expect(200);
    assert_eq!(checked, json!({ "identical": true }), "supervision learns nothing of the firm");
    let changed = sqlx::query("update rule_version set body = '{}' where version = 2");
    let refused = changed.execute(&office.desk.town.database).await.unwrap_err();
    let code = refused.as_database_error().and_then(|error| error.code());
    assert_eq!(code.as_deref(), Some("42501"), "a version never changes: {refused}");
    let listed = office.author.get("/api/rule-versions?kind=admission").await?.expect(200);
    let live: Vec<_> =
        listed["items"].as_array().into_iter().flatten().map(|one| one["live"] == true).collect();
    assert_eq!(live, [true, false]);
    Ok(())
}

#[tokio::test]
async fn rules_wait_for_their_moment() -> Result<()> {
    let office = Office::open().await?;
    let version = office.draft().await?;
    let path = format!("/api/rule-versions/{version}/activation");
    let later = json!({ "effective_from": "2033-01-01T00:00:00+08:00" });
    assert_eq!(
        office.second.post(&path, later).await?.expect(200)["effective_from"],
        "2032-12-31T16:00:00Z"
    );
    assert_eq!(again(&office.desk).await?["outcome"], "approve");
    Ok(())
}

//
#[tokio::test]
async fn a_version_in_the_shadow_decides_nothing_and_reports() -> Result<()> {
    let office = Office::open().await?;
    let version = office.draft().await?;
    let path = format!("/api/rule-versions/{version}");
    office.author.press(&format!("{path}/shadow")).await?.refused(403, "own_draft");
    office.second.press(&format!("{path}/shadow")).await?.expect(200);
    office.second.press(&format!("{path}/shadow")).await?.refused(409, "state_conflict");
    assert_eq!(again(&office.desk).await?["outcome"], "approve", "it decides nothing");
    let report = office.second.get(&format!("{path}/differences")).await?.expect(200);
    assert_eq!((report["runs"].as_i64(), report["stricter"].as_i64()), (Some(1), Some(1)));
    assert_eq!(report["items"][0]["shadow_outcome"], "refuse");
    assert_eq!(report["items"][0]["runs"], 1);
    let number = office.desk.town.value("select number from loan_order").await?;
    let told = report.to_string();
    assert!(!told.contains(&number) && !told.contains("run_id"), "no firm is named: {told}");
    office.author.delete(&format!("{path}/shadow")).await?.expect(200);
    again(&office.desk).await?;
    let report = office.second.get(&format!("{path}/differences")).await?.expect(200);
    assert_eq!(report["runs"], 1);
    Ok(())
}

// a draft that nobody needs is deleted, and that is in the trail; what has run is kept
#[tokio::test]
async fn a_draft_is_deleted_unless_it_has_run() -> Result<()> {
    let office = Office::open().await?;
    let path = format!("/api/rule-versions/{}", office.draft().await?);
    office.desk.officer.delete(&path).await?.refused(403, "forbidden_role");
    office.second.delete(&path).await?.expect(204);
    office.author.delete(&path).await?.refused(404, "not_found");
    let trail = office.desk.town.value(
        "select actor_role || ' ' || (detail->>'version') from audit_entry where action = 'delete_rules'",
    );
    assert_eq!(trail.await?, "regulator 2");
    let path = format!("/api/rule-versions/{}", office.draft().await?);
    office.second.press(&format!("{path}/shadow")).await?.expect(200);
    office.author.delete(&path).await?.refused(409, "state_conflict");
    again(&office.desk).await?;
    office.author.delete(&format!("{path}/shadow")).await?.expect(200);
    let refused = office.author.delete(&path).await?;
    assert_eq!((refused.status, refused.body["state"].as_str()), (409, Some("used")));
    let path = format!("/api/rule-versions/{}", live(&office).await?);
    office.second.delete(&path).await?.refused(409, "state_conflict");
    Ok(())
}

/// The version of admission that decides.
async fn live(office: &Office) -> Result<String> {
    let versions = office.author.get("/api/rule-versions?kind=admission").await?.expect(200);
    let mut items = versions["items"].as_array().into_iter().flatten();
    let live = items.find(|one| one["live"] == true).context("no rules")?;
    Ok(live["id"].as_str().context("no id")?.to_owned())
}

#[tokio::test]
async fn bad_rules_are_named() -> Result<()> {
    let office = Office::open().await?;
    let mut draft = strict();
    draft["body"]["rules"][0]["when"] = json!({ "amount": "$ >", "no_such": "$ > 1" });
    draft["kind"] = json!("feeling");
    let reply = office.author.post("/api/rule-versions", draft).await?;
    assert_eq!(reply.status, 422);
    let fields = reply.fields();
    assert_eq!(fields, ["kind", "body.rules[0].when.amount", "body.rules[0].when.no_such"]);
    let hostile = json!({ "kind": "admission", "title": "x", "body": { "rules": [], "other": 1 } });
    assert_eq!(office.author.post("/api/rule-versions", hostile).await?.status, 422);
    office.desk.officer.post("/api/rule-versions", strict()).await?.refused(403, "forbidden_role");
    Ok(())
}

/// Two clocks at once do no harm.
#[tokio::test]
async fn two_clocks_decide_each_order_once() -> Result<()> {
    let desk = Desk::set().await?;
    for number in 0..12 {
        desk.firm
            .post_once("/api/orders", &format!("k{number}"), Town::application(desk.product))
            .await?
            .expect(201);
    }
    let ticks = (0..4).map(|_| desk.town.tick("decide-application"));
    for reply in futures::future::join_all(ticks).await {
        reply?.expect(200);
    }
    let counts = "select count(*) || ' ' || count(distinct order_id) from decision_run";
    assert_eq!(desk.town.value(counts).await?, "13 13");
    Ok(())
}
