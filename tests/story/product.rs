use crate::Cast;
use anyhow::Result;
use system_tests::{Value, json};

fn draft() -> Value {
    json!({
        "name": "颍融信用贷", "summary": "小微企业流动资金", "guarantee_mode": "credit",
        "amount_min": "50000.00", "amount_max": "1000000.00",
        "term_months_min": 3, "term_months_max": 24,
        "annual_rate_min": "0.0365", "annual_rate_max": "0.0585",
        "subject_types": ["company", "sole_trader"], "region_codes": [], "industry_sections": [],
        "conditions": "经营满一年", "materials": "营业执照",
    })
}

/// From the draft to the shelf: operator, then regulator, never the submitter (B-08, O-08, G-31).
pub(crate) async fn publish(cast: &Cast) -> Result<String> {
    let made = cast.manager.post("/api/products", draft()).await?.expect(201);
    let id = made["id"].as_str().unwrap_or_default().to_owned();
    let public = format!("/api/products/{id}");
    cast.applicant.get(&public).await?.refused(404, "not_found");
    cast.officer.post("/api/products", draft()).await?.refused(403, "forbidden_role");
    let mut better = draft();
    better["summary"] = json!("小微企业流动资金，随借随还");
    cast.manager.put(&format!("/api/products/{id}/draft"), better).await?.expect(200);
    cast.manager.press(&format!("/api/products/{id}/submission")).await?.expect(200);

    let waiting = cast.operator.get("/api/product-reviews").await?.expect(200);
    let item = &waiting["items"][0];
    let version = item["version_id"].as_str().or(item["id"].as_str()).unwrap_or_default();
    let path = format!("/api/product-reviews/{version}");
    let approve = json!({ "verdict": "approve", "reason": "" });
    cast.manager.post(&path, approve.clone()).await?.refused(403, "forbidden_role");
    cast.regulator.post(&path, approve.clone()).await?.refused(403, "not_your_step");
    cast.operator.post(&path, approve.clone()).await?.expect(200);
    cast.applicant.get(&public).await?.refused(404, "not_found");
    cast.regulator.post(&path, approve.clone()).await?.expect(200);
    cast.operator.post(&path, approve).await?.refused(409, "state_conflict");

    let seen = cast.applicant.get(&public).await?.expect(200);
    assert_eq!(seen["summary"], "小微企业流动资金，随借随还");
    let found = cast.applicant.get("/api/products?guarantee_mode=credit").await?.expect(200);
    assert_eq!(found["items"][0]["id"], id.as_str());
    Ok(id)
}
