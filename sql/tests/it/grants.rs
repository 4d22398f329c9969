//! What the functions' role may not do, whatever statement a function sends. S-02

use crate::{demo_database, empty_database};
use sqlx::{Executor, PgConnection, PgPool};

/// A connection that works as the functions do.
async fn as_function(pool: &PgPool) -> sqlx::pool::PoolConnection<sqlx::Postgres> {
    let mut connection = pool.acquire().await.unwrap();
    connection.execute("set role rongtong_app").await.unwrap();
    connection
}

/// The SQLSTATE of a refusal; empty where the statement was carried out.
async fn refusal(connection: &mut PgConnection, statement: &str) -> String {
    match connection.execute(statement).await {
        Ok(_) => String::new(),
        Err(error) => {
            let code = error.as_database_error().and_then(|error| error.code());
            code.map(|code| code.into_owned()).unwrap_or_else(|| error.to_string())
        }
    }
}

#[tokio::test]
async fn nobody_becomes_somebody_else_and_no_amount_is_rewritten() {
    let pool = demo_database().await;
    let mut connection = as_function(&pool).await;
    for statement in [
        "update account set password_hash = 'x' where login = 'operator01'",
        "update account set role = 'operator'",
        "update account set state = 'active'",
        "update account set institution_id = null",
        "insert into account (id, login, password_hash, role) values (gen_random_uuid(), 'intruder', 'x', 'operator')",
        "insert into account (id, oidc_issuer, oidc_subject, role) values (gen_random_uuid(), 'i', 's', 'regulator')",
        "delete from account",
        "update applicant set credit_code = null",
        "insert into officer (id) values (gen_random_uuid())",
        "update institution set state = 'active'",
        "update loan_order set amount = amount * 2",
        "update loan_order set applicant_id = gen_random_uuid()",
        "update loan_order set institution_id = gen_random_uuid()",
        "update demand set amount = amount * 2",
        "update partner set secret_sha256 = secret_sha256",
        "update product_version set product_id = gen_random_uuid()",
        "update compensation_pool set id = gen_random_uuid()",
        "update consent set valid_until = valid_until + interval '1 year'",
        "update order_event set payload = '{}'",
        "delete from order_event",
        "update score set points = 900",
        "update outbox set delivered_at = now()",
        "truncate audit_entry",
        "create table public.mine (x integer)",
        "alter table loan_order disable trigger all",
    ] {
        assert_eq!(refusal(&mut connection, statement).await, "42501", "{statement}");
    }
    // Who comes from outside for the first time is an applicant.
    let made =
        "insert into account (id, oidc_issuer, oidc_subject) values (gen_random_uuid(), 'i', 's')";
    assert_eq!(refusal(&mut connection, made).await, "");
    let role: String = sqlx::query_scalar("select role from account where oidc_issuer = 'i'")
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    assert_eq!(role, "applicant");
}

#[tokio::test]
async fn what_is_final_is_not_undone() {
    let pool = demo_database().await;
    for fact in [
        "update consent set withdrawn_at = now() where id = (select id from consent limit 1)",
        "update objection set state = 'answered', answer = '已核实', answered_at = now(),
             answered_by = (select id from account where role = 'operator' limit 1)
         where id = (select id from objection limit 1)",
    ] {
        pool.execute(fact).await.unwrap();
    }
    let mut connection = as_function(&pool).await;
    for statement in [
        "update consent set withdrawn_at = null where withdrawn_at is not null",
        "update loan_order set credit_amount = credit_amount + 1 where credit_amount is not null",
        "update loan_order set disbursed_amount = disbursed_amount - 1 where state = 'disbursed'",
        "update loan_order set paid_on = paid_on - 1 where paid_on is not null",
        "update loan_order set complete_due_at = complete_due_at + interval '1 year'",
        "update compensation set paid_amount = 0 where paid_amount is not null",
        "update rule_version set state = 'draft' where state = 'active'",
        "update rule_version set effective_from = now() where state = 'active'",
        "update product_version set amount_max = amount_max * 2 where state = 'approved'",
        "update product_version set state = 'draft' where state = 'approved'",
        "update loan_order set state = 'grabbed' where state = 'disbursed'",
    ] {
        assert_eq!(refusal(&mut connection, statement).await, "23514", "{statement}");
    }
    // An answer that there is stays.
    let answered: i64 =
        sqlx::query_scalar("select count(*) from objection where state = 'answered'")
            .fetch_one(&mut *connection)
            .await
            .unwrap();
    let undone =
        refusal(&mut connection, "update objection set answer = '' where state = 'answered'").await;
    assert_eq!(undone, if answered > 0 { "23514" } else { "" });
}

#[tokio::test]
async fn the_role_works_in_its_database_and_leaves_nothing_there() {
    let pool = empty_database().await;
    database::migrate(&pool).await.unwrap();
    let may = "select has_database_privilege('rongtong_app', current_database(), 'connect')
                   and not has_database_privilege('rongtong_app', current_database(), 'temporary')
                   and not has_schema_privilege('rongtong_app', 'public', 'create')";
    assert!(sqlx::query_scalar::<_, bool>(may).fetch_one(&pool).await.unwrap());
    let mut connection = as_function(&pool).await;
    assert_eq!(refusal(&mut connection, "create temporary table t (x integer)").await, "42501");
}
