use chrono::{DateTime, Utc};
use maud::{Markup, html};
use pages::shanghai;
use serde::Deserialize;
use store::{row, statement};
use web::{Answer, Path, Platform, Query, Response, StatusCode};

statement! {
    FindProof("read-credit-report/find_proof") -> ProofRow
}

/// The digest that a printed report carries.
#[derive(Debug, Deserialize)]
pub(crate) struct Proof {
    digest: Option<String>,
}

row! {
    /// What the platform keeps of a report that anybody may hold a printed one against.
    struct ProofRow { number: String, version: i32, digest: String, created_at: DateTime<Utc> }
}

/// 核验信用报告: whether a printed credit report is one of this platform's, unchanged. Reveals none of its content.
pub(crate) async fn verify(
    platform: Platform,
    Path(number): Path<String>,
    Query(proof): Query<Proof>,
) -> Answer<Response> {
    let shaped = number.len() <= 32
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let found =
        if shaped { platform.store().await?.optional(FindProof { number }).await? } else { None };
    let given = proof.digest.unwrap_or_default().trim().to_ascii_lowercase();
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Ok(pages::respond(status, "信用报告核验", &page(found.as_ref(), &given)))
}

fn page(found: Option<&ProofRow>, given: &str) -> Markup {
    html! {
        main class="small" {
            p class="brand" { "融通 · 融资综合服务平台" }
            h1 { "信用报告核验" }
            @match found {
                None => p class="notice bad" { "没有此编号的报告，请核对报告编号。" },
                Some(proof) => {
                    dl {
                        div { dt { "报告编号" } dd { (proof.number) "（第 " (proof.version) " 版）" } }
                        div { dt { "出具时间" } dd { (shanghai(proof.created_at)) } }
                    }
                    @if given.is_empty() {
                        p class="notice careful" { "编号存在。请填写报告上的防伪指纹，以核对内容是否被改动。" }
                    } @else if given == proof.digest {
                        p class="notice good" { "指纹一致：该报告由本平台出具，内容未被改动。" }
                    } @else {
                        p class="notice bad" { "指纹不一致：内容与平台留存的报告不同，请勿采信。" }
                    }
                    form method="get" {
                        label for="digest" { "防伪指纹" }
                        input id="digest" name="digest" value=(given) autocomplete="off" spellcheck="false"
                            pattern="[0-9a-fA-F]{64}" title="报告末尾的 64 位指纹" required;
                        button type="submit" { "核验" }
                    }
                }
            }
        }
    }
}
