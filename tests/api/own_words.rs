//! What an applicant writes in its own words is for the institution that has taken it up, and names nobody. U-18, G-18

use crate::rights::text;
use anyhow::Result;
use system_tests::{Person, Town, json};

const WORDS: &str = "扩建厂房，急需周转";

#[tokio::test]
async fn own_words_are_read_by_those_who_took_the_demand() -> Result<()> {
    let town = Town::start().await?;
    town.company("firm").await?;
    let bank = town.institution("bank").await?;
    town.officer(bank, "officer").await?;
    town.manager(bank, "manager").await?;
    town.staff("operator", "operator").await?;
    town.staff("regulator", "regulator").await?;
    let firm = town.sign_in("firm").await?;
    let mut form = Town::demand();
    form["description"] = json!(WORDS);
    let demand = text(&firm.post("/api/demands", form).await?.expect(201), "id")?;
    let mut people = Vec::new();
    for login in ["officer", "manager", "operator", "regulator"] {
        people.push(town.sign_in(login).await?);
    }
    let path = format!("/api/demands/{demand}");
    let reads = async |person: &Person| -> Result<bool> {
        let read = person.get(&path).await?.expect(200).to_string().contains(WORDS);
        let listed = person.get("/api/demands").await?.expect(200).to_string().contains(WORDS);
        assert_eq!(read, listed);
        Ok(read)
    };
    assert!(reads(&firm).await?);
    for person in &people {
        assert!(!reads(person).await?, "nobody before the grab");
    }
    assert!(!people[0].get("/api/pool").await?.expect(200).to_string().contains(WORDS));
    people[0].press(&format!("{path}/grab")).await?.expect(200);
    for (person, may) in people.iter().zip([true, true, false, false]) {
        assert_eq!(reads(person).await?, may, "after the grab its institution, supervision never");
    }
    Ok(())
}

#[tokio::test]
async fn the_reason_of_a_withdrawal_is_for_the_bank_that_had_the_order() -> Result<()> {
    let town = Town::start().await?;
    town.company("firm").await?;
    let bank = town.institution("bank").await?;
    let product = town.product(bank).await?;
    town.officer(bank, "officer").await?;
    town.manager(bank, "manager").await?;
    town.staff("regulator", "regulator").await?;
    let [firm, officer, manager, regulator] = [
        town.sign_in("firm").await?,
        town.sign_in("officer").await?,
        town.sign_in("manager").await?,
        town.sign_in("regulator").await?,
    ];
    for grabbed in [false, true] {
        let form = Town::application(product);
        let key = format!("grabbed-{grabbed}");
        let order = text(&firm.post_once("/api/orders", &key, form).await?.expect(201), "id")?;
        let path = format!("/api/orders/{order}");
        if grabbed {
            officer.press(&format!("{path}/grab")).await?.expect(200);
        }
        let reason = json!({ "reason": WORDS });
        firm.post(&format!("{path}/withdrawal"), reason).await?.expect(200);
        for (person, may) in [(&firm, true), (&manager, grabbed), (&regulator, false)] {
            let read = person.get(&path).await?.expect(200);
            assert_eq!(read.to_string().contains(WORDS), may, "{read}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn numbers_of_people_are_refused_where_somebody_writes_freely() -> Result<()> {
    let town = Town::start().await?;
    town.company("firm").await?;
    let bank = town.institution("bank").await?;
    let product = town.product(bank).await?;
    let firm = town.sign_in("firm").await?;
    for words in ["请打 170-0000-0001", "身份证 341202199001011237", "微信：abc 1234567"] {
        let mut demand = Town::demand();
        demand["description"] = json!(words);
        let reply = firm.post("/api/demands", demand).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec!["description"]), "{words}");
        assert_eq!(reply.body["fields"][0]["code"], "names_identity");
        let mut form = Town::application(product);
        form["project_name"] = json!(words);
        let reply = firm.post_once("/api/orders", "named", form).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec!["project_name"]), "{words}");
    }
    let made = firm.post_once("/api/orders", "order", Town::application(product)).await?;
    let order = text(&made.expect(201), "id")?;
    let path = format!("/api/orders/{order}/withdrawal");
    let reply = firm.post(&path, json!({ "reason": "改打 17000000001" })).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["reason"]));
    firm.post(&path, json!({ "reason": "采购 3 台设备，改用自有资金 1,250,000.00 元" }))
        .await?
        .expect(200);
    Ok(())
}
