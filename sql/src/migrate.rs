//! The schema: every file of `sql/migrations`, embedded in the program and applied in order.

use anyhow::Result;
use sqlx::PgPool;
use sqlx::migrate::Migrator;
use std::collections::HashSet;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Applies what is pending. Several at once wait for each other on a lock of the database.
///
/// # Errors
/// When a file fails, or when one that was applied has been changed since.
pub async fn migrate(pool: &PgPool) -> Result<()> {
    MIGRATIONS.run(pool).await?;
    Ok(())
}

/// The names of the migrations that this program holds and the database does not have, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn pending(pool: &PgPool) -> Result<Vec<String>> {
    let applied: HashSet<i64> =
        match sqlx::query_scalar("select to_regclass('_sqlx_migrations')::text")
            .fetch_one(pool)
            .await?
        {
            None::<String> => HashSet::new(),
            Some(_) => sqlx::query_scalar("select version from _sqlx_migrations where success")
                .fetch_all(pool)
                .await?
                .into_iter()
                .collect(),
        };
    Ok(MIGRATIONS
        .iter()
        .filter(|migration| !applied.contains(&migration.version))
        .map(|migration| format!("{:04} {}", migration.version, migration.description))
        .collect())
}
