//! The host, Postgres and Redis killed in the middle of load: what was acknowledged is there afterwards, nothing is
//! half done, and the service returns by itself. N-03, N-04

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "an answer of another shape fails the test, and ids are made here"
)]

use anyhow::{Result, ensure};
use futures::future::join_all;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use support::{Cluster, until};
use system_tests::{Person, Town, json};
use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior, interval};
use uuid::Uuid;

/// A firm and four officers who work on without a pause.
struct Rush {
    course: Arc<Course>,
    workers: Vec<JoinHandle<Worked>>,
}

/// How far the work has come, seen from outside.
#[derive(Default)]
struct Course {
    stop: AtomicBool,
    applied: AtomicUsize,
    grabbed: AtomicUsize,
    failures: AtomicUsize,
}

impl Course {
    fn goes_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }
}

/// Some hundred tries a second: a server that is down is not stormed.
fn pace() -> Interval {
    let mut pace = interval(Duration::from_millis(2));
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pace
}

/// What one worker was answered.
#[derive(Default)]
struct Worked {
    applied: Vec<String>,
    grabbed: Vec<String>,
    surprises: Vec<String>,
}

impl Rush {
    async fn begin(town: &Town, product: Uuid) -> Result<Self> {
        let course = Arc::new(Course::default());
        let mut workers = Vec::new();
        for _ in 0..2 {
            let (firm, course) = (town.sign_in("firm").await?, course.clone());
            workers.push(tokio::spawn(apply_on(firm, product, course)));
        }
        for n in 0..4 {
            let (officer, course) = (town.sign_in(&format!("officer.{n}")).await?, course.clone());
            workers.push(tokio::spawn(grab_on(officer, course)));
        }
        Ok(Self { course, workers })
    }

    /// Waits until everybody is hard at work.
    async fn is_on(&self) {
        let enough = |count: &AtomicUsize| count.load(Ordering::Relaxed) >= 100;
        let on =
            async || (enough(&self.course.applied) && enough(&self.course.grabbed)).then_some(());
        until("a hundred orders are made and grabbed", on).await;
    }

    /// Waits until somebody has noticed that a server is gone.
    async fn is_disturbed(&self) {
        let noticed = async || (self.course.failures.load(Ordering::Relaxed) > 0).then_some(());
        until("somebody notices", noticed).await;
    }

    async fn end(self) -> Result<Worked> {
        self.course.stop.store(true, Ordering::Relaxed);
        let mut all = Worked::default();
        for worked in join_all(self.workers).await {
            let worked = worked?;
            all.applied.extend(worked.applied);
            all.grabbed.extend(worked.grabbed);
            all.surprises.extend(worked.surprises);
        }
        Ok(all)
    }
}

async fn apply_on(firm: Person, product: Uuid, course: Arc<Course>) -> Worked {
    let (mut worked, mut pace) = (Worked::default(), pace());
    while course.goes_on() {
        pace.tick().await;
        let key = Uuid::new_v4().to_string();
        match firm.post_once("/api/orders", &key, Town::application(product)).await {
            Ok(reply) if reply.status == 201 => {
                worked.applied.push(text(&reply.body["id"]));
                course.applied.fetch_add(1, Ordering::Relaxed);
            }
            Ok(reply) if reply.status != 503 && reply.status != 401 => {
                worked.surprises.push(format!("apply: {} {}", reply.status, reply.body));
            }
            _ => _ = course.failures.fetch_add(1, Ordering::Relaxed),
        }
    }
    worked
}

