//! Pages that a function answers with, where a portal would be too much: one look, no frame, no cache, and no script
//! but those of a document's buttons.

use axum::http::{HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, FixedOffset, Utc};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use web::{Answer, IntoResponse, Problem, Response, StatusCode, ambient};

const STYLE: &str = include_str!("page.css");

/// The files of the portals that a document may run: its theme, as the portals have it, and its buttons.
const SCRIPTS: [&str; 2] = ["/theme.js", "/report.js"];

/// A page as an answer that no script, no frame and no cache can touch.
pub fn respond(status: StatusCode, title: &str, body: &Markup) -> Response {
    answer(status, title, body, &[])
}

/// A document that is printed and looked at in the dark: `data-act` on a button is `print` or `theme`. Its scripts are
/// files of the platform; nothing that stands in the page itself runs.
pub fn document(title: &str, body: &Markup) -> Response {
    answer(StatusCode::OK, title, body, &SCRIPTS)
}

fn answer(status: StatusCode, title: &str, body: &Markup, scripts: &[&str]) -> Response {
    let nonce = STANDARD.encode(ambient::random_bytes::<16>());
    let page = shell(title, &nonce, scripts, body);
    let mut response = (status, page.0).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    let own = if scripts.is_empty() { "" } else { " script-src 'self';" };
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}';{own} frame-ancestors 'none'; base-uri 'none'; \
         form-action 'self'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// What went wrong, for a person.
///
/// # Errors
/// The problem itself when it is a fault of the platform: it is answered and logged as everywhere else.
pub fn refuse(title: &str, problem: Problem) -> Answer<Response> {
    let fault = problem.fault();
    if !fault.status().is_client_error() {
        return Err(problem);
    }
    let body = html! {
        main class="small" {
            p class="brand" { "融通 · 融资综合服务平台" }
            h1 { (title) }
            p class="notice careful" { (fault.title()) }
            p { a href="/" { "返回首页" } }
        }
    };
    Ok(respond(fault.status(), title, &body))
}

/// A moment on the clocks of Asia/Shanghai, `2026-11-24 09:30:00`.
pub fn shanghai(moment: DateTime<Utc>) -> String {
    let Some(zone) = FixedOffset::east_opt(8 * 3600) else {
        return moment.to_rfc3339();
    };
    moment.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string()
}

fn shell(title: &str, nonce: &str, scripts: &[&str], body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " · 融通" }
                style nonce=(nonce) { (PreEscaped(STYLE)) }
                @for script in scripts { script src=(script) {} }
            }
            body { (body) }
        }
    }
}
