//! Bad input gets a clear refusal, never a 5xx, and nothing is half done.

use crate::shared::village;
use anyhow::Result;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, ORIGIN};
use system_tests::{PASSWORD, Person, Town, Value, json};
use uuid::Uuid;

struct Scene {
    town: Town,
    product: Uuid,
    applicant: Person,
}

async fn scene() -> Result<Scene> {
    let town = Town::start().await?;
    let bank = town.institution("bank").await?;
    let product = town.product(bank).await?;
    town.company("firm").await?;
    let applicant = town.sign_in("firm").await?;
    Ok(Scene { town, product, applicant })
}

/// An application with some of its fields changed.
fn changed(product: Uuid, changes: &Value) -> Value {
    let mut form = Town::application(product);
    for (field, value) in changes.as_object().into_iter().flatten() {
        form[field.as_str()] = value.clone();
    }
    form
}

// `apply`
#[tokio::test]
async fn an_application_names_every_wrong_field() -> Result<()> {
    let scene = scene().await?;
    let long = "字".repeat(61);
    let cases = [
        (json!({ "amount": "-5" }), vec!["amount"]),
        (json!({ "amount": "1e5" }), vec!["amount"]),
        (json!({ "amount": "500000.001" }), vec!["amount"]),
        (json!({ "amount": 500_000 }), vec!["amount"]),
        (json!({ "amount": "5000000.01" }), vec!["amount"]),
        (json!({ "term_months": 0 }), vec!["term_months"]),
        (json!({ "term_months": 37 }), vec!["term_months"]),
        (json!({ "term_months": "twelve" }), vec!["term_months"]),
        (json!({ "purpose": "gambling" }), vec!["purpose"]),
        (json!({ "purpose": "'; drop table loan_order; --" }), vec!["purpose"]),
        (json!({ "contact_name": "" }), vec!["contact_name"]),
        (json!({ "contact_name": long }), vec!["contact_name"]),
        (json!({ "contact_name": "a\u{0}b" }), vec!["contact_name"]),
        (json!({ "contact_name": "张\u{200b}三" }), vec!["contact_name"]),
        (json!({ "contact_name": "张\u{202e}三" }), vec!["contact_name"]),
        (json!({ "contact_name": "张\n三" }), vec!["contact_name"]),
        (json!({ "project_name": "一\u{3164}期" }), vec!["project_name"]),
        (json!({ "contact_phone": "123" }), vec!["contact_phone"]),
        (json!({ "product_id": "no-id" }), vec!["product_id"]),
        (json!({ "amount": null, "contact_phone": null }), vec!["amount", "contact_phone"]),
    ];
    for (number, (changes, fields)) in cases.into_iter().enumerate() {
        let form = changed(scene.product, &changes);
        let reply = scene.applicant.post_once("/api/orders", &format!("k{number}"), form).await?;
        assert_eq!(
            (reply.status, reply.code()),
            (422, "invalid_fields"),
            "{changes}: {}",
            reply.body
        );
        assert_eq!(reply.fields(), fields, "{changes}");
        let message = reply.body["fields"][0]["message"].as_str().unwrap_or_default();
        assert!(!message.is_ascii(), "the sentence is Chinese: {message}");
    }
    assert_eq!(scene.town.value("select count(*) from loan_order").await?, "0");
    assert_eq!(scene.town.value("select count(*) from idempotency").await?, "0");
    Ok(())
}

// `apply`
#[tokio::test]
async fn a_telephone_number_is_taken_as_people_write_it() -> Result<()> {
    let scene = scene().await?;
    for (number, phone) in
        ["+86 170 0000 0010", "4008008888", "(0558)1234567"].into_iter().enumerate()
    {
        let form = changed(scene.product, &json!({ "contact_phone": phone }));
        scene.applicant.post_once("/api/orders", &format!("p{number}"), form).await?.expect(201);
    }
    Ok(())
}

#[tokio::test]
async fn an_application_needs_a_key_and_a_product() -> Result<()> {
    let scene = scene().await?;
    let reply = scene.applicant.post("/api/orders", Town::application(scene.product)).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["Idempotency-Key"]));
    let unknown = Town::application(Uuid::new_v4());
    scene.applicant.post_once("/api/orders", "a", unknown).await?.refused(404, "not_found");
    sqlx::query("update product set state = 'delisted', delisted_at = now()")
        .execute(&scene.town.database)
        .await?;
    let form = Town::application(scene.product);
    scene.applicant.post_once("/api/orders", "a", form).await?.refused(409, "not_on_shelf");
    Ok(())
}

