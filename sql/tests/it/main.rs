//! The database tool against a real Postgres.
#![expect(clippy::unwrap_used, reason = "a helper that cannot do its part fails the test")]

mod calendar;
mod demo;
mod grants;
mod migrations;
mod orders;
mod reference;

use crypto::Keyring;
use sqlx::PgPool;
use support::Cluster;
use tokio::sync::OnceCell;

const DATA_KEYS: &str = "1:0123456789abcdeffedcba9876543210";
const INDEX_KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn keyring() -> Keyring {
    Keyring::parse(DATA_KEYS, INDEX_KEY).unwrap()
}

async fn empty_database() -> PgPool {
    connect(&Cluster::shared().unwrap().fresh_database("template1").unwrap()).await
}

/// A database with the schema and the reference data.
async fn reference_database() -> PgPool {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            let url = Cluster::shared().unwrap().fresh_database("template1").unwrap();
            let pool = connect(&url).await;
            database::migrate(&pool).await.unwrap();
            database::reference(&pool).await.unwrap();
            pool.close().await;
            url
        })
        .await;
    connect(&Cluster::shared().unwrap().fresh_database(template).unwrap()).await
}

/// A database with the demo city.
async fn demo_database() -> PgPool {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            let pool = reference_database().await;
            database::demo::load(&pool, &keyring()).await.unwrap().unwrap();
            let name = sqlx::query_scalar("select current_database()::text");
            let name: String = name.fetch_one(&pool).await.unwrap();
            pool.close().await;
            name
        })
        .await;
    connect(&Cluster::shared().unwrap().fresh_database(template).unwrap()).await
}

async fn connect(url: &str) -> PgPool {
    PgPool::connect(url).await.unwrap()
}

async fn count(pool: &PgPool, query: &str) -> i64 {
    sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
}
