//! Whom a demand's consent opens the data to, and for how long; what a bank that was not chosen sees. U-21, U-22, U-28

use crate::rights::text;
use anyhow::{Context, Result};
use reqwest::Method;
use system_tests::{Person, Town, Value, json};

/// A firm with a demand that two banks took and pre-credited.
struct Auction {
    town: Town,
    firm: Person,
    officers: [Person; 2],
    names: [String; 2],
    demand: String,
    orders: [String; 2],
}

impl Auction {
    async fn hold() -> Result<Self> {
        let town = Town::start().await?;
        let applicant = town.company("firm").await?;
        town.facts(applicant).await?;
        let firm = town.sign_in("firm").await?;
        let mut form = Town::demand();
        form["consent_text_id"] = json!("loan_application.2");
        let demand = text(&firm.post("/api/demands", form).await?.expect(201), "id")?;
        let (mut officers, mut names, mut orders) = (Vec::new(), Vec::new(), Vec::new());
        for login in ["one", "two"] {
            let bank = town.institution("bank").await?;
            let name = format!("select name from institution where id = '{bank}'");
            names.push(town.value(&name).await?);
            town.officer(bank, login).await?;
            let officer = town.sign_in(login).await?;
            let taken = officer.press(&format!("/api/demands/{demand}/grab")).await?.expect(200);
            let order = text(&taken, "id")?;
            let path = format!("/api/orders/{order}/first-review");
            officer.post(&path, Town::offer("700000.00")).await?.expect(200);
            officers.push(officer);
            orders.push(order);
        }
        let (officers, names, orders) = (two(officers)?, two(names)?, two(orders)?);
        Ok(Self { town, firm, officers, names, demand, orders })
    }

    async fn consent(&self) -> Result<Value> {
        Ok(self.firm.get("/api/consents").await?.expect(200)["items"][0].clone())
    }
}

fn two<T>(list: Vec<T>) -> Result<[T; 2]> {
    list.try_into().ok().context("not two")
}

/// The names of those who may look, and whether each still may.
fn receivers(consent: &Value) -> Vec<(String, bool)> {
    let list = consent["receivers"].as_array().cloned().unwrap_or_default();
    let one =
        |one: &Value| (one["name"].as_str().unwrap_or_default().to_owned(), one["until"].is_null());
    list.iter().map(one).collect()
}

#[tokio::test]
async fn a_demands_consent_names_each_bank_that_takes_it_and_ends_with_the_last() -> Result<()> {
    let auction = Auction::hold().await?;
    let [winner, loser] = &auction.officers;
    let [ours, theirs] = &auction.orders;
    let named = |open: [bool; 2]| -> Vec<(String, bool)> {
        auction.names.iter().cloned().zip(open).collect()
    };
    assert_eq!(receivers(&auction.consent().await?), named([true, true]));
    let report = |order: &str| format!("/api/orders/{order}/report");
    winner.press(&report(ours)).await?.expect(201);
    let shown = text(&loser.press(&report(theirs)).await?.expect(201), "page")?;

    let choice = json!({ "order_id": ours });
    let path = format!("/api/demands/{}/choice", auction.demand);
    auction.firm.post(&path, choice).await?.expect(200);
    loser.press(&report(theirs)).await?.refused(403, "order_ended");
    assert_eq!(loser.request(Method::GET, &shown).send().await?.status(), 403);
    winner.press(&report(ours)).await?.expect(201);
    let consent = auction.consent().await?;
    assert_eq!(receivers(&consent), named([true, false]));
    assert!(consent["ended_at"].is_null(), "one order is open");

    let refuse = json!({ "verdict": "refuse", "reason_code": "other", "remark": "" });
    winner.post(&format!("/api/orders/{ours}/credit"), refuse).await?.expect(200);
    winner.press(&report(ours)).await?.refused(403, "order_ended");
    assert!(auction.consent().await?["ended_at"].is_string(), "the last order has ended");
    Ok(())
}

