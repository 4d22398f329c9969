//! `report`: the figures of the demo city against statements written here. G-10, G-15, G-16, G-27

use crate::shared::city;
use anyhow::{Context, Result};
use system_tests::{Person, Town, Value};

async fn figures(person: &Person) -> Result<Value> {
    Ok(person.get("/api/figures").await?.expect(200))
}

fn sum(list: &Value, field: &str) -> i64 {
    list.as_array().into_iter().flatten().filter_map(|one| one[field].as_i64()).sum()
}

#[tokio::test]
async fn they_add_up_to_what_the_database_holds() -> Result<()> {
    let city = city().await?;
    let town = &city.town;
    let all = figures(&city.person("regulator01")?).await?;
    let count = async |query: &str| anyhow::Ok(town.value(query).await?.parse::<i64>()?);
    let orders = count("select count(*) from loan_order").await?;
    assert!(orders > 0);
    for (list, field) in [
        ("stages", "count"),
        ("purposes", "count"),
        ("industries", "applied"),
        ("regions", "count"),
        ("institutions", "orders"),
    ] {
        assert_eq!(sum(&all[list], field), orders, "{list}");
    }
    let paid =
        count("select count(*) from loan_order where state in ('disbursed', 'settled')").await?;
    assert_eq!(
        (sum(&all["industries"], "disbursed"), sum(&all["institutions"], "disbursed")),
        (paid, paid)
    );

    let handled = count("select count(*) from loan_order where officer_id is not null").await?;
    assert_eq!(sum(&all["institutions"], "handled"), handled, "what nobody took nobody handled");

    let days = all["days"].as_array().context("no days")?;
    assert_eq!((days.len(), all["regions"].as_array().map(Vec::len)), (30, Some(9)));
    let today = town.value("select (now() at time zone 'Asia/Shanghai')::date").await?;
    assert_eq!(days.last().map(|day| &day["day"]), Some(&Value::from(today)));
    let month = "from order_event where to_state = 'disbursed' \
                 and (happened_at at time zone 'Asia/Shanghai')::date
                     > (now() at time zone 'Asia/Shanghai')::date - 30";
    let told = town.value(&format!("select count(*) {month}")).await?.parse::<i64>()?;
    assert!(told > 0 && paid > 0, "the city has paid loans out");
    assert_eq!(sum(&all["days"], "disbursements"), told);
    let ranks: Vec<_> = all["institutions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["rank"].as_i64())
        .collect();
    assert!(ranks.is_sorted() && ranks.first() == Some(&1), "{ranks:?}");
    let text = all.to_string();
    assert!(!text.contains("phone") && !text.contains("credit_code"), "G-18");
    Ok(())
}

#[tokio::test]
async fn a_manager_sees_the_own_institution() -> Result<()> {
    let city = city().await?;
    let manager = city.person("manager01")?;
    let own = figures(&manager).await?;
    let institutions = own["institutions"].as_array().context("no institutions")?;
    let name = manager.get("/api/session").await?.expect(200)["institution"]["name"].clone();
    assert_eq!(institutions.iter().map(|one| &one["name"]).collect::<Vec<_>>(), [&name]);
    assert_eq!(
        sum(&own["stages"], "count"),
        institutions.first().map_or(0, |one| one["orders"].as_i64().unwrap_or(0))
    );
    for login in ["officer01", "applicant01"] {
        city.person(login)?.get("/api/figures").await?.refused(403, "forbidden_role");
    }
    city.town.visitor()?.get("/api/figures").await?.refused(401, "not_signed_in");
    Ok(())
}

// U-08
#[tokio::test]
async fn everybody_reads_what_the_platform_has_brought() -> Result<()> {
    let city = city().await?;
    let town = &city.town;
    let told = town.visitor()?.get("/api/achievements").await?.expect(200);
    let paid = "select count(distinct o.applicant_id) || ' ' || sum(o.disbursed_amount)
                from order_event e join loan_order o on o.id = e.order_id
                where e.to_state = 'disbursed' and e.happened_at >= now() - interval '30 days'";
    let seen =
        format!("{} {}", told["firms"], told["disbursed_amount"].as_str().unwrap_or_default());
    assert_eq!(seen, town.value(paid).await?);
    assert_eq!(told["credit_loan_days"], 3);
    Ok(())
}

// U-08: however often the public asks, the loans are read once a minute
#[tokio::test]
async fn what_the_platform_has_brought_is_kept_for_a_minute() -> Result<()> {
    let town = Town::start().await?;
    let visitor = town.visitor()?;
    let firms =
        async || anyhow::Ok(visitor.get("/api/achievements").await?.expect(200)["firms"].as_i64());
    assert_eq!(firms().await?, Some(0));
    let set = async |firms: i64, age: f64| {
        let kept = sqlx::query(
            "update achievement set firms = $1, computed_at = now() - make_interval(secs => $2)",
        );
        kept.bind(firms).bind(age).execute(&town.database).await
    };
    set(41, 30.0).await?;
    assert_eq!(firms().await?, Some(41), "half a minute old, it is told as it is");
    set(42, 61.0).await?;
    assert_eq!(firms().await?, Some(0), "older, it is computed anew");
    let mut busy = town.database.begin().await?;
    set(43, 61.0).await?;
    sqlx::query("select from achievement for update").execute(&mut *busy).await?;
    assert_eq!(firms().await?, Some(43), "nobody waits for who computes it");
    Ok(())
}
