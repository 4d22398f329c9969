use crate::{count, empty_database, reference_database};
use domain::OrderState;
use sqlx::PgPool;
use std::collections::BTreeSet;
use std::path::Path;

/// What tells one schema from another: columns, constraints, indexes, triggers and functions.
const FINGERPRINT: &str = "
    select string_agg(line, e'\n' order by line collate \"C\") from (
        select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
            || ' ' || coalesce(column_default, '') as line
        from information_schema.columns
        where table_schema = 'public' and table_name <> '_sqlx_migrations'
        union all
        select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace and conname not like '_sqlx%'
        union all
        select indexdef from pg_indexes
        where schemaname = 'public' and tablename <> '_sqlx_migrations'
        union all
        select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
        union all
        select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
    ) as fact (line)";

#[tokio::test]
async fn migrate_applies_everything_once() {
    let pool = empty_database().await;
    let pending = database::pending(&pool).await.unwrap();
    assert_eq!(pending.len(), files().len(), "{pending:?}");
    database::migrate(&pool).await.unwrap();
    assert!(database::pending(&pool).await.unwrap().is_empty());
    database::migrate(&pool).await.unwrap();
}

#[tokio::test]
async fn two_migrations_at_once_wait_for_each_other() {
    let pool = empty_database().await;
    let (first, second) = tokio::join!(database::migrate(&pool), database::migrate(&pool));
    first.unwrap();
    second.unwrap();
}

/// A migration that was interrupted may be run again, whole.
#[tokio::test]
async fn each_file_survives_being_run_twice() {
    let pool = empty_database().await;
    for file in files() {
        for _ in 0..2 {
            let done = sqlx::raw_sql(&file.1).execute(&pool).await;
            assert!(done.is_ok(), "{}: {done:?}", file.0);
        }
    }
    let by_hand = fingerprint(&pool).await;
    database::migrate(&pool).await.unwrap();
    assert_eq!(fingerprint(&pool).await, by_hand);
    let migrated = reference_database().await;
    assert_eq!(fingerprint(&migrated).await, by_hand);
    assert_eq!(count(&pool, "select count(*) from order_transition").await, 13);
}

#[tokio::test]
async fn files_are_numbered_without_gaps() {
    for (number, (name, _)) in (1..).zip(files()) {
        assert!(name.starts_with(&format!("{number:04}_")), "{name} should be number {number}");
    }
}

/// The steps of an order stand twice, as rows and as a type; they must say the same.
#[tokio::test]
async fn the_database_and_the_domain_know_the_same_steps() {
    let pool = reference_database().await;
    let rows: Vec<(String, String)> =
        sqlx::query_as("select from_state, to_state from order_transition")
            .fetch_all(&pool)
            .await
            .unwrap();
    let of_domain: BTreeSet<(String, String)> = OrderState::ALL
        .iter()
        .flat_map(|from| from.next().iter().map(move |to| (from, to)))
        .map(|(from, to)| (from.as_str().to_owned(), to.as_str().to_owned()))
        .collect();
    assert_eq!(rows.into_iter().collect::<BTreeSet<_>>(), of_domain);
}

async fn fingerprint(pool: &PgPool) -> String {
    sqlx::query_scalar(FINGERPRINT).fetch_one(pool).await.unwrap()
}

/// Name and text of each migration, in order.
fn files() -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<(String, String)> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}
