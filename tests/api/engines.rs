//! What fails in the engines that decide: it is put off, counted, shown and told, and stops nothing else.

use crate::consent::Desk;
use crate::decision::{Office, again, strict};
use anyhow::Result;
use system_tests::{Town, json};

/// Rules that cannot be read, live for one product.
async fn spoil(desk: &Desk, kind: &str) -> Result<()> {
    sqlx::query(
        "insert into rule_version (id, kind, product_id, version, title, body, state, effective_from)
         values (gen_random_uuid(), $1, $2, 1, '坏规则', '{\"rules\": 1}', 'active', now())",
    )
    .bind(kind)
    .bind(desk.product)
    .execute(&desk.town.database)
    .await?;
    Ok(())
}

// one case that cannot be decided is put off, counted, shown and told, and stops no other
#[tokio::test]
async fn one_bad_case_stops_no_other() -> Result<()> {
    let desk = Desk::set().await?;
    desk.town.staff("operator", "operator").await?;
    let operator = desk.town.sign_in("operator").await?;
    spoil(&desk, "admission").await?;
    let bank = desk.town.value("select institution_id from loan_order").await?.parse()?;
    let other = desk.town.product(bank).await?;
    for number in 0..2 {
        let form = Town::application(other);
        desk.firm.post_once("/api/orders", &format!("k{number}"), form).await?.expect(201);
    }
    let tick = async || anyhow::Ok(desk.town.tick("decide-application").await?.expect(200));
    let swept = tick().await?;
    assert_eq!(
        swept,
        json!({ "decided": 2, "found": 3, "done": 2, "failed": 1 }),
        "the oldest fails"
    );
    assert_eq!(tick().await?["found"], 0, "it is not tried in every sweep");
    let engines = operator.get("/api/engine-monitor").await?.expect(200);
    let engine = &engines["items"][0];
    assert_eq!((&engine["engine"], &engine["failing"]), (&json!("decide-application"), &json!(1)));
    assert_eq!(engine["last_run"]["failed"], 1);
    assert_eq!(engine["failures"][0]["item_id"], desk.order.as_str());
    assert_eq!(engine["failures"][0]["attempts"], 1);
    assert_eq!(operator.get("/api/decision-queue").await?.expect(200)["failing"], 1);
    let alarms = "select count(*) from inbox where kind = 'engine_failed' and role = 'operator'";
    assert_eq!(desk.town.value(alarms).await?, "1");

    let due = "update job_retry set retry_at = now()";
    sqlx::query(due).execute(&desk.town.database).await?;
    assert_eq!(tick().await?["failed"], 1);
    let waits =
        "select attempts || ' ' || round(extract(epoch from retry_at - now()) / 60) from job_retry";
    assert_eq!(desk.town.value(waits).await?, "2 2", "the second time twice as long");
    assert_eq!(desk.town.value(alarms).await?, "1", "told once a day");

    sqlx::query("update rule_version set state = 'retired' where title = '坏规则'")
        .execute(&desk.town.database)
        .await?;
    sqlx::query(due).execute(&desk.town.database).await?;
    assert_eq!(tick().await?["decided"], 1);
    assert_eq!(
        desk.town.value("select count(*) from job_retry").await?,
        "0",
        "forgotten when done"
    );
    Ok(())
}

// a run that an officer asks for fails in its own answer, and raises the same alarm
#[tokio::test]
async fn an_engine_that_fails_when_asked_raises_the_alarm() -> Result<()> {
    let desk = Desk::set().await?;
    spoil(&desk, "anti_fraud").await?;
    let path = format!("/api/orders/{}/decision", desk.order);
    desk.officer.press(&path).await?.refused(500, "internal");
    let told = "select count(*) || ' ' || min(payload ->> 'engine') from inbox where kind = 'engine_failed'";
    assert_eq!(desk.town.value(told).await?, "1 decide-application");
    Ok(())
}

/// What is in the database is not trusted to have gone through the door: rules from before the language had its bounds.
#[tokio::test]
async fn a_shadow_never_fails_the_run_that_decides() -> Result<()> {
    let office = Office::open().await?;
    let endless = "count([1..$*1000], # >= 0) > 0";
    let mut draft = strict();
    draft["body"]["rules"][0]["when"] = json!({ "amount": endless });
    let reply = office.author.post("/api/rule-versions", draft).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["body.rules[0].when.amount"]));
    for (number, when) in [(7, json!({ "amount": endless })), (8, json!(["not", "an object"]))] {
        let rule = json!({ "id": "S1", "title": "试", "when": when, "outcome": "refuse", "reason": "odd" });
        sqlx::query(
            "insert into rule_version (id, kind, version, title, body, state)
             values (gen_random_uuid(), 'admission', $1, '旧规则', $2, 'shadow')",
        )
        .bind(number)
        .bind(json!({ "rules": [rule] }))
        .execute(&office.desk.town.database)
        .await?;
    }
    let swept = office.desk.town.tick("decide-application").await?.expect(200);
    assert_eq!((&swept["decided"], &swept["failed"]), (&json!(1), &json!(0)), "{swept}");
    assert_eq!(again(&office.desk).await?["outcome"], "approve");
    let shadows = "select string_agg(outcome || reasons::text, ' ') from shadow_run";
    assert_eq!(office.desk.town.value(shadows).await?, "refer{rule_failed} refer{rule_failed}");
    Ok(())
}
