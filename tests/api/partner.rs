//! `score-company` for partner systems: tokens, scores of values that are sent, scores of firms that agreed. R-17

use anyhow::{Context, Result};
use reqwest::Method;
use std::path::Path;
use std::process::Command;
use system_tests::{Person, Reply, Town, Value, json};

fn firm(reference: &str, row: usize) -> Result<Value> {
    Ok(json!({ "reference": reference, "features": Town::ratios(row)? }))
}

async fn ask_for_token(town: &Town, form: &[(&str, &str)], basic: Option<&str>) -> Result<Reply> {
    let visitor = town.visitor()?;
    let request = visitor.request(Method::POST, "/api/partner/token").form(form);
    let request = match basic {
        Some(secret) => request.basic_auth("a-partner", Some(secret)),
        None => request,
    };
    Person::send(request).await
}

#[tokio::test]
async fn a_token_is_given_as_the_standard_says() -> Result<()> {
    let town = Town::start().await?;
    town.partner("a-partner", 100).await?;
    let grant = ("grant_type", "client_credentials");
    let error = |reply: &Reply| reply.body["error"].as_str().unwrap_or_default().to_owned();
    for (form, basic, status, expected) in [
        (vec![grant], Some("wrong"), 401, "invalid_client"),
        (vec![grant], None, 401, "invalid_client"),
        (vec![("grant_type", "password")], Some("x"), 400, "unsupported_grant_type"),
        (vec![], Some("x"), 400, "invalid_request"),
        (
            vec![grant, ("client_id", "NO SUCH\0"), ("client_secret", "x")],
            None,
            401,
            "invalid_client",
        ),
    ] {
        let reply = ask_for_token(&town, &form, basic).await?;
        assert_eq!((reply.status, error(&reply).as_str()), (status, expected), "{form:?}");
    }
    let token = town.partner_token("a-partner").await?;
    let body = json!({ "model": "financial", "firms": [firm("a", 0)?] });
    town.partner_scores(&token, body.clone()).await?.expect(200);
    town.partner_scores("no-token", body.clone()).await?.refused(401, "token_refused");
    let visitor = town.visitor()?;
    visitor.post("/api/partner/scores", body.clone()).await?.refused(401, "token_refused");
    // The name of a scheme is read without regard to case (RFC 9110, section 11.1).
    for (scheme, status) in [("bearer", 200), ("BEARER", 200), ("Basic", 401)] {
        let request = visitor.request(Method::POST, "/api/partner/scores").json(&body);
        let request = request.header("authorization", format!("{scheme} {token}"));
        assert_eq!(Person::send(request).await?.status, status, "{scheme}");
    }
    town.partner("slow-partner", 2).await?;
    let slow = town.partner_token("slow-partner").await?;
    let mut statuses = Vec::new();
    // A minute may begin in between, and then two more are free: of five, one is too many in any case.
    for _ in 0..5 {
        statuses.push(town.partner_scores(&slow, body.clone()).await?.status);
    }
    let of = |wanted| statuses.iter().filter(|status| **status == wanted).count();
    assert!(of(200) >= 2 && of(429) >= 1 && of(200) + of(429) == 5, "{statuses:?}");
    Ok(())
}

// R-12, R-15: the sum begins with the usual firm, whose values the dictionary tells
#[tokio::test]
async fn the_usual_firm_has_the_base_points() -> Result<()> {
    let town = Town::start().await?;
    town.partner("a-partner", 100_000).await?;
    let token = town.partner_token("a-partner").await?;
    let models = town.visitor()?.get("/api/score-models").await?.expect(200);
    for model in models["items"].as_array().context("no models")? {
        let features = model["features"].as_array().context("no features")?;
        let usual: serde_json::Map<String, Value> = features
            .iter()
            .map(|one| {
                (one["name"].as_str().unwrap_or_default().to_owned(), one["baseline"].clone())
            })
            .collect();
        let body = json!({
            "model": model["name"], "firms": [{ "reference": "usual", "features": usual }],
        });
        let answer = town.partner_scores(&token, body).await?.expect(200);
        let score = &answer["items"][0]["score"];
        assert_eq!(score["score"], model["base_points"], "{answer}");
        assert_eq!(score["base_points"], model["base_points"]);
        assert_eq!(score["reasons_against"], json!([]));
    }
    Ok(())
}

