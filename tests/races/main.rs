//! Many at once, through two host processes on one database: Postgres decides, and exactly one wins.

#![expect(clippy::indexing_slicing, reason = "an answer of another shape fails the test")]

use anyhow::{Context, Result};
use futures::future::{join_all, try_join_all};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use std::collections::HashSet;
use system_tests::{Person, Reply, Town, json};
use uuid::Uuid;

const OFFICERS: usize = 50;

/// A town with a bank of fifty officers, every other one at the second host.
struct Crowd {
    town: Town,
    product: Uuid,
    applicant: Person,
    officers: Vec<Person>,
}

impl Crowd {
    async fn gather() -> Result<Self> {
        let mut town = Town::start().await?;
        let second = town.add_host().await?;
        let bank = town.institution("bank").await?;
        let product = town.product(bank).await?;
        town.company("firm").await?;
        for n in 0..OFFICERS {
            town.officer(bank, &format!("officer.{n}")).await?;
        }
        let names: Vec<_> = (0..OFFICERS).map(|n| format!("officer.{n}")).collect();
        let mut officers = Vec::new();
        for few in names.chunks(10) {
            officers.extend(try_join_all(few.iter().map(|name| town.sign_in(name))).await?);
        }
        for officer in officers.iter_mut().skip(1).step_by(2) {
            *officer = officer.at(&second);
        }
        let applicant = town.sign_in("firm").await?;
        Ok(Self { town, product, applicant, officers })
    }

    async fn apply(&self, key: &str) -> Result<Reply> {
        self.applicant.post_once("/api/orders", key, Town::application(self.product)).await
    }

    async fn order(&self, key: &str) -> Result<String> {
        let order = self.apply(key).await?.expect(201);
        Ok(order["id"].as_str().context("no id")?.to_owned())
    }
}

fn tally(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

// `grab-order` B-01, N-07
#[tokio::test(flavor = "multi_thread")]
async fn fifty_officers_want_one_order() -> Result<()> {
    let crowd = Crowd::gather().await?;
    for round in 0..4 {
        let order = crowd.order(&format!("round-{round}")).await?;
        let path = format!("/api/orders/{order}/grab");
        let replies =
            try_join_all(crowd.officers.iter().map(|officer| officer.press(&path))).await?;
        assert_eq!(tally(&replies, 200), 1);
        assert_eq!(tally(&replies, 409), OFFICERS - 1);
        assert!(replies.iter().all(|reply| reply.status == 200 || reply.code() == "order_taken"));
        let grabs = format!(
            "select count(*) from order_event where order_id = '{order}' and to_state = 'grabbed'"
        );
        assert_eq!(crowd.town.value(&grabs).await?, "1");
    }
    Ok(())
}

// B-01, W-07
#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_orders_find_five_hundred_winners() -> Result<()> {
    const ORDERS: usize = 500;
    let mut crowd = Crowd::gather().await?;
    let bank = "select institution_id from product";
    let bank: Uuid = sqlx::query_scalar(bank).fetch_one(&crowd.town.database).await?;
    for few in (0..ORDERS).collect::<Vec<_>>().chunks(50) {
        // A firm has at most a hundred open applications for one product.
        crowd.product = crowd.town.product(bank).await?;
        let keys: Vec<_> = few.iter().map(|n| format!("order-{n}")).collect();
        try_join_all(keys.iter().map(|key| crowd.order(key))).await?;
    }
    let hunts = crowd.officers.iter().map(|officer| async move {
        let mut taken = Vec::new();
        loop {
            let reply = officer.press("/api/pool/next/grab").await?;
            if reply.status == 404 {
                assert_eq!(reply.code(), "pool_empty");
                return anyhow::Ok(taken);
            }
            taken.push(reply.expect(200)["id"].to_string());
        }
    });
    let taken: Vec<String> = try_join_all(hunts).await?.into_iter().flatten().collect();
    let mut left = taken.len();
    // A worker that found every row locked by others ended early; what is left is taken now, one by one.
    let mut distinct: HashSet<String> = taken.into_iter().collect();
    assert_eq!(distinct.len(), left, "no order was won twice");
    while left < ORDERS {
        let reply = crowd.officers[0].press("/api/pool/next/grab").await?.expect(200);
        assert!(distinct.insert(reply["id"].to_string()), "no order was won twice");
        left += 1;
    }
    crowd.officers[0].press("/api/pool/next/grab").await?.refused(404, "pool_empty");
    let grabbed = "select count(distinct order_id) from order_event where to_state = 'grabbed'";
    assert_eq!(crowd.town.value(grabbed).await?, ORDERS.to_string());
    Ok(())
}

