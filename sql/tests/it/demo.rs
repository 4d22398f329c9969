use crate::{count, demo_database, empty_database, keyring, reference_database};
use crypto::field;
use domain::{CreditCode, DemandState, OrderState, Phone, ResidentId};
use sqlx::PgPool;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

const PASSWORD: &str = "Rongtong-demo-2026";

/// Counts, and things that there must be none of.
pub(crate) const COUNTS: [(&str, i64); 24] = [
    ("select count(*) from institution", 24),
    ("select count(distinct category_code) from institution", 16),
    ("select count(*) from product", 120),
    ("select count(*) from product where state = 'on_shelf'", 100),
    ("select count(*) from officer", 60),
    ("select count(*) from applicant", 2000),
    ("select count(*) from loan_order", 3000),
    ("select count(*) from demand", 800),
    ("select count(distinct region_code) from applicant", 8),
    ("select count(*) from account where role = 'officer'", 60),
    ("select count(*) from account where role = 'manager'", 24),
    ("select count(*) from account where role = 'applicant'", 2000),
    (
        "select count(*) from (select demand_id from loan_order group by 1 having count(*) > 3) x
      where demand_id is not null",
        0,
    ),
    (
        "select count(*) from demand d where slots_taken <>
      (select count(*) from loan_order where demand_id = d.id)",
        0,
    ),
    (
        "select count(*) from loan_order
          where submitted_at not between now() - interval '366 days' and now()",
        0,
    ),
    ("select count(*) from order_event where happened_at > now()", 0),
    ("select count(*) from loan_order where complete_due_at is null", 0),
    (
        "select count(*) from loan_order o join applicant a on a.id = o.applicant_id
      where o.submitted_at < a.created_at",
        0,
    ),
    (
        "select count(*) from loan_order o join product_version v on v.id = o.product_version_id
      where o.amount not between v.amount_min and v.amount_max
         or o.term_months not between v.term_months_min and v.term_months_max
         or o.credit_annual_rate not between v.annual_rate_min and v.annual_rate_max",
        0,
    ),
    (
        "select count(*) from loan_order o join product_version v on v.id = o.product_version_id
      join applicant a on a.id = o.applicant_id left join industry i on i.code = a.industry_code
      where (v.subject_types <> '{}' and a.subject_type <> all (v.subject_types))
         or (v.industry_sections <> '{}' and coalesce(i.section, '') <> all (v.industry_sections))",
        0,
    ),
    (
        "select count(*) from loan_order o join product_version v on v.id = o.product_version_id
      join product p on p.id = v.product_id where p.institution_id <> o.institution_id",
        0,
    ),
    (
        "select count(*) from loan_order o where o.officer_id is not null
      and not officer_covers(o.officer_id, o.region_code)",
        0,
    ),
    (
        "select count(*) from product_version where state in ('approved', 'superseded') and
      (select count(*) from product_review r where r.version_id = product_version.id) <> 2",
        0,
    ),
    (
        "select count(*) from product_version
      where annual_rate_max > 0.08 or annual_rate_min < 0.03 or amount_max > 10000000",
        0,
    ),
];

