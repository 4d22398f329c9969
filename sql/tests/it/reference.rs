use crate::{count, empty_database, reference_database};
use sqlx::PgPool;

#[tokio::test]
async fn holds_the_code_tables() {
    let pool = reference_database().await;
    for (query, expected) in [
        ("select count(*) from region where parent_code = '341200'", 8),
        ("select count(*) from region where parent_code is null", 1),
        ("select count(*) from industry where code = section", 20),
        ("select count(*) from industry where code <> section", 97),
        ("select count(*) from institution_category", 16),
        ("select count(*) from guarantee_mode", 5),
        ("select count(*) from guarantee_mode where financing_type = 'credit'", 1),
        ("select count(*) from purpose", 10),
        ("select count(*) from approval_step", 2),
        ("select count(*) from calendar_year where published", 2),
        ("select count(*) from calendar_year", 11),
        ("select count(*) from calendar_day", 4017),
    ] {
        assert_eq!(count(&pool, query).await, expected, "{query}");
    }
    let section: String = sqlx::query_scalar("select section from industry where code = '13'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(section, "C");
}

#[tokio::test]
async fn runs_twice_and_keeps_what_operators_decided() {
    let pool = reference_database().await;
    run(&pool, "update institution_category set enabled = false where code = 'pawnshop'").await;
    run(&pool, "update region set name = '旧名' where code = '341202'").await;
    let before = count(&pool, "select count(*) from calendar_day where is_working").await;
    database::reference(&pool).await.unwrap();
    let disabled = "select count(*) from institution_category where not enabled";
    assert_eq!(count(&pool, disabled).await, 1);
    let renamed = "select count(*) from region where name = '颍州区'";
    assert_eq!(count(&pool, renamed).await, 1);
    let after = count(&pool, "select count(*) from calendar_day where is_working").await;
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_published_year_overwrites_a_provisional_one() {
    let pool = reference_database().await;
    run(&pool, "update calendar_year set published = false where year = 2026").await;
    run(&pool, "update calendar_day set is_working = true where year = 2026").await;
    database::reference(&pool).await.unwrap();
    let working = "select count(*) from calendar_day where is_working and year = 2026";
    assert_eq!(count(&pool, working).await, 248);
    let published = "select count(*) from calendar_year where published and year = 2026";
    assert_eq!(count(&pool, published).await, 1);
}

#[tokio::test]
async fn a_year_published_by_the_operators_stays() {
    let pool = reference_database().await;
    run(&pool, "update calendar_year set published = true where year = 2027").await;
    run(&pool, "update calendar_day set is_working = false where day = '2027-02-08'").await;
    database::reference(&pool).await.unwrap();
    let off = "select count(*) from calendar_day where day = '2027-02-08' and not is_working";
    assert_eq!(count(&pool, off).await, 1);
}

#[tokio::test]
async fn needs_the_schema() {
    let pool = empty_database().await;
    assert!(database::reference(&pool).await.is_err());
}

async fn run(pool: &PgPool, statement: &str) {
    sqlx::query(statement).execute(pool).await.unwrap();
}