// B-01, B-04
#[tokio::test(flavor = "multi_thread")]
async fn the_next_of_the_pool_is_the_oldest_of_both_kinds() -> Result<()> {
    let crowd = Crowd::gather().await?;
    let mut shown = Vec::new();
    for round in 0..3 {
        let demand = crowd.applicant.post("/api/demands", Town::demand()).await?.expect(201);
        shown.push(demand["id"].clone());
        let order = crowd.order(&format!("order-{round}")).await?;
        shown.push(json!(order));
    }
    for wanted in &shown {
        let taken = crowd.officers[0].press("/api/pool/next/grab").await?.expect(200);
        let it = if taken["demand_id"].is_null() { &taken["id"] } else { &taken["demand_id"] };
        assert_eq!(it, wanted, "the oldest first");
        assert!(taken["contact_phone"].is_string());
    }
    crowd.officers[0].press("/api/pool/next/grab").await?.refused(404, "pool_empty");
    for _ in 0..10 {
        crowd.applicant.post("/api/demands", Town::demand()).await?.expect(201);
    }
    let presses = crowd.officers.iter().map(|officer| officer.press("/api/pool/next/grab"));
    let replies = try_join_all(presses).await?;
    let won: HashSet<String> = replies
        .iter()
        .filter(|reply| reply.status == 200)
        .map(|reply| reply.body["demand_id"].to_string())
        .collect();
    assert_eq!(won.len(), tally(&replies, 200), "one slot of a demand for an institution");
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        assert!(["pool_empty", "already_taken"].contains(&reply.code()), "{}", reply.body);
    }
    Ok(())
}

// U-11
#[tokio::test(flavor = "multi_thread")]
async fn twenty_clicks_make_one_order() -> Result<()> {
    let crowd = Crowd::gather().await?;
    let second = crowd.applicant.at(crowd.town.hosts[1].base_url());
    let form = Town::application(crowd.product);
    let clicks = (0..20).map(|n| {
        let browser = if n % 2 == 0 { &crowd.applicant } else { &second };
        browser.post_once("/api/orders", "one-key", form.clone())
    });
    let replies = try_join_all(clicks).await?;
    let first = replies[0].clone().expect(201);
    for reply in replies {
        assert_eq!(reply.expect(201), first);
    }
    assert_eq!(crowd.town.value("select count(*) from loan_order").await?, "1");
    let mut other = Town::application(crowd.product);
    other["amount"] = json!("500001.00");
    let reused = crowd.applicant.post_once("/api/orders", "one-key", other).await?;
    assert_eq!(reused.body["existing"]["id"], first["id"], "it names the order that exists");
    assert_eq!(reused.body["existing"]["number"], first["number"]);
    reused.refused(422, "idempotency_key_reused");
    let mut keys: Vec<_> = form.as_object().into_iter().flatten().collect();
    keys.reverse();
    let turned: Vec<_> = keys.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
    let request = crowd.applicant.request(Method::POST, "/api/orders");
    let request = request.header(CONTENT_TYPE, "application/json");
    let request = request.header("Idempotency-Key", "one-key");
    let again = Person::send(request.body(format!("{{ {} }}", turned.join(", ")))).await?;
    assert_eq!(again.expect(201), first, "the same JSON in another order of its keys");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawal_and_grab_never_both_win() -> Result<()> {
    let crowd = Crowd::gather().await?;
    for round in 0..20 {
        let order = crowd.order(&format!("round-{round}")).await?;
        let (grab, withdrawal) =
            (format!("/api/orders/{order}/grab"), format!("/api/orders/{order}/withdrawal"));
        let (grabbed, withdrawn) = tokio::join!(
            crowd.officers[round % OFFICERS].press(&grab),
            crowd.applicant.post(&withdrawal, json!({}))
        );
        let (grabbed, withdrawn) = (grabbed?, withdrawn?);
        let chain = crowd
            .town
            .value(&format!(
                "select string_agg(to_state, ' ' order by id) from order_event where order_id = '{order}'"
            ))
            .await?;
        // A withdrawal may still follow a grab; a grab never follows a withdrawal.
        match (grabbed.status, withdrawn.status) {
            (200, 200) => assert_eq!(chain, "submitted grabbed withdrawn"),
            (409, 200) => assert_eq!(chain, "submitted withdrawn"),
            (200, 409) => assert_eq!(chain, "submitted grabbed"),
            other => panic!("{other:?}: {chain}"),
        }
    }
    Ok(())
}

// U-21
#[tokio::test(flavor = "multi_thread")]
async fn a_choice_is_made_once() -> Result<()> {
    let crowd = Crowd::gather().await?;
    let second = crowd.applicant.at(crowd.town.hosts[1].base_url());
    let other = crowd.town.institution("bank").await?;
    crowd.town.officer(other, "officer.x").await?;
    let rival = crowd.town.sign_in("officer.x").await?;
    for _ in 0..10 {
        let demand = crowd.applicant.post("/api/demands", Town::demand()).await?.expect(201);
        let demand = demand["id"].as_str().context("no id")?.to_owned();
        let mut orders = Vec::new();
        for officer in [&crowd.officers[0], &rival] {
            let won = officer.press(&format!("/api/demands/{demand}/grab")).await?.expect(200);
            let order = won["id"].as_str().context("no id")?.to_owned();
            let path = format!("/api/orders/{order}/first-review");
            officer.post(&path, Town::offer("1000.00")).await?.expect(200);
            orders.push(order);
        }
        let path = format!("/api/demands/{demand}/choice");
        let choices = orders
            .iter()
            .zip([&crowd.applicant, &second])
            .map(|(order, browser)| browser.post(&path, json!({ "order_id": order })));
        let replies: Vec<Reply> = join_all(choices).await.into_iter().collect::<Result<_>>()?;
        assert_eq!((tally(&replies, 200), tally(&replies, 409)), (1, 1), "{replies:?}");
        let alive = format!(
            "select string_agg(state, ' ' order by state) from loan_order where demand_id = '{demand}'"
        );
        assert_eq!(crowd.town.value(&alive).await?, "first_review_passed not_chosen");
    }
    Ok(())
}
