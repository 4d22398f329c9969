use crate::demo::COUNTS;
use crate::{connect, count, demo_database, keyring, reference_database};
use crypto::field::{ORDER_CONTACT_NAME, ORDER_CONTACT_PHONE};
use database::orders::{Plan, load};
use sqlx::PgPool;
use support::Cluster;
use tokio::sync::OnceCell;
use uuid::Uuid;

const PLAN: Plan = Plan { orders: 500, seed: 7 };

/// A database of its own with the orders of the plan, which are made once.
async fn seeded_database() -> PgPool {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            let pool = newly_seeded_database(PLAN.seed).await;
            let name = sqlx::query_scalar("select current_database()::text");
            let name: String = name.fetch_one(&pool).await.unwrap();
            pool.close().await;
            name
        })
        .await;
    connect(&Cluster::shared().unwrap().fresh_database(template).unwrap()).await
}

async fn newly_seeded_database(seed: u32) -> PgPool {
    let pool = demo_database().await;
    load(&pool, &keyring(), Plan { seed, ..PLAN }).await.unwrap();
    pool
}

#[tokio::test]
async fn orders_contradict_nothing_and_can_be_added_again() {
    let pool = seeded_database().await;
    load(&pool, &keyring(), PLAN).await.unwrap();
    assert_eq!(count(&pool, "select count(*) from loan_order").await, 3000 + 2 * PLAN.orders);
    for (query, _) in
        COUNTS.iter().filter(|(query, none)| *none == 0 && !query.contains("366 days"))
    {
        assert_eq!(count(&pool, query).await, 0, "{query}");
    }
    let schemas = "select count(*) from pg_namespace where nspname like 'orders%'";
    assert_eq!(count(&pool, schemas).await, 0, "what only a run needs is left");
}

/// The walk of each order, and what every function that shows it joins to it.
#[tokio::test]
async fn orders_come_with_all_that_belongs_to_them() {
    let pool = seeded_database().await;
    let made = "from loan_order o join account a on a.applicant_id = o.applicant_id
                and a.oidc_issuer = 'https://identity.invalid/orders'";
    for (missing, of_which, from) in [
        ("an event", "true", "order_event x where x.order_id = o.id and x.to_state = o.state"),
        ("a decision", "true", "decision_run x where x.order_id = o.id"),
        (
            "an audit entry",
            "true",
            "audit_entry x where x.object_id = o.id and x.action = 'decide'",
        ),
        (
            "a message",
            "o.state not in ('submitted', 'withdrawn', 'not_chosen')",
            "inbox x where x.applicant_id = o.applicant_id and x.payload ->> 'state' = o.state
                 and x.payload ->> 'order_id' = o.id::text",
        ),
        (
            "a score",
            "exists (select from consent c where c.order_id = o.id)",
            "score x where x.order_id = o.id",
        ),
    ] {
        let query =
            format!("select count(*) {made} where {of_which} and not exists (select from {from})");
        assert_eq!(count(&pool, &query).await, 0, "an order without {missing}");
    }
    let events = format!("select count(*) {made} join order_event e on e.order_id = o.id");
    assert!(count(&pool, &events).await > 3 * PLAN.orders);
}

#[tokio::test]
async fn contacts_open_in_their_own_row() {
    let pool = seeded_database().await;
    let contacts: Vec<(Uuid, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "select o.id, o.contact_name_cipher, o.contact_phone_cipher
         from loan_order o join account a on a.applicant_id = o.applicant_id
         where a.oidc_issuer = 'https://identity.invalid/orders' and o.demand_id is null limit 50",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(contacts.len(), 50);
    for (id, name, phone) in contacts {
        let name = keyring().open(ORDER_CONTACT_NAME, id, &name).unwrap();
        assert!((2..=3).contains(&name.chars().count()), "{name}");
        let phone = keyring().open(ORDER_CONTACT_PHONE, id, &phone).unwrap();
        assert!(domain::Phone::parse(&phone).is_ok(), "{phone}");
    }
}

#[tokio::test]
async fn the_same_seed_makes_the_same_orders() {
    let digest = "select md5(string_agg(o.id || ' ' || o.amount, ',' order by o.id))
                  from loan_order o where o.submitted_at < now() - interval '3 days'";
    let mut digests: Vec<String> = Vec::new();
    for seed in [PLAN.seed, PLAN.seed, 8] {
        let pool = newly_seeded_database(seed).await;
        digests.push(sqlx::query_scalar(digest).fetch_one(&pool).await.unwrap());
    }
    assert_eq!(digests[0], digests[1]);
    assert_ne!(digests[0], digests[2]);
}

#[tokio::test]
async fn the_guards_stand_afterwards() {
    let pool = seeded_database().await;
    let illegal = "update loan_order set state = 'settled' where state = 'submitted'";
    let refused = sqlx::query(illegal).execute(&pool).await.unwrap_err().to_string();
    assert!(refused.contains("does not go from submitted to settled"), "{refused}");
}

#[tokio::test]
async fn orders_need_a_city() {
    let pool = reference_database().await;
    let refused = load(&pool, &keyring(), PLAN).await.unwrap_err();
    assert!(refused.to_string().contains("database demo"), "{refused}");
}
