//! What a person reads whom the provider did not bring in: what happened, and the ways on from here.

use super::local;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use maud::{Markup, html};
use web::{Fault, Platform, Problem, Response};

/// Why there is no sign-in, as far as a person can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// The platform has no provider.
    NoProvider,
    /// The person turned back at the provider.
    Cancelled,
    /// The way back was taken before, took too long, or began in another browser.
    Spent,
    /// The provider's answer does not hold, or its account may not sign in.
    Failed,
    /// The provider or the platform does not answer.
    Down,
    /// Too many came from there.
    TooMany,
}

/// A sign-in that did not come about.
pub(super) struct Refusal {
    pub(super) reason: Reason,
    pub(super) problem: Problem,
}

impl Refusal {
    pub(super) fn new(reason: Reason, cause: impl ToString) -> Self {
        Self { reason, problem: Problem::caused(Fault::OidcRefused, cause) }
    }

    /// The page. The cause goes to the log, as with every refusal.
    pub(super) fn page(self, platform: &Platform, return_to: Option<&str>) -> Response {
        let Self { reason, problem } = self;
        problem.log(platform.request_id());
        let fault = problem.fault();
        let code =
            if fault.status().is_server_error() { Some(platform.request_id()) } else { None };
        let body = page(reason, fault, return_to, code);
        let mut response = pages::respond(fault.status(), "统一身份认证", &body);
        response.headers_mut().extend(problem.headers());
        response
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let fault = problem.fault();
        let reason = match fault {
            Fault::NotFound => Reason::NoProvider,
            Fault::TooManyRequests => Reason::TooMany,
            _ if fault.status().is_server_error() => Reason::Down,
            _ => Reason::Failed,
        };
        Self { reason, problem }
    }
}

/// Whether the caller is a browser that shows what it is answered.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let kinds = headers.get_all(ACCEPT).iter();
    kinds.flat_map(|kinds| kinds.as_bytes().split(|byte| *byte == b',')).any(|kind| {
        let name = kind.split(|byte| *byte == b';').next().unwrap_or_default();
        name.trim_ascii().eq_ignore_ascii_case(b"text/html")
    })
}

fn page(reason: Reason, fault: Fault, return_to: Option<&str>, request: Option<&str>) -> Markup {
    let sentence = match reason {
        Reason::NoProvider => "本平台暂未接入统一身份认证，请使用平台账号登录。",
        Reason::Cancelled => "您没有完成统一身份认证，可以重新登录，或使用平台账号登录。",
        Reason::Spent => "这次登录已经用过、已超时，或不是在此浏览器中开始的，请重新登录。",
        Reason::Failed => "统一身份认证未通过，请重新登录；多次不通过时，请使用平台账号登录。",
        Reason::Down => "统一身份认证暂时无法使用，请稍后重新登录，或使用平台账号登录。",
        Reason::TooMany => "登录过于频繁，请一分钟后重新登录。",
    };
    let again = (reason != Reason::NoProvider).then(|| local::begin_again(return_to));
    html! {
        main class="small" data-code=(fault.code()) {
            p class="brand" { "融通 · 融资综合服务平台" }
            h1 { "统一身份认证" }
            p class="notice careful" { (sentence) }
            @if let Some(request) = request { p { "请求编号：" (request) } }
            @if let Some(address) = again { p { a href=(address) { "重新登录" } } }
            p { a href="/sign-in" { "使用平台账号登录" } }
            p { a href="/" { "返回首页" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_has_a_way_on() {
        use Reason::{Cancelled, Down, Failed, NoProvider, Spent, TooMany};
        for reason in [NoProvider, Cancelled, Spent, Failed, Down, TooMany] {
            let shown = page(reason, Fault::OidcRefused, Some("/me?a=b&c"), None).0;
            assert!(shown.contains("href=\"/sign-in\""), "{reason:?}");
            let again = shown.contains("/api/sign-in/oidc?return_to=%2Fme%3Fa%3Db%26c\"");
            assert_eq!(again, reason != NoProvider, "{reason:?}: {shown}");
        }
    }

    #[test]
    fn a_browser_is_known_by_what_it_takes() {
        let wanted = |text: &[u8]| {
            let value = axum::http::HeaderValue::from_bytes(text).unwrap();
            is_wanted(&HeaderMap::from_iter([(ACCEPT, value)]))
        };
        assert!(wanted(b"text/html,application/xhtml+xml;q=0.9"));
        assert!(wanted(b"*/*, \xff, Text/HTML;q=0.9"));
        assert!(!wanted(b"*/*"));
        assert!(!wanted(b"application/json"));
    }
}
