//! how far the firms that are scored have moved away from those that trained the models.

use anyhow::{Context, Result};
use reqwest::Method;
use std::ops::Range;
use system_tests::{Person, Town, Value, json};

/// A town with a partner that has its thousand firms scored.
struct Scene {
    town: Town,
    token: String,
    operator: Person,
    regulator: Person,
}

impl Scene {
    async fn set() -> Result<Self> {
        let town = Town::start().await?;
        town.company("firm").await?;
        let firm = town.sign_in("firm").await?;
        firm.post("/api/consents", json!({ "text_id": "self_assessment.1" })).await?.expect(201);
        town.partner("a-partner", 1000).await?;
        town.staff("operator", "operator").await?;
        town.staff("regulator", "regulator").await?;
        let token = town.partner_token("a-partner").await?;
        let (operator, regulator) =
            (town.sign_in("operator").await?, town.sign_in("regulator").await?);
        Ok(Self { town, token, operator, regulator })
    }

    /// Scores the training population's sample, all but one feature of each firm.
    async fn score_without(&self, feature: &str) -> Result<()> {
        for rows in [0..500, 500..1000] {
            self.score(rows, feature).await?;
        }
        Ok(())
    }

    async fn score(&self, rows: Range<usize>, without: &str) -> Result<()> {
        let firm = |row: usize| -> Result<Value> {
            let mut features = Town::ratios(row)?;
            features.remove(without);
            Ok(json!({ "reference": row.to_string(), "features": features }))
        };
        let firms = rows.map(firm).collect::<Result<Vec<_>>>()?;
        let body = json!({ "model": "financial", "firms": firms });
        let answer = self.town.partner_scores(&self.token, body).await?.expect(200);
        let told = answer["items"].as_array().context("no items")?;
        assert!(told.iter().all(|item| item["score"].is_object()), "{answer}");
        Ok(())
    }

    /// Makes the scores so far those of a firm that agreed: the models run alike on what a partner sends.
    async fn own(&self) -> Result<()> {
        let mut connection = self.town.database.acquire().await?;
        for statement in [
            "set session_replication_role = replica",
            "update score s set applicant_id = c.applicant_id, consent_id = c.id from consent c",
            "set session_replication_role = origin",
        ] {
            sqlx::query(statement).execute(&mut *connection).await?;
        }
        Ok(())
    }

    /// Measures, and gives the level of the financial model.
    async fn level(&self) -> Result<Value> {
        let measured = self.town.tick("score-company").await?.expect(200);
        Ok(measured["models"][0]["level"].clone())
    }

    async fn alarms(&self) -> Result<String> {
        self.town.value("select count(*) from inbox where kind = 'model_drifted'").await
    }
}

// Few scores say what they say with reserve, and raise no alarm
#[tokio::test]
async fn a_drift_of_few_scores_is_told_as_uncertain() -> Result<()> {
    let scene = Scene::set().await?;
    let models = scene.town.visitor()?.get("/api/score-models").await?.expect(200);
    let features = models["items"][0]["features"].as_array().context("no features")?;
    let lost = features.iter().find(|one| one["required"] == false).context("all are required")?;
    scene.score(0..120, lost["name"].as_str().context("no name")?).await?;
    scene.own().await?;
    assert_eq!(scene.level().await?, "act");
    let read = scene.operator.get("/api/model-monitor").await?.expect(200);
    let item = &read["items"][0];
    assert_eq!((&item["scores"], &item["uncertain"]), (&json!(120), &json!(true)));
    assert_eq!(item["history"][0]["uncertain"], true);
    let (_, html) = text(&scene.operator, "/monitor/models").await?;
    assert!(html.contains("仅供参考"));
    assert_eq!(scene.alarms().await?, "0");
    Ok(())
}

async fn text(person: &Person, path: &str) -> Result<(u16, String)> {
    let answer = person.request(Method::GET, path).send().await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}

#[tokio::test]
async fn the_population_that_trained_a_model_does_not_drift() -> Result<()> {
    let scene = Scene::set().await?;
    let visitor = scene.town.visitor()?;
    visitor.press("/scheduled/score-company").await?.refused(401, "not_signed_in");
    assert_eq!(scene.level().await?, "too_few");
    scene.score_without("").await?;
    assert_eq!(scene.level().await?, "too_few", "what a partner sends may be anything");
    scene.own().await?;
    assert_eq!(scene.level().await?, "stable");
    let read = scene.regulator.get("/api/model-monitor").await?.expect(200);
    let item = &read["items"][0];
    assert_eq!((item["model"].as_str(), item["scores"].as_i64()), (Some("financial"), Some(1000)));
    let shares: f64 =
        item["deciles"].as_array().into_iter().flatten().filter_map(Value::as_f64).sum();
    assert!((shares - 1.0).abs() < 1e-6, "{item}");
    assert_eq!(scene.alarms().await?, "0");
    Ok(())
}

#[tokio::test]
async fn a_drift_is_measured_shown_and_alarmed() -> Result<()> {
    let scene = Scene::set().await?;
    let models = scene.town.visitor()?.get("/api/score-models").await?.expect(200);
    let features = models["items"][0]["features"].as_array().context("no features")?;
    let lost = features.iter().find(|one| one["required"] == false).context("all are required")?;
    let lost = lost["name"].as_str().context("no name")?;
    scene.score_without("").await?;
    scene.score_without(lost).await?;
    scene.own().await?;
    assert_eq!(scene.level().await?, "act");
    assert_eq!(scene.level().await?, "act");
    assert_eq!(scene.alarms().await?, "1", "told once");
    let read = scene.operator.get("/api/model-monitor").await?.expect(200);
    let worst = &read["items"][0]["inputs"][0];
    assert_eq!((worst["feature"].as_str(), worst["level"].as_str()), (Some(lost), Some("act")));
    assert!(worst["missing"].as_f64() >= Some(0.5), "{worst}");

    let visitor = scene.town.visitor()?;
    let metrics_url = scene.town.hosts.first().context("no host")?.metrics_url();
    assert_eq!(text(&visitor, "/metrics/models").await?.0, 404, "not on the public port");
    let (status, metrics) = text(&visitor.at(metrics_url), "/metrics/models").await?;
    assert_eq!(status, 200);
    let gauges =
        ["rongtong_model_scores{", "rongtong_model_score_psi{", "rongtong_model_drift_level{"];
    for gauge in gauges {
        let mut lines = metrics.lines().filter(|line| line.starts_with(gauge));
        assert!(lines.any(|line| line.contains("model=\"financial\"")), "{gauge}: {metrics}");
    }
    let label = format!("feature=\"{lost}\"}} 0.5");
    let missing =
        metrics.lines().filter(|line| line.starts_with("rongtong_model_input_missing_ratio"));
    assert!(missing.into_iter().any(|line| line.contains(&label)), "{metrics}");
    let (status, html) = text(&scene.operator, "/monitor/models").await?;
    assert_eq!(status, 200);
    assert!(html.contains("模型监控") && html.contains("需处置") && !html.contains("<script"));
    assert_eq!(text(&visitor, "/monitor/models").await?.0, 401);
    Ok(())
}