// A consent that is withdrawn is told to each officer who read by it.
#[tokio::test]
async fn every_bank_of_a_demand_learns_of_the_withdrawal() -> Result<()> {
    let auction = Auction::hold().await?;
    let consent = text(&auction.consent().await?, "id")?;
    auction.firm.press(&format!("/api/consents/{consent}/withdrawal")).await?.expect(200);
    let told = "select count(distinct officer_id) from inbox where kind = 'consent_withdrawn'";
    assert_eq!(auction.town.value(told).await?, "2");
    Ok(())
}

#[tokio::test]
async fn a_bank_that_was_not_chosen_does_not_see_who_was() -> Result<()> {
    let auction = Auction::hold().await?;
    let [winner, loser] = &auction.officers;
    let [ours, _] = &auction.orders;
    let path = format!("/api/demands/{}", auction.demand);
    let choice = json!({ "order_id": ours });
    auction.firm.post(&format!("{path}/choice"), choice).await?.expect(200);
    for (person, sees) in [(winner, true), (loser, false), (&auction.firm, true)] {
        let read = person.get(&path).await?.expect(200);
        assert_eq!(read["chosen_order_id"] == ours.as_str(), sees, "{read}");
        let listed = person.get("/api/demands").await?.expect(200);
        assert_eq!(listed["items"][0]["chosen_order_id"] == ours.as_str(), sees, "{listed}");
        assert_eq!(read.to_string().contains(ours), sees, "{read}");
    }
    Ok(())
}

// U-22: the consent ended with the failed demand; the new one has what is agreed to with it
#[tokio::test]
async fn a_demand_that_is_posted_again_asks_for_its_consent_again() -> Result<()> {
    let auction = Auction::hold().await?;
    let [winner, loser] = &auction.officers;
    let [ours, _] = &auction.orders;
    let path = format!("/api/demands/{}", auction.demand);
    let choice = json!({ "order_id": ours });
    auction.firm.post(&format!("{path}/choice"), choice).await?.expect(200);
    let refuse = json!({ "verdict": "refuse", "reason_code": "other", "remark": "" });
    winner.post(&format!("/api/orders/{ours}/credit"), refuse).await?.expect(200);
    let repost = format!("{path}/repost");
    for old in ["loan_application.1", "self_assessment.1", "无"] {
        let reply = auction.firm.post(&repost, json!({ "consent_text_id": old })).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec!["consent_text_id"]), "{old}");
    }
    let form = json!({ "consent_text_id": "loan_application.2" });
    let again = auction.firm.post_once(&repost, "again", form.clone()).await?.expect(201);
    let (fresh, consent) = (text(&again, "id")?, text(&again, "consent_id")?);
    assert_eq!(auction.firm.post_once(&repost, "again", form).await?.expect(201), again);
    let taken = loser.press(&format!("/api/demands/{fresh}/grab")).await?.expect(200);
    let order = text(&taken, "id")?;
    loser.press(&format!("/api/orders/{order}/report")).await?.expect(201);
    let by = format!("select consent_id from report where order_id = '{order}'");
    assert_eq!(auction.town.value(&by).await?, consent);
    Ok(())
}

// What the platform saw, not what a body says
#[tokio::test]
async fn the_channel_of_a_consent_is_what_the_platform_saw() -> Result<()> {
    let town = Town::start().await?;
    town.company("firm").await?;
    let firm = town.sign_in("firm").await?;
    for (user_agent, channel) in [
        ("Mozilla/5.0 (X11; Linux x86_64)", "web"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", "phone"),
        ("Mozilla/5.0 (Linux; Android 15) Mobile MicroMessenger/8.0.50", "wechat"),
    ] {
        let request = firm.request(Method::POST, "/api/consents").header("user-agent", user_agent);
        let form = json!({ "text_id": "self_assessment.1", "channel": "counter" });
        let given = Person::send(request.json(&form)).await?.expect(201);
        assert_eq!(given["channel"], channel);
        let mut demand = Town::demand();
        demand["consent_text_id"] = json!("loan_application.2");
        let request = firm.request(Method::POST, "/api/demands").header("user-agent", user_agent);
        let posted = Person::send(request.json(&demand)).await?.expect(201);
        let kept =
            format!("select channel from consent where id = '{}'", text(&posted, "consent_id")?);
        assert_eq!(town.value(&kept).await?, channel);
    }
    Ok(())
}
