//! `read-credit-report`: a page, a PDF of the same, its proof; every look counted, none after the withdrawal.

use crate::consent::Desk;
use anyhow::{Context, Result};
use reqwest::Method;
use reqwest::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use std::process::Command;
use system_tests::{Person, json};
use uuid::Uuid;

async fn get(person: &Person, path: &str) -> Result<(u16, String, Vec<u8>)> {
    let answer = person.request(Method::GET, path).send().await?;
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let (status, kind) = (answer.status().as_u16(), kind.unwrap_or_default().to_owned());
    Ok((status, kind, answer.bytes().await?.to_vec()))
}

async fn page(person: &Person, path: &str) -> Result<(u16, String)> {
    let (status, kind, bytes) = get(person, path).await?;
    assert_eq!(kind, "text/html; charset=utf-8", "{path}");
    Ok((status, String::from_utf8(bytes)?))
}

// B-03, B-14, R-14
#[tokio::test]
async fn a_report_says_the_same_on_the_page_and_in_the_pdf() -> Result<()> {
    let desk = Desk::set().await?;
    desk.town.tick("decide-application").await?.expect(200);
    let path = format!("/api/orders/{}/report", desk.order);
    let made = desk.officer.press(&path).await?.expect(201);
    assert_eq!(made["version"], 1);
    let text = |key: &str| made[key].as_str().unwrap_or_default().to_owned();
    let (status, html) = page(&desk.officer, &text("page")).await?;
    assert_eq!(status, 200);
    let said = [
        "测试企业firm",
        "综合信用评分",
        "营运能力",
        "公共记录",
        "市场监督管理部门",
        "不构成征信报告",
        "评分分布",
        "officer",
    ];
    for words in said {
        assert!(html.contains(words), "{words} is missing on the page");
    }
    assert!(html.contains(&text("number")) && html.contains(">打印</button>"));
    let back = format!("href=\"/institution/orders/{}\"", desk.order);
    assert!(html.contains(&back) && html.contains(&format!("href=\"{}\"", text("pdf"))));
    let scripts = html.matches("<script").count();
    assert_eq!((scripts, html.matches("<script src=\"/").count()), (2, 2), "nothing inline runs");
    let (status, kind, pdf) = get(&desk.officer, &text("pdf")).await?;
    assert_eq!((status, kind.as_str()), (200, "application/pdf"));
    let read: String = pdf_text(&pdf)?.split_whitespace().collect();
    for words in said.into_iter().filter(|words| *words != "评分分布") {
        assert!(read.contains(words), "{words} is missing in the PDF");
    }
    assert!(read.contains(&text("number")), "{read}");
    let again = desk.officer.press(&path).await?.expect(201);
    assert_eq!(again["version"], 2, "versioned");
    let looks = "select string_agg(format, ' ' order by id) from report_view";
    assert_eq!(desk.town.value(looks).await?, "html pdf", "each look is counted");
    Ok(())
}

//
#[tokio::test]
async fn a_name_of_rare_characters_is_the_same_on_the_page_and_in_the_pdf() -> Result<()> {
    const NAME: &str = "龘王䶮㛃·𠮷田𬭚贷二";
    let desk = Desk::set().await?;
    for change in [
        format!("update applicant set organisation_name = '{NAME}有限公司'"),
        format!("update product_version set name = '{NAME}'"),
    ] {
        sqlx::query(&change).execute(&desk.town.database).await?;
    }
    let made = desk.officer.press(&format!("/api/orders/{}/report", desk.order)).await?.expect(201);
    let (_, html) = page(&desk.officer, made["page"].as_str().context("no page")?).await?;
    let (status, _, pdf) = get(&desk.officer, made["pdf"].as_str().context("no PDF")?).await?;
    let read: String = pdf_text(&pdf)?.split_whitespace().collect();
    assert_eq!(status, 200);
    assert!(html.contains(NAME) && read.contains(&format!("{NAME}有限公司")), "{read}");
    assert!(!read.contains("U+"), "no letter is named by its number: {read}");
    Ok(())
}

/// The text of a PDF, as `pdftotext` reads it.
fn pdf_text(pdf: &[u8]) -> Result<String> {
    let file = std::env::temp_dir().join(format!("rongtong-report-{}.pdf", Uuid::new_v4()));
    std::fs::write(&file, pdf)?;
    let output = Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output();
    std::fs::remove_file(&file)?;
    let output = output.context("pdftotext is missing: run scripts/test")?;
    Ok(String::from_utf8(output.stdout)?)
}

/// What a page says; its head has a nonce of its own.
fn body(html: &str) -> &str {
    html.split_once("<main").map_or(html, |(_, body)| body)
}