async fn grab_on(officer: Person, course: Arc<Course>) -> Worked {
    let (mut worked, mut pace) = (Worked::default(), pace());
    while course.goes_on() {
        pace.tick().await;
        match officer.press("/api/pool/next/grab").await {
            Ok(reply) if reply.status == 200 => {
                worked.grabbed.push(text(&reply.body["id"]));
                course.grabbed.fetch_add(1, Ordering::Relaxed);
            }
            Ok(reply) if reply.status == 404 => {}
            Ok(reply) if reply.status != 503 && reply.status != 401 => {
                worked.surprises.push(format!("grab: {} {}", reply.status, reply.body));
            }
            _ => _ = course.failures.fetch_add(1, Ordering::Relaxed),
        }
    }
    worked
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

async fn scene(cluster: &Cluster) -> Result<(Town, Uuid)> {
    let town = Town::start_on(cluster).await?;
    let bank = town.institution("bank").await?;
    let product = town.product(bank).await?;
    town.company("firm").await?;
    // One firm's rush of applications would soon meet the highest cap that an institution may set.
    let uncapped = "alter table institution drop constraint institution_open_applications;
                    update institution set open_applications_max = 1000000";
    sqlx::raw_sql(uncapped).execute(&town.database).await?;
    for n in 0..4 {
        town.officer(bank, &format!("officer.{n}")).await?;
    }
    Ok((town, product))
}

/// Waits until the platform takes an application again.
async fn returns(town: &Town, product: Uuid) {
    let back = async || {
        let firm = town.sign_in("firm").await.ok()?;
        let key = Uuid::new_v4().to_string();
        let reply = firm.post_once("/api/orders", &key, Town::application(product)).await.ok()?;
        (reply.status == 201).then_some(())
    };
    until("the service returns", back).await;
}

/// Every acknowledged write is there, and no order stands without its event, or an event without its audit entry.
async fn nothing_is_lost_or_half_done(town: &Town, worked: &Worked) -> Result<()> {
    ensure!(worked.surprises.is_empty(), "{:?}", worked.surprises);
    ensure!(!worked.applied.is_empty() && !worked.grabbed.is_empty(), "nobody worked");
    let present: i64 =
        sqlx::query_scalar("select count(*) from loan_order where id::text = any($1)")
            .bind(&worked.applied)
            .fetch_one(&town.database)
            .await?;
    ensure!(usize::try_from(present)? == worked.applied.len(), "an acknowledged order is lost");
    let held: i64 = sqlx::query_scalar(
        "select count(distinct order_id) from order_event
         where to_state = 'grabbed' and order_id::text = any($1)",
    )
    .bind(&worked.grabbed)
    .fetch_one(&town.database)
    .await?;
    ensure!(usize::try_from(held)? == worked.grabbed.len(), "an acknowledged grab is lost");
    let halves = [
        "select count(*) from loan_order o where state <> (select to_state from order_event e
             where e.order_id = o.id order by id desc limit 1)",
        "select count(*) from loan_order o where (select count(*) from order_event e
             where e.order_id = o.id) <> (select count(*) from audit_entry a where a.object_id = o.id)",
        "select count(*) from loan_order o where (select count(*) from order_event e
             where e.order_id = o.id) <> (select count(*) from outbox where payload ->> 'order_id' = o.id::text)",
        "select count(*) - (select count(*) from idempotency) from loan_order",
    ];
    for half in halves {
        ensure!(town.value(half).await? == "0", "half a state: {half}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_is_killed() -> Result<()> {
    let cluster = Cluster::start_durable()?;
    let (mut town, product) = scene(&cluster).await?;
    let second = town.add_host().await?;
    let rush = Rush::begin(&town, product).await?;
    rush.is_on().await;
    town.hosts[0].kill().await?;
    rush.is_disturbed().await;
    let worked = rush.end().await?;
    nothing_is_lost_or_half_done(&town, &worked).await?;
    // The other host never stopped, and the sessions are its own as well.
    let firm = Person::signed_in(&second, "firm", system_tests::PASSWORD).await?;
    firm.post_once("/api/orders", "after", Town::application(product)).await?.expect(201);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_is_killed() -> Result<()> {
    let cluster = Cluster::start_durable()?;
    let (town, product) = scene(&cluster).await?;
    for _ in 0..2 {
        let rush = Rush::begin(&town, product).await?;
        rush.is_on().await;
        cluster.crash_postgres()?;
        rush.is_disturbed().await;
        cluster.restart_postgres()?;
        returns(&town, product).await;
        let worked = rush.end().await?;
        nothing_is_lost_or_half_done(&town, &worked).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_is_killed() -> Result<()> {
    let cluster = Cluster::start_durable()?;
    let (town, product) = scene(&cluster).await?;
    let rush = Rush::begin(&town, product).await?;
    rush.is_on().await;
    cluster.crash_redis()?;
    rush.is_disturbed().await;
    cluster.restart_redis()?;
    returns(&town, product).await;
    let worked = rush.end().await?;
    nothing_is_lost_or_half_done(&town, &worked).await
}

/// Every key of Redis is deleted in the middle of a story: people sign in again and go on where they were.
#[tokio::test(flavor = "multi_thread")]
async fn redis_forgets_everything() -> Result<()> {
    let cluster = Cluster::start_durable()?;
    let (town, product) = scene(&cluster).await?;
    let firm = town.sign_in("firm").await?;
    let officer = town.sign_in("officer.0").await?;
    let order = firm.post_once("/api/orders", "k", Town::application(product)).await?.expect(201);
    let order = text(&order["id"]);
    officer.press(&format!("/api/orders/{order}/grab")).await?.expect(200);
    cluster.crash_redis()?;
    cluster.restart_redis()?;
    let review = format!("/api/orders/{order}/first-review");
    let pass = json!({ "verdict": "pass", "remark": "" });
    let answer = until("Redis is found again", async || {
        let reply = officer.post(&review, pass.clone()).await;
        reply.map_or_else(
            |error| Some(Err(error)),
            |reply| (reply.status != 503).then_some(Ok(reply)),
        )
    });
    answer.await?.refused(401, "not_signed_in");
    // Each thread of the host has a connection of its own and finds Redis again by itself.
    let enter = async |login| until("they sign in", async || town.sign_in(login).await.ok()).await;
    let officer = enter("officer.0").await;
    officer.post(&review, pass).await?.expect(200);
    let again = enter("firm").await;
    let kept = again.post_once("/api/orders", "k", Town::application(product)).await?.expect(201);
    assert_eq!(kept["id"], order.as_str(), "the idempotency key was never in Redis");
    Ok(())
}
