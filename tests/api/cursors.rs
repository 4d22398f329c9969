//! A page begins where a page of the same list ended, and nowhere else.

use crate::shared::city;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use system_tests::Visit;

/// Somebody who sees the list, `-` for everybody, and the list; a query in it makes it another one.
const LISTS: &[(&str, &str)] = &[
    ("applicant01", "/api/orders?"),
    ("applicant01", "/api/orders?sort=oldest&"),
    ("officer01", "/api/orders?sort=due&"),
    ("applicant01", "/api/demands?"),
    ("applicant01", "/api/consents?"),
    ("applicant01", "/api/inbox?"),
    ("applicant01", "/api/scores?"),
    ("applicant01", "/api/reports?"),
    ("applicant01", "/api/objections?"),
    ("officer01", "/api/pool?"),
    ("officer01", "/api/alerts?"),
    ("manager01", "/api/institution/products?"),
    ("operator01", "/api/settings/institutions?"),
    ("regulator01", "/api/rule-versions?"),
    ("regulator01", "/api/product-reviews?"),
    ("regulator01", "/api/fact-accesses?"),
    ("-", "/api/institutions?"),
    ("-", "/api/products?"),
    ("-", "/api/products?sort=rate&"),
    ("-", "/api/products?sort=amount&"),
];

async fn get(city: &Visit, who: &str, path: &str) -> Result<system_tests::Reply> {
    let person = if who == "-" { city.town.visitor()? } else { city.person(who)? };
    person.get(path).await
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() -> Result<()> {
    let city = city().await?;
    let mut cursors = BTreeMap::new();
    for (who, list) in LISTS {
        let page = get(&city, who, &format!("{list}limit=1")).await?;
        let page = page.expect(200);
        if let Some(cursor) = page["next_cursor"].as_str() {
            cursors.insert(*list, cursor.to_owned());
        }
    }
    assert!(cursors.len() >= 12, "few lists have two pages: {:?}", cursors.keys());
    for (who, list) in LISTS {
        for (from, cursor) in &cursors {
            let reply = get(&city, who, &format!("{list}limit=1&cursor={cursor}")).await?;
            if from == list {
                let next = reply.expect(200);
                assert_eq!(next["items"].as_array().context("no items")?.len(), 1, "{list}");
            } else {
                assert_eq!((reply.status, reply.fields()), (422, vec!["cursor"]), "{from} {list}");
            }
        }
    }
    Ok(())
}