#[tokio::test]
async fn anybody_can_hold_a_printed_report_against_the_platform() -> Result<()> {
    let desk = Desk::set().await?;
    let made = desk.officer.press(&format!("/api/orders/{}/report", desk.order)).await?.expect(201);
    let number = made["number"].as_str().context("no number")?;
    let digest = desk.town.value("select encode(content_sha256, 'hex') from report").await?;
    let visitor = desk.town.visitor()?;
    let (status, html) = page(&visitor, &format!("/verify/{number}?digest={digest}")).await?;
    assert_eq!((status, html.contains("指纹一致")), (200, true));
    let (status, html) =
        page(&visitor, &format!("/verify/{number}?digest={}", &digest[..16])).await?;
    assert_eq!(
        (status, html.contains(&digest)),
        (200, true),
        "the beginning, and the whole to compare"
    );
    let (status, wrong) =
        page(&visitor, &format!("/verify/{number}?digest={}", "0".repeat(64))).await?;
    assert_eq!((status, wrong.contains("编号与防伪指纹不符")), (404, true));
    // The number alone tells nothing: whether there is such a report cannot be walked through.
    let known = page(&visitor, &format!("/verify/{number}")).await?;
    let unknown = page(&visitor, "/verify/BG20200101-000000").await?;
    assert_eq!((known.0, body(&known.1)), (unknown.0, body(&unknown.1)));
    let short = page(&visitor, &format!("/verify/{number}?digest={}", &digest[..15])).await?;
    assert_eq!(short.0, 404);
    let unknown = format!("/verify/BG20200101-000000?digest={}", "0".repeat(64));
    let (status, unknown) = page(&visitor, &unknown).await?;
    assert_eq!((status, body(&unknown)), (404, body(&wrong)));
    assert!(!html.contains("测试企业"), "the proof tells nothing of what the report says");
    let (_, html) =
        page(&visitor, &format!("/verify/{number}?digest=%22%3E%3Cscript%3Ealert(1)")).await?;
    assert!(!html.contains("<script"));
    let answer = visitor.request(Method::GET, &format!("/verify/{number}")).send().await?;
    let policy = answer.headers().get(CONTENT_SECURITY_POLICY).context("no policy")?.to_str()?;
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("script-src"), "{policy}");
    Ok(())
}

// B-03, U-28: after the withdrawal 403, and the attempt is kept; the firm still sees its own
#[tokio::test]
async fn a_report_closes_with_the_consent() -> Result<()> {
    let desk = Desk::set().await?;
    let made = desk.officer.press(&format!("/api/orders/{}/report", desk.order)).await?.expect(201);
    let path = made["page"].as_str().context("no page")?;
    let bank = desk.town.value("select institution_id from loan_order").await?.parse()?;
    desk.town.manager(bank, "manager").await?;
    let manager = desk.town.sign_in("manager").await?;
    let other = desk.town.institution("bank").await?;
    desk.town.officer(other, "outsider").await?;
    let outsider = desk.town.sign_in("outsider").await?;
    assert_eq!(page(&manager, path).await?.0, 200);
    assert_eq!(page(&desk.firm, path).await?.0, 200);
    assert_eq!(page(&outsider, path).await?.0, 404);
    assert_eq!(page(&desk.town.visitor()?, path).await?.0, 401);
    desk.firm.press(&format!("/api/consents/{}/withdrawal", desk.consent)).await?.expect(200);
    let (status, html) = page(&desk.officer, path).await?;
    assert_eq!((status, html.contains("没有有效的数据授权")), (403, true));
    assert_eq!(page(&manager, path).await?.0, 403);
    assert_eq!(page(&desk.firm, path).await?.0, 200);
    desk.officer.get(&format!("{path}/pdf")).await?.refused(403, "consent_missing");
    let again = format!("/api/orders/{}/report", desk.order);
    desk.officer.press(&again).await?.refused(403, "consent_missing");
    let refused = "select count(*) from audit_entry where action = 'report_refused'";
    assert_eq!(desk.town.value(refused).await?, "3");
    Ok(())
}

// U-27
#[tokio::test]
async fn a_firm_objects_to_its_score_and_is_answered() -> Result<()> {
    let desk = Desk::set().await?;
    desk.town.staff("operator", "operator").await?;
    let operator = desk.town.sign_in("operator").await?;
    let score = desk
        .officer
        .post("/api/scores", json!({ "applicant_id": desk.applicant }))
        .await?
        .expect(201);
    let objection = json!({ "score_id": score["id"], "reason": "欠税已于上月缴清" });
    let made = desk.firm.post("/api/objections", objection.clone()).await?.expect(201);
    desk.firm.post("/api/objections", objection).await?.refused(409, "state_conflict");
    let foreign = json!({ "score_id": Uuid::new_v4(), "reason": "不是我的" });
    desk.firm.post("/api/objections", foreign).await?.refused(404, "not_found");
    let empty = desk.firm.post("/api/objections", json!({ "reason": " " })).await?;
    assert_eq!(empty.fields(), ["score_id", "reason"]);
    let open = operator.get("/api/objections?state=open").await?.expect(200);
    assert_eq!(open["items"][0]["id"], made["id"]);
    let path = format!("/api/objections/{}/answer", made["id"].as_str().unwrap_or_default());
    operator.post(&path, json!({ "answer": "已核实，更新后重新评分" })).await?.expect(200);
    operator.post(&path, json!({ "answer": "再答一次" })).await?.refused(409, "state_conflict");
    let own = desk.firm.get("/api/objections").await?.expect(200);
    assert_eq!(own["items"][0]["answer"], "已核实，更新后重新评分");
    let inbox = desk.firm.get("/api/inbox").await?.expect(200);
    assert_eq!(inbox["items"][0]["kind"], "objection_answered");
    Ok(())
}