// R-12, R-17: what the component answers is what onnxruntime answers
#[tokio::test]
async fn the_component_answers_as_onnxruntime_does() -> Result<()> {
    let town = Town::start().await?;
    town.partner("a-partner", 100_000).await?;
    let token = town.partner_token("a-partner").await?;
    let firms: Vec<Value> =
        (0..500).map(|row| firm(&format!("row-{row}"), row)).collect::<Result<_>>()?;
    let scores =
        town.partner_scores(&token, json!({ "model": "financial", "firms": firms })).await?;
    let scores = scores.expect(200);
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.local/venv/bin/python");
    let oracle = Command::new(python)
        .args(["-B", "oracle.py", "--model", "financial"])
        .current_dir(models)
        .output()
        .context("onnxruntime is missing: run scripts/test")?;
    let oracle = String::from_utf8(oracle.stdout)?;
    assert!(oracle.lines().count() >= 500, "the oracle has an answer for each");
    for (row, line) in oracle.lines().take(500).enumerate() {
        let expected: Value = serde_json::from_str(line)?;
        let item = &scores["items"][row];
        assert_eq!(item["reference"], format!("row-{row}"));
        let gap = item["score"]["probability"].as_f64().unwrap_or(9.0)
            - expected[0][0].as_f64().unwrap_or(0.0);
        assert!(gap.abs() <= 1e-6 + 5e-7, "row {row}: {gap}"); // given with six decimals
    }
    let kept =
        town.value("select count(*) || ' ' || count(distinct inputs_sha256) from score").await?;
    assert!(kept.starts_with("500 "), "{kept}");
    assert_eq!(town.value("select count(*) from audit_entry where action = 'score'").await?, "1");
    Ok(())
}

#[tokio::test]
async fn a_bad_firm_does_not_keep_the_others_from_their_scores() -> Result<()> {
    let town = Town::start().await?;
    town.partner("a-partner", 100_000).await?;
    let token = town.partner_token("a-partner").await?;
    let mut odd = firm("odd", 1)?;
    odd["features"]["quick_ratio"] = json!("NaN");
    odd["features"]["liabilities_to_assets"] = json!(null);
    odd["features"]["'; drop table score; --"] = json!(1);
    let mut far = firm("far", 1)?;
    far["features"]["quick_ratio"] = json!(-1e30);
    let firms = json!([firm("good", 0)?, odd, { "reference": "nothing" }, far]);
    let answer = town
        .partner_scores(&token, json!({ "model": "financial", "firms": firms }))
        .await?
        .expect(200);
    let items = &answer["items"];
    assert!(items[0]["score"]["score"].is_number() && items[0]["problem"].is_null());
    assert_eq!(items[1]["problem"]["code"], "invalid_fields");
    assert_eq!(items[1]["problem"]["fields"].as_array().map(Vec::len), Some(3));
    assert!(items[2]["score"].is_null());
    assert!(
        items[3]["score"]["out_of_range"]
            .as_array()
            .is_some_and(|names| names.contains(&json!("quick_ratio")))
    );
    let loan = json!({ "reference": "a", "features": {
        "approved_amount": 150_000, "guaranteed_amount": 400_000, "revolving_credit": 0, "simplified_documents": 0,
    } });
    let answer =
        town.partner_scores(&token, json!({ "model": "loan", "firms": [loan] })).await?.expect(200);
    assert!(answer["items"][0]["score"].is_null(), "more is guaranteed than was approved");
    let named = &answer["items"][0]["problem"]["fields"];
    assert_eq!(named[0]["field"], "features.guaranteed_amount", "{named}");
    for (body, field) in [
        (json!({ "model": "oracle", "firms": [{ "reference": "a" }] }), "model"),
        (json!({ "model": "loan", "firms": [] }), "firms"),
        (json!({ "model": "loan" }), "firms"),
        (json!({ "model": "loan", "firms": vec![json!({ "reference": "a" }); 501] }), "firms"),
        (json!({ "model": "loan", "firms": [{}] }), "firms[0].reference"),
    ] {
        let reply = town.partner_scores(&token, body).await?;
        assert_eq!((reply.status, reply.fields()), (422, vec![field]));
    }
    Ok(())
}

