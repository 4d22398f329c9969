use chrono::{DateTime, Utc};
use maud::{Markup, html};
use pages::shanghai;
use serde::Deserialize;
use store::{row, statement};
use web::{Answer, Path, Platform, Query, Response, StatusCode};

const TITLE: &str = "信用报告核验";

statement! {
    FindProof("read-credit-report/find_proof") -> ProofRow
}

/// The digest that a printed report carries, or its beginning.
#[derive(Debug, Deserialize)]
pub(crate) struct Proof {
    digest: Option<String>,
}

row! {
    /// What the platform keeps of a report that anybody may hold a printed one against.
    struct ProofRow { number: String, version: i32, digest: String, created_at: DateTime<Utc> }
}

/// So many of the digest's digits at least: 64 bits are not guessed.
pub(crate) const DIGITS_MIN: usize = 16;

/// 核验信用报告: whether a printed credit report is one of this platform's, unchanged. Reveals none of its content, and not
/// even that there is a report to those who have its number alone.
pub(crate) async fn verify(
    platform: Platform,
    Path(number): Path<String>,
    Query(proof): Query<Proof>,
) -> Answer<Response> {
    let shaped = number.len() <= 32
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let Some(given) = proof.digest.filter(|digest| !digest.trim().is_empty()) else {
        return Ok(pages::respond(StatusCode::OK, TITLE, &page(&Found::NotAsked, "")));
    };
    let digest = given.trim().to_ascii_lowercase();
    let found = if shaped && is_digest(&digest) {
        platform.store().await?.optional(FindProof { number, digest: digest.clone() }).await?
    } else {
        None
    };
    let (status, found) = match found {
        Some(proof) => (StatusCode::OK, Found::Report(proof)),
        None => (StatusCode::NOT_FOUND, Found::Nothing),
    };
    Ok(pages::respond(status, TITLE, &page(&found, &digest)))
}

fn is_digest(digest: &str) -> bool {
    (DIGITS_MIN..=64).contains(&digest.len()) && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What came of the look.
enum Found {
    NotAsked,
    Nothing,
    Report(ProofRow),
}

fn page(found: &Found, given: &str) -> Markup {
    html! {
        main class="small" {
            p class="brand" { "融通 · 融资综合服务平台" }
            h1 { (TITLE) }
            @match found {
                Found::NotAsked => p class="notice careful" {
                    "请填写报告末尾的防伪指纹，以核对报告是否由本平台出具、内容是否被改动。"
                },
                Found::Nothing => p class="notice bad" {
                    "编号与防伪指纹不符：请核对后重试；仍然不符的，请勿采信。"
                },
                Found::Report(proof) => {
                    dl {
                        div { dt { "报告编号" } dd { (proof.number) "（第 " (proof.version) " 版）" } }
                        div { dt { "出具时间" } dd { (shanghai(proof.created_at)) } }
                        div { dt { "防伪指纹" } dd { (proof.digest) } }
                    }
                    p class="notice good" { "指纹一致：该报告由本平台出具。请核对上列指纹与报告末尾的 64 位指纹完全相同。" }
                }
            }
            form method="get" {
                label for="digest" { "防伪指纹（至少前 " (DIGITS_MIN) " 位）" }
                input id="digest" name="digest" value=(given) autocomplete="off" spellcheck="false"
                    pattern="[0-9a-fA-F]{16,64}" title="报告末尾的指纹，至少前 16 位" required;
                button type="submit" { "核验" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //
    #[test]
    fn a_digest_is_long_enough_not_to_be_guessed() {
        assert!(is_digest(&"0a".repeat(8)) && is_digest(&"0a".repeat(32)));
        for wrong in [String::new(), "0".repeat(15), "0".repeat(65), "g".repeat(16), "%".repeat(16)]
        {
            assert!(!is_digest(&wrong), "{wrong}");
        }
    }
}
