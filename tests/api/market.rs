//! `browse-market` and the list of `publish-product` over the demo city: every filter against a filter written here,
//! every page against the whole.

use crate::shared::{city, village};
use anyhow::{Context, Result};
use std::collections::HashSet;
use system_tests::{Person, Value};

/// All items of a list, page by page, and the total that each page told.
async fn all(person: &Person, path: &str, limit: usize) -> Result<(Vec<Value>, i64)> {
    let (mut items, mut cursor, mut total) = (Vec::new(), String::new(), None);
    loop {
        let page = person.get(&format!("{path}&limit={limit}{cursor}")).await?.expect(200);
        items.extend(page["items"].as_array().context("no items")?.iter().cloned());
        let told = page["total"].as_i64().context("no total")?;
        assert_eq!(*total.get_or_insert(told), told, "each page tells the same total: {path}");
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok((items, told)),
        }
        assert!(items.len() < 1000, "the pages never end: {path}");
    }
}

fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["id"].to_string()).collect()
}

/// A decimal of an answer in hundredths of a basis point, so that comparing is exact.
fn exact(value: &Value) -> i64 {
    let (whole, fraction) =
        value.as_str().and_then(|text| text.split_once('.')).unwrap_or(("0", "0"));
    format!("{whole}{fraction:0<6}").parse().unwrap_or_default()
}

fn holds(list: &Value, word: &str) -> bool {
    list.as_array().is_some_and(|words| words.is_empty() || words.iter().any(|one| one == word))
}

type Fits = fn(&Value) -> bool;

/// Queries, and what each lets through.
const FILTERS: &[(&str, Fits)] = &[
    ("category=bank", |item| item["category_code"] == "bank"),
    ("guarantee_mode=credit", |item| item["guarantee_mode"] == "credit"),
    ("amount=2000000", |item| {
        exact(&item["amount_min"]) <= 2_000_000_000_000
            && 2_000_000_000_000 <= exact(&item["amount_max"])
    }),
    ("term_months=36", |item| {
        item["term_months_min"].as_i64() <= Some(36) && Some(36) <= item["term_months_max"].as_i64()
    }),
    ("annual_rate_max=0.045", |item| exact(&item["annual_rate_min"]) <= 45_000),
    ("region_code=341202", |item| holds(&item["region_codes"], "341202")),
    ("industry_section=C", |item| holds(&item["industry_sections"], "C")),
    ("subject_type=sole_trader", |item| holds(&item["subject_types"], "sole_trader")),
    ("category=bank&guarantee_mode=mortgage&term_months=12", |item| {
        item["category_code"] == "bank"
            && item["guarantee_mode"] == "mortgage"
            && item["term_months_min"].as_i64() <= Some(12)
            && Some(12) <= item["term_months_max"].as_i64()
    }),
    ("amount=9999999999", |_| false),
];

// `browse-market` U-08, U-09
#[tokio::test]
async fn filters_pages_and_totals_agree() -> Result<()> {
    let town = city().await?.town;
    let visitor = town.visitor()?;
    let (whole, total) = all(&visitor, "/api/products?sort=newest", 7).await?;
    let on_shelf = "select count(*) from product p join institution i on i.id = p.institution_id
        where p.state = 'on_shelf' and i.state = 'active'";
    assert_eq!(town.value(on_shelf).await?, total.to_string());
    assert_eq!(ids(&whole).into_iter().collect::<HashSet<_>>().len() as i64, total);
    for (query, fits) in FILTERS {
        let expected: Vec<_> = whole.iter().filter(|item| fits(item)).cloned().collect();
        let nothing = *query == "amount=9999999999";
        assert_eq!(expected.is_empty(), nothing, "the city has something to find by {query}");
        let (found, total) = all(&visitor, &format!("/api/products?{query}"), 5).await?;
        assert_eq!(ids(&found), ids(&expected), "{query}");
        assert_eq!(found.len() as i64, total, "{query}");
    }
    let (by_rate, _) = all(&visitor, "/api/products?sort=rate", 9).await?;
    assert!(by_rate.is_sorted_by_key(|item| exact(&item["annual_rate_min"])));
    let (by_amount, _) = all(&visitor, "/api/products?sort=amount", 9).await?;
    assert!(by_amount.is_sorted_by_key(|item| -exact(&item["amount_max"])));
    assert_eq!((by_rate.len(), by_amount.len()), (whole.len(), whole.len()));
    Ok(())
}

// U-09
#[tokio::test]
async fn institutions_are_counted_by_category() -> Result<()> {
    let visitor = city().await?.town.visitor()?;
    let (whole, total) = all(&visitor, "/api/institutions?q=", 5).await?;
    assert_eq!((whole.len() as i64, total), (24, 24));
    let page = visitor.get("/api/institutions").await?.expect(200);
    let categories = page["categories"].as_array().context("no categories")?;
    assert_eq!(categories.len(), 16, "the empty ones as well");
    for category in categories {
        let code = category["code"].as_str().unwrap_or_default();
        let (some, _) = all(&visitor, &format!("/api/institutions?category={code}"), 3).await?;
        assert_eq!(category["count"].as_i64(), Some(some.len() as i64), "{code}");
        assert!(some.iter().all(|one| one["category_code"] == code));
    }
    let first = whole[0]["id"].as_str().unwrap_or_default();
    let one = visitor.get(&format!("/api/institutions/{first}")).await?.expect(200);
    let (products, _) = all(&visitor, &format!("/api/products?institution_id={first}"), 4).await?;
    assert_eq!(one["product_count"].as_i64(), Some(products.len() as i64));
    assert!(!products.is_empty(), "the first institution has products");
    for product in products {
        let path = format!("/api/products/{}", product["id"].as_str().unwrap_or_default());
        assert_eq!(visitor.get(&path).await?.expect(200)["institution_id"], first);
    }
    Ok(())
}

// A sign that means something to a pattern is a sign like any other.
#[tokio::test]
async fn words_are_looked_for_as_they_are_written() -> Result<()> {
    let visitor = village().await?.town.visitor()?;
    for (word, expected) in [("测试", 1), ("%25", 0), ("_", 0), ("%5C", 0), ("'", 0)] {
        let (found, _) = all(&visitor, &format!("/api/products?q={word}"), 5).await?;
        assert_eq!(found.len(), expected, "{word}");
    }
    Ok(())
}