#[tokio::test]
async fn a_body_that_is_no_json_is_told_so() -> Result<()> {
    let applicant = village().await?.person("firm")?;
    let send = |content_type: &'static str, body: String| {
        let request = applicant.request(Method::POST, "/api/demands");
        Person::send(request.header(CONTENT_TYPE, content_type).body(body))
    };
    send("application/json", "{".into()).await?.refused(400, "broken_json");
    send("application/json", "{} {}".into()).await?.refused(400, "broken_json");
    send("application/json", "\u{0}".into()).await?.refused(400, "broken_json");
    send("text/plain", "{}".into()).await?.refused(415, "unsupported_media_type");
    let large = format!("{{\"description\":\"{}\"}}", "x".repeat(70_000));
    send("application/json", large).await?.refused(413, "body_too_large");
    send("application/json", "x".repeat(11 << 20)).await?.refused(413, "body_too_large");
    // Texts that no database keeps are refused where they stand, whichever operation takes them.
    for (body, field) in [
        (r#"{"description":"a\u0000b"}"#, "description"),
        (r#"{"unknown":["\u0000"]}"#, "unknown[0]"),
        (r#"{"a\u0000b":1}"#, "ab"),
    ] {
        let reply = send("application/json", body.into()).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec![field]), "{body}");
    }
    let array = send("application/json", "[]".into()).await?;
    assert_eq!(array.status, 422);
    Ok(())
}

// U-18, `post-demand`
#[tokio::test]
async fn a_demand_has_bounds() -> Result<()> {
    let applicant = village().await?.person("firm")?;
    for amount in ["0.01", "9999.99", "100000000.01", "5000000000"] {
        let mut form = Town::demand();
        form["amount"] = json!(amount);
        let reply = applicant.post("/api/demands", form).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec!["amount"]), "{amount}");
        let message = reply.body["fields"][0]["message"].as_str().unwrap_or_default();
        assert!(message.contains("1 万元 至 1 亿元"), "{message}");
    }
    Ok(())
}

#[tokio::test]
async fn a_path_that_names_nothing_is_not_found() -> Result<()> {
    let applicant = village().await?.person("firm")?;
    for path in
        ["/api/orders/abc", "/api/orders/%00", "/api/products/1", "/api/nothing", "/api/orders/.."]
    {
        let reply = applicant.get(path).await?;
        assert_eq!(reply.status, 404, "{path}");
    }
    let wrong = applicant.delete("/api/orders").await?;
    assert_eq!((wrong.status, wrong.code()), (405, "method_not_allowed"));
    for query in [
        "limit=0",
        "limit=101",
        "limit=x",
        "cursor=zzz",
        "state=nowhere",
        "sort=x",
        "due=x",
        "from=x",
    ] {
        let reply = applicant.get(&format!("/api/orders?{query}")).await?;
        assert_eq!((reply.status, reply.code()), (422, "invalid_fields"), "{query}");
    }
    Ok(())
}

#[tokio::test]
async fn another_site_writes_nothing() -> Result<()> {
    let village = village().await?;
    let request = village.person("firm")?.request(Method::POST, "/api/demands");
    let request = request.json(&Town::demand()).header(ORIGIN, "https://elsewhere.example");
    Person::send(request).await?.refused(403, "foreign_origin");
    assert_eq!(village.town.value("select count(*) from demand").await?, "0");
    Ok(())
}

// `sign-in` S-10
#[tokio::test]
async fn a_name_is_locked_after_five_failures_whether_it_exists_or_not() -> Result<()> {
    let scene = scene().await?;
    for name in ["firm", "nobody"] {
        let try_with = |password: &'static str| {
            let visitor = scene.town.visitor();
            async move {
                visitor?
                    .post("/api/session", json!({ "account": name, "password": password }))
                    .await
            }
        };
        for _ in 0..5 {
            try_with("wrong-password").await?.refused(401, "sign_in_failed");
        }
        try_with(PASSWORD).await?.refused(429, "account_locked");
    }
    sqlx::query("update sign_in_failure set locked_until = now()")
        .execute(&scene.town.database)
        .await?;
    scene.town.sign_in("firm").await?.get("/api/session").await?.expect(200);
    let audited = "select count(*) > 5 from audit_entry where action like 'sign_in%'";
    assert_eq!(scene.town.value(audited).await?, "true", "S-05");
    Ok(())
}

#[tokio::test]
async fn a_session_ends_with_the_sign_out() -> Result<()> {
    let scene = scene().await?;
    let who = scene.applicant.get("/api/session").await?.expect(200);
    assert_eq!((&who["account"], &who["role"]), (&json!("firm"), &json!("applicant")));
    scene.applicant.delete("/api/session").await?.expect(204);
    scene.applicant.get("/api/session").await?.refused(401, "not_signed_in");
    Ok(())
}