#[tokio::test]
async fn the_city_has_its_size_and_no_contradictions() {
    let pool = demo_database().await;
    for (query, expected) in COUNTS {
        assert_eq!(count(&pool, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_second_run_does_nothing() {
    let pool = demo_database().await;
    assert!(database::demo::load(&pool, &keyring()).await.unwrap().is_none());
    assert_eq!(count(&pool, "select count(*) from loan_order").await, 3000);
}

#[tokio::test]
async fn it_needs_the_reference_data() {
    let pool = empty_database().await;
    database::migrate(&pool).await.unwrap();
    let refused = database::demo::load(&pool, &keyring()).await.unwrap_err();
    assert!(refused.to_string().contains("database reference"), "{refused}");
}

#[tokio::test]
async fn two_runs_at_once_make_one_city() {
    let pool = reference_database().await;
    let keys = keyring();
    let (first, second) =
        tokio::join!(database::demo::load(&pool, &keys), database::demo::load(&pool, &keys));
    let made = [first.unwrap(), second.unwrap()];
    assert_eq!(made.iter().flatten().count(), 1);
    assert_eq!(count(&pool, "select count(*) from applicant").await, 2000);
}

#[tokio::test]
async fn every_state_occurs() {
    let pool = demo_database().await;
    let orders = words(&pool, "select distinct state from loan_order").await;
    for state in OrderState::ALL {
        assert!(orders.contains(state.as_str()), "no order is {}", state.as_str());
    }
    let demands = words(&pool, "select distinct state from demand").await;
    for state in DemandState::ALL {
        assert!(demands.contains(state.as_str()), "no demand is {}", state.as_str());
    }
    let versions = words(&pool, "select distinct state from product_version").await;
    assert_eq!(versions.len(), 5, "{versions:?}");
    let viewed = "select count(*) from demand where viewed_at is not null and processed_at is null";
    assert!(count(&pool, viewed).await > 0);
    let unseen = "select count(*) from demand where viewed_at is null";
    assert!(count(&pool, unseen).await > 0);
}

#[tokio::test]
async fn the_events_of_each_order_are_a_legal_walk_to_its_state() {
    let pool = demo_database().await;
    let events: Vec<(Uuid, Option<String>, String)> = sqlx::query_as(
        "select order_id, from_state, to_state from order_event order by happened_at, id",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let mut walks: HashMap<Uuid, OrderState> = HashMap::new();
    for (order, from, to) in events {
        let to = OrderState::from_word(&to).unwrap();
        let before = walks.insert(order, to);
        assert_eq!(before.map(OrderState::as_str), from.as_deref(), "{order}");
        match before {
            Some(before) => assert!(before.may_become(to), "{order}: {before:?} to {to:?}"),
            None => assert!(matches!(to, OrderState::Submitted | OrderState::Grabbed), "{order}"),
        }
    }
    let orders: Vec<(Uuid, String)> =
        sqlx::query_as("select id, state from loan_order").fetch_all(&pool).await.unwrap();
    assert_eq!(walks.len(), orders.len());
    for (order, state) in orders {
        assert_eq!(walks[&order].as_str(), state, "{order}");
    }
}

#[tokio::test]
async fn every_credit_code_is_valid() {
    let pool = demo_database().await;
    let codes =
        words(&pool, "select credit_code from applicant where credit_code is not null").await;
    assert!(codes.len() > 1900);
    for code in codes {
        assert!(CreditCode::parse(&code).is_ok(), "{code}");
    }
}

#[tokio::test]
async fn encrypted_columns_open_and_are_found_again() {
    let pool = demo_database().await;
    let keys = keyring();
    for (field, table, column) in [
        (field::OFFICER_NAME, "officer", "name"),
        (field::OFFICER_PHONE, "officer", "phone"),
        (field::APPLICANT_LEGAL_PERSON, "applicant", "legal_person"),
        (field::APPLICANT_PERSON_NAME, "applicant", "person_name"),
        (field::APPLICANT_ID_NUMBER, "applicant", "id_number"),
        (field::APPLICANT_PHONE, "applicant", "phone"),
        (field::ORDER_CONTACT_NAME, "loan_order", "contact_name"),
        (field::ORDER_CONTACT_PHONE, "loan_order", "contact_phone"),
        (field::DEMAND_CONTACT_NAME, "demand", "contact_name"),
        (field::DEMAND_CONTACT_PHONE, "demand", "contact_phone"),
    ] {
        let is_indexed = column.ends_with("phone") || column == "id_number";
        let index = if is_indexed { format!("{column}_index") } else { "null::bytea".to_owned() };
        let query = format!(
            "select id, {column}_cipher, {index} from {table} where {column}_cipher is not null"
        );
        let rows: Vec<(Uuid, Vec<u8>, Option<Vec<u8>>)> =
            sqlx::query_as(&query).fetch_all(&pool).await.unwrap();
        assert!(!rows.is_empty(), "{table}.{column}");
        for (id, cipher, index) in rows {
            let plain = keys.open(field, id, &cipher).unwrap();
            assert_eq!(index.is_some(), is_indexed);
            if let Some(index) = index {
                assert_eq!(keys.blind_index(field, &plain), index);
            }
            match column {
                "phone" | "contact_phone" => {
                    assert!(Phone::parse(&plain).is_ok() && plain.starts_with("1700000"));
                }
                "id_number" => assert!(ResidentId::parse(&plain).is_ok()),
                _ => assert!((2..=4).contains(&plain.chars().count()), "{plain}"),
            }
        }
    }
}

#[tokio::test]
async fn the_announced_accounts_sign_in_and_find_work() {
    let pool = demo_database().await;
    for login in [
        "applicant01",
        "applicant02",
        "officer01",
        "officer02",
        "officer11",
        "manager01",
        "operator01",
        "regulator01",
        "officer60",
        "manager24",
    ] {
        let hash: String = sqlx::query_scalar("select password_hash from account where login = $1")
            .bind(login)
            .fetch_one(&pool)
            .await
            .unwrap();
        assert!(crypto::password::verify(PASSWORD, Some(&hash)), "{login}");
    }
    let institutions = "select count(distinct institution_id) from account where login in ";
    let same = format!("{institutions} ('officer01', 'officer02', 'manager01')");
    assert_eq!(count(&pool, &same).await, 1);
    let other = format!("{institutions} ('officer01', 'officer11')");
    assert_eq!(count(&pool, &other).await, 2);
    let pool_orders = "select count(*) from loan_order o join account a using (institution_id)
        where a.login = 'officer01' and o.state = 'submitted'";
    assert!(count(&pool, pool_orders).await >= 5);
    for login in ["officer01", "officer02", "officer11"] {
        let states = format!(
            "select distinct o.state from loan_order o join account a on a.officer_id = o.officer_id
             where a.login = '{login}'"
        );
        let states = words(&pool, &states).await;
        for state in ["grabbed", "first_review_passed", "credit_granted", "disbursed"] {
            assert!(states.contains(state), "{login} has no order that is {state}");
        }
    }
    let past_maturity =
        "select count(*) from loan_order o join account a on a.officer_id = o.officer_id
        where a.login = 'officer01' and o.state = 'disbursed'
          and o.paid_on + make_interval(months => o.credit_term_months) < now()";
    assert!(count(&pool, past_maturity).await > 0, "officer01 has no loan to be warned of");
    let messages = "select count(*) from inbox m join account a using (applicant_id)
        where a.login = 'applicant01' and m.payload ? 'order_number'";
    assert!(count(&pool, messages).await > 3);
}

async fn words(pool: &PgPool, query: &str) -> HashSet<String> {
    sqlx::query_scalar(query).fetch_all(pool).await.unwrap().into_iter().collect()
}