#[tokio::test]
async fn a_firm_is_scored_for_the_partner_it_agreed_to() -> Result<()> {
    let town = Town::start().await?;
    let applicant = town.company("firm").await?;
    town.facts(applicant).await?;
    for partner in ["a-partner", "b-partner"] {
        town.partner(partner, 1000).await?;
    }
    let person = town.sign_in("firm").await?;
    let agree = json!({ "text_id": "partner_assessment.1", "partner_client_id": "a-partner" });
    let consent = person.post("/api/consents", agree).await?.expect(201);
    let code =
        town.value(&format!("select credit_code from applicant where id = '{applicant}'")).await?;
    let body = json!({ "model": "company", "firms": [
        { "reference": "1", "credit_code": code, "consent_id": consent["id"] },
        { "reference": "2", "credit_code": code, "consent_id": uuid::Uuid::now_v7() },
        { "reference": "3", "credit_code": "91350100M000100Y43", "consent_id": consent["id"] },
        { "reference": "4", "credit_code": "wrong", "consent_id": "wrong" },
        { "reference": "5", "credit_code": code, "consent_id": consent["id"] },
    ] });
    let token = town.partner_token("a-partner").await?;
    let answer = town.partner_scores(&token, body.clone()).await?.expect(200);
    assert_eq!(answer["items"][0]["score"]["model"], "company");
    assert_eq!(answer["items"][1]["problem"]["code"], "consent_missing");
    assert_eq!(answer["items"][2]["problem"]["code"], "consent_missing");
    assert_eq!(answer["items"][3]["problem"]["fields"].as_array().map(Vec::len), Some(2));
    assert_eq!(answer["items"][4]["problem"]["fields"][0]["code"], "repeated");
    let old = "91350100M000100Y44"; // its check character is off
    let asked = json!({ "model": "company", "firms": [
        { "reference": "old", "credit_code": old, "consent_id": consent["id"] },
    ] });
    let answer = town.partner_scores(&token, asked.clone()).await?.expect(200);
    assert_eq!(answer["items"][0]["problem"]["fields"][0]["field"], "credit_code");
    let registered = "update applicant set credit_code = $1 where id = $2";
    sqlx::query(registered).bind(old).bind(applicant).execute(&town.database).await?;
    let answer = town.partner_scores(&token, asked).await?.expect(200);
    assert_eq!(answer["items"][0]["score"]["model"], "company", "it is registered so");
    let back = "update applicant set credit_code = $1 where id = $2";
    sqlx::query(back).bind(&code).bind(applicant).execute(&town.database).await?;
    let other = town.partner_token("b-partner").await?;
    let answer = town.partner_scores(&other, body.clone()).await?.expect(200);
    assert_eq!(answer["items"][0]["problem"]["code"], "consent_missing");
    let withdrawal =
        format!("/api/consents/{}/withdrawal", consent["id"].as_str().unwrap_or_default());
    person.press(&withdrawal).await?.expect(200);
    let answer = town.partner_scores(&token, body).await?.expect(200);
    assert_eq!(answer["items"][0]["problem"]["code"], "consent_missing");
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_stored_keeps_no_other_firm_from_its_score() -> Result<()> {
    let town = Town::start().await?;
    town.partner("a-partner", 100_000).await?;
    let token = town.partner_token("a-partner").await?;
    let mut named = firm("named", 0)?;
    named["features"]["a\u{0}b"] = json!(1);
    let firms = json!([firm("a", 0)?, firm("a\u{0}b", 0)?, firm("a", 1)?, named, firm("b", 0)?]);
    let answer = town.partner_scores(&token, json!({ "model": "financial", "firms": firms }));
    let answer = answer.await?.expect(200);
    let scored: Vec<_> = (0..5).map(|n| answer["items"][n]["score"].is_object()).collect();
    assert_eq!(scored, [true, false, false, false, true], "{answer}");
    for (n, field) in [(1, "reference"), (2, "reference")] {
        let problem = &answer["items"][n]["problem"];
        assert_eq!(
            (&problem["code"], &problem["fields"][0]["field"]),
            (&json!("invalid_fields"), &json!(field))
        );
    }
    assert_eq!(town.value("select count(*) from score").await?, "2");
    Ok(())
}

// A body of four megabytes is read without keeping what nobody takes.
#[tokio::test]
async fn a_body_is_bounded_while_it_is_read() -> Result<()> {
    let town = Town::start().await?;
    town.partner("a-partner", 100_000).await?;
    let token = town.partner_token("a-partner").await?;
    let send = async |body: String| {
        let request = town.visitor()?.request(Method::POST, "/api/partner/scores");
        let request = request.header("content-type", "application/json").bearer_auth(&token);
        Person::send(request.body(body)).await
    };
    let fill = |piece: &str| piece.repeat((4 << 20) / piece.len() - 100);
    let firms = format!(r#"{{"model":"loan","firms":[{}{{}}]}}"#, fill("{},"));
    let reply = send(firms).await?;
    assert_eq!((reply.status, reply.fields()), (422, vec!["firms"]));
    let in_features = |features: String| {
        format!(r#"{{"model":"loan","firms":[{{"reference":"a","features":{{{features}}}}}]}}"#)
    };
    for features in [
        format!(r#"{}"z":1"#, fill(r#""a":1,"#)),
        format!(r#""a":[{}1]"#, fill("[],")),
        (0..300_000).map(|n| format!("\"{n}\":1")).collect::<Vec<_>>().join(","),
    ] {
        let answer = send(in_features(features)).await?.expect(200);
        assert_eq!(answer["items"][0]["problem"]["code"], "invalid_fields");
    }
    Ok(())
}
