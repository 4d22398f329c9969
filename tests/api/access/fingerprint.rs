use anyhow::{Context, Result};
use std::collections::BTreeMap;
use system_tests::Town;

/// A digest of every row of every table. Two that are equal say that nothing was written in between; two that are not
/// say by their tables where.
pub(crate) async fn fingerprint(town: &Town) -> Result<BTreeMap<String, String>> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.oid::regclass::text from pg_class c
         where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace",
    )
    .fetch_all(&town.database)
    .await?;
    // The place of a row changes with every write, also with one that writes what was there.
    let digests = tables.iter().map(|table| {
        format!("select '{table}', coalesce(md5(string_agg(t.ctid || t::text, '' order by t.ctid)), '') from {table} t")
    });
    let digests = digests.collect::<Vec<_>>().join(" union all ");
    let rows: Vec<(String, String)> = sqlx::query_as(&digests)
        .fetch_all(&town.database)
        .await
        .context("a table is unreadable")?;
    Ok(rows.into_iter().collect())
}
