//! how far the firms that are scored have moved away from those that trained the models.

use anyhow::{Context, Result};
use system_tests::{Town, Value, json};

/// Scores rows of the training population's sample, each changed as told.
async fn score(
    town: &Town,
    token: &str,
    rows: std::ops::Range<usize>,
    change: impl Fn(&mut Value),
) -> Result<()> {
    let firms: Result<Vec<_>> = rows
        .map(|row| {
            let mut features = Value::Object(Town::ratios(row)?);
            change(&mut features);
            Ok(json!({ "reference": row.to_string(), "features": features }))
        })
        .collect();
    let answer =
        town.partner_scores(token, json!({ "model": "financial", "firms": firms? })).await?;
    let answer = answer.expect(200);
    let told = answer["items"].as_array().context("no items")?;
    assert!(told.iter().all(|item| item["score"].is_object()), "{answer}");
    Ok(())
}

#[tokio::test]
async fn a_drift_is_measured_shown_and_alarmed() -> Result<()> {
    let town = Town::start().await?;
    town.partner("a-partner", 1000).await?;
    for role in ["operator", "regulator"] {
        town.staff(role, role).await?;
    }
    let (operator, regulator) = (town.sign_in("operator").await?, town.sign_in("regulator").await?);
    let token = town.partner_token("a-partner").await?;
    town.visitor()?.press("/scheduled/score-company").await?.refused(401, "not_signed_in");
    let levels = async || -> Result<Value> {
        let measured = town.tick("score-company").await?.expect(200);
        Ok(measured["models"][0]["level"].clone())
    };
    assert_eq!(levels().await?, "too_few");
    score(&town, &token, 0..500, |_| ()).await?;
    score(&town, &token, 500..1000, |_| ()).await?;
    assert_eq!(levels().await?, "stable", "the training population itself does not drift");
    let read = regulator.get("/api/model-monitor").await?.expect(200);
    assert_eq!(
        (read["items"][0]["model"].as_str(), read["items"][0]["scores"].as_i64()),
        (Some("financial"), Some(1000))
    );
    assert_eq!(town.value("select count(*) from inbox where kind = 'model_drifted'").await?, "0");

    // Where one input suddenly comes no more and another is ten times what it was.
    let feature = read["items"][0]["inputs"][0]["feature"].as_str().context("no input")?.to_owned();
    let features = town.visitor()?.get("/api/score-models").await?.expect(200);
    let other = features["items"][0]["features"]
        .as_array()
        .context("no features")?
        .iter()
        .filter(|one| one["required"] == false)
        .filter_map(|one| one["name"].as_str())
        .find(|name| *name != feature)
        .context("no other feature")?
        .to_owned();
    for rows in [0..500, 500..1000] {
        score(&town, &token, rows, |features| {
            if let Some(all) = features.as_object_mut() {
                all.remove(&other);
            }
        })
        .await?;
    }
    assert_eq!(levels().await?, "act");
    assert_eq!(levels().await?, "act");
    assert_eq!(
        town.value("select count(*) from inbox where kind = 'model_drifted'").await?,
        "1",
        "told once"
    );
    let read = operator.get("/api/model-monitor").await?.expect(200);
    let worst = &read["items"][0]["inputs"][0];
    assert_eq!(
        (worst["feature"].as_str(), worst["level"].as_str()),
        (Some(other.as_str()), Some("act"))
    );
    assert!(worst["missing"].as_f64() >= Some(0.5), "{worst}");

    let metrics = town.visitor()?.request(reqwest::Method::GET, "/metrics/models").send().await?;
    assert_eq!(metrics.status(), 200);
    let text = metrics.text().await?;
    for name in [
        "rongtong_model_scores{model=\"financial\"",
        "rongtong_model_score_psi{",
        "rongtong_model_drift_level{",
    ] {
        assert!(text.contains(name), "{name} is missing in {text}");
    }
    let line = format!("feature=\"{other}\"}} 0.5");
    assert!(
        text.lines().any(|found| found.starts_with("rongtong_model_input_missing_ratio")
            && found.contains(&line)),
        "{text}"
    );
    let page = operator.request(reqwest::Method::GET, "/monitor/models").send().await?;
    assert_eq!(page.status(), 200);
    let html = page.text().await?;
    assert!(html.contains("模型监控") && html.contains("需处置") && !html.contains("<script"));
    let refused = town.visitor()?.request(reqwest::Method::GET, "/monitor/models").send().await?;
    assert_eq!(refused.status(), 401);
    Ok(())
}
