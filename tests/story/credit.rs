//! The part of the risk system: consent, decision, score, report, and the watch over the loan. U-28, R-04, R-14, B-06

use crate::Cast;
use anyhow::{Context, Result};
use system_tests::json;

/// The applicant reads what it agrees to; the application carries it.
pub(crate) async fn read_text(cast: &Cast) -> Result<String> {
    let texts = cast.applicant.get("/api/consent-texts").await?.expect(200);
    let items = texts["items"].as_array().context("no texts")?;
    let text = items
        .iter()
        .find(|text| text["receiver"] == "institution")
        .context("none for an institution")?;
    assert!(text["body"].as_str().is_some_and(|body| body.contains("撤回")), "it says how it ends");
    Ok(text["id"].as_str().unwrap_or_default().to_owned())
}

/// The rules run on arrival, before an officer takes the order.
pub(crate) async fn decide(cast: &Cast, order: &str) -> Result<()> {
    let swept = cast.town.tick("decide-application").await?.expect(200);
    assert_eq!(swept["decided"], 1);
    let row = format!(
        "select outcome || ' ' || (score_id is not null) || ' ' || (consent_id is not null)
         from decision_run where order_id = '{order}'"
    );
    assert_eq!(cast.town.value(&row).await?, "approve true true");
    Ok(())
}

/// The officer sees decision and score with the order, and opens the report.
pub(crate) async fn report(cast: &Cast, order: &str) -> Result<()> {
    let read = cast.officer.get(&format!("/api/orders/{order}")).await?.expect(200);
    assert_eq!(read["decision"], "approve");
    assert!(read["score"].is_string() && read["grade"].is_string(), "{read}");
    let path = format!("/api/orders/{order}/report");
    cast.rival.press(&path).await?.refused(404, "not_found");
    let made = cast.officer.press(&path).await?.expect(201);
    let page = made["page"].as_str().context("no page")?;
    let opened = cast.officer.request(reqwest::Method::GET, page).send().await?;
    assert_eq!(opened.status(), 200);
    let html = opened.text().await?;
    for words in ["企业信用报告", "综合信用评分", "不构成征信报告"] {
        assert!(html.contains(words), "{words} is missing in the report");
    }
    let own = cast.applicant.get("/api/reports").await?.expect(200);
    assert_eq!(own["items"].as_array().map(Vec::len), Some(1), "the subject sees it too");
    Ok(())
}

/// A disbursed loan is watched, and has no alert.
pub(crate) async fn watch(cast: &Cast, order: &str) -> Result<()> {
    let swept = cast.town.tick("warn-loans").await?.expect(200);
    assert_eq!(swept, json!({ "found": 1, "done": 1, "failed": 0, "checked": 1, "alerts": 0 }));
    let looks = format!(
        "select string_agg(purpose, ' ' order by id) from fact_access where order_id = '{order}'"
    );
    assert_eq!(
        cast.town.value(&looks).await?,
        "loan_review loan_review post_loan",
        "each look is known"
    );
    Ok(())
}
