//! `read-inbox`: a message is read by its audience and by no other account.

use anyhow::{Context, Result};
use std::collections::HashSet;
use system_tests::{Person, Town, Value, json};
use uuid::Uuid;

async fn tell(town: &Town, audience: &str, whom: &str, count: i32) -> Result<()> {
    // One time for all of them: the pages differ by the id alone.
    let statement = format!(
        "insert into inbox (kind, {audience}, payload, created_at)
         select 'order_grabbed', '{whom}', '{{\"order_number\": \"RT-1\"}}', '2026-01-02 03:04:05.123456+08'
         from generate_series(1, {count})"
    );
    sqlx::raw_sql(&statement).execute(&town.database).await?;
    Ok(())
}

async fn unread(person: &Person) -> Result<Value> {
    Ok(person.get("/api/inbox").await?.expect(200)["unread"].clone())
}

#[tokio::test]
async fn each_hears_what_is_spoken_to_it() -> Result<()> {
    let town = Town::start().await?;
    let bank = town.institution("bank").await?;
    let officer = town.officer(bank, "officer.a").await?;
    town.manager(bank, "manager.a").await?;
    town.staff("operator", "operator.a").await?;
    town.staff("regulator", "regulator.a").await?;
    let company = town.company("firm").await?;
    tell(&town, "applicant_id", &company.to_string(), 1).await?;
    tell(&town, "officer_id", &officer.to_string(), 2).await?;
    tell(&town, "institution_id", &bank.to_string(), 3).await?;
    tell(&town, "role", "operator", 4).await?;
    tell(&town, "role", "officer", 9).await?;
    let heard =
        [("firm", 1), ("officer.a", 2), ("manager.a", 3), ("operator.a", 4), ("regulator.a", 0)];
    for (login, count) in heard {
        let person = town.sign_in(login).await?;
        let inbox = person.get("/api/inbox").await?.expect(200);
        let items = inbox["items"].as_array().context("no items")?;
        assert_eq!((items.len(), &inbox["unread"]), (count, &json!(count)), "{login}");
    }
    town.visitor()?.get("/api/inbox").await?.refused(401, "not_signed_in");
    Ok(())
}

#[tokio::test]
async fn pages_hold_every_message_once() -> Result<()> {
    let town = Town::start().await?;
    let company = town.company("firm").await?;
    tell(&town, "applicant_id", &company.to_string(), 25).await?;
    let person = town.sign_in("firm").await?;
    let (mut seen, mut path) = (HashSet::new(), "/api/inbox?limit=10".to_owned());
    for _ in 0..3 {
        let page = person.get(&path).await?.expect(200);
        for item in page["items"].as_array().context("no items")? {
            assert!(seen.insert(item["id"].to_string()), "{item} twice");
            assert_eq!(item["title"], "申请已受理");
        }
        path = format!(
            "/api/inbox?limit=10&cursor={}",
            page["next_cursor"].as_str().unwrap_or_default()
        );
    }
    assert_eq!(seen.len(), 25);
    for (query, field) in [("unread=1", "unread"), ("limit=0", "limit"), ("cursor=x", "cursor")] {
        let reply = person.get(&format!("/api/inbox?{query}")).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec![field]), "{}", reply.body);
    }
    Ok(())
}

#[tokio::test]
async fn a_mark_is_made_once_and_only_by_its_reader() -> Result<()> {
    let town = Town::start().await?;
    let company = town.company("firm").await?;
    town.company("other").await?;
    tell(&town, "applicant_id", &company.to_string(), 2).await?;
    let (person, other) = (town.sign_in("firm").await?, town.sign_in("other").await?);
    let inbox = person.get("/api/inbox").await?.expect(200);
    let path = format!("/api/inbox/{}/read", inbox["items"][0]["id"].as_str().context("no id")?);
    other.press(&path).await?.refused(404, "not_found");
    person.press(&format!("/api/inbox/{}/read", Uuid::nil())).await?.refused(404, "not_found");
    let marks = futures::future::try_join_all((0..8).map(|_| person.press(&path))).await?;
    let first = marks.first().context("no mark")?.body.clone();
    for mark in marks {
        assert_eq!(mark.expect(200), first, "the same answer each time");
    }
    assert_eq!(unread(&person).await?, 1);
    let left = person.get("/api/inbox?unread=true").await?.expect(200);
    assert_eq!(left["items"].as_array().map(Vec::len), Some(1));
    Ok(())
}

#[tokio::test]
async fn a_hundred_messages_are_read_at_once_and_nobody_elses() -> Result<()> {
    let town = Town::start().await?;
    let company = town.company("firm").await?;
    let other = town.company("other").await?;
    tell(&town, "applicant_id", &company.to_string(), 120).await?;
    tell(&town, "applicant_id", &other.to_string(), 3).await?;
    let (person, neighbour) = (town.sign_in("firm").await?, town.sign_in("other").await?);
    let one = person.get("/api/inbox").await?.expect(200)["items"][0]["id"].clone();
    person.press(&format!("/api/inbox/{}/read", one.as_str().unwrap_or_default())).await?;
    let marks = futures::future::try_join_all((0..4).map(|_| person.press("/api/inbox/read")));
    let marked: i64 =
        marks.await?.into_iter().filter_map(|mark| mark.expect(200)["marked"].as_i64()).sum();
    assert_eq!((marked, unread(&person).await?), (119, json!(0)), "each once");
    let listed = person.get("/api/inbox?unread=true").await?.expect(200);
    assert_eq!(listed["items"], json!([]));
    assert_eq!(unread(&neighbour).await?, 3);
    tell(&town, "applicant_id", &company.to_string(), 1).await?;
    assert_eq!(unread(&person).await?, 1, "what comes later is unread");
    town.visitor()?.press("/api/inbox/read").await?.refused(401, "not_signed_in");
    Ok(())
}
