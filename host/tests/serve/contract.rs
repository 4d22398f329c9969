//! What a component sees of a request, and what a client sees of an answer.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use crate::harness::{HEAD, Host, manifest, probe};

fn seen(host: &Host, path: &str) -> Value {
    host.get(path).json().unwrap()
}

#[test]
fn headers_are_spins() {
    let source = probe().display();
    let host = Host::start(&format!(
        "{HEAD}
[[trigger.http]]
route = '/users/:user_id/...'
component = 'probe'
[[trigger.http]]
route = '/exact'
component = 'probe'
[component.probe]
source = '{source}'
"
    ));
    let headers = seen(&host, "/users/42/orders/7/?q=1");
    let authority = host.address();
    for (name, expected) in [
        ("spin-path-info", "/orders/7/"),
        ("spin-full-url", &format!("http://{authority}/users/42/orders/7/?q=1")),
        ("spin-matched-route", "/users/:user_id/..."),
        ("spin-raw-component-route", "/users/:user_id/..."),
        ("spin-component-route", "/users/:user_id"),
        ("spin-base-path", "/"),
        ("spin-path-match-user-id", "42"),
    ] {
        assert_eq!(headers[name], expected, "{name} of {headers}");
    }
    let client = headers["spin-client-addr"].as_str().unwrap();
    assert!(client.starts_with("127.0.0.1:"), "{client}");
    let headers = seen(&host, "/exact");
    assert_eq!(headers["spin-path-info"], "");
    assert_eq!(headers["spin-component-route"], "/exact");
    Host::expect_problem(host.get("/other"), 404, "not_found");
}

#[test]
fn a_request_keeps_its_names() {
    let host = Host::start(&manifest(""));
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let response = host
        .client()
        .get(host.url("/headers?secret=1"))
        .header("x-request-id", "order-4711")
        .header("traceparent", format!("00-{trace}-b7ad6b7169203331-01"))
        .send()
        .unwrap();
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(id.len(), 32, "{id}");
    let headers: Value = response.json().unwrap();
    assert!(headers.get("x-request-id").is_none(), "the client's is not given on: {headers}");
    assert!(headers["traceparent"].as_str().unwrap().starts_with(&format!("00-{trace}-")));
    let line = host.wait_for("an access line", |line| line["request_id"] == id.as_str());
    assert_eq!(
        (&line["client_request_id"], &line["trace_id"]),
        (&"order-4711".into(), &trace.into())
    );
    assert_eq!((&line["component"], &line["route"]), (&"probe".into(), &"/...".into()));
    assert_eq!((&line["method"], &line["status"]), (&"GET".into(), &200.into()));
    assert!(line["duration_ms"].is_f64(), "{line}");
    let text = line.to_string();
    assert!(!text.contains("secret") && !text.contains("127.0.0.1"), "{text}");
}

#[test]
fn a_component_names_the_request() {
    let host = Host::start(&manifest(""));
    let request = host.client().get(host.url("/named?a-name-of-ours"));
    let answer = request.header("x-request-id", "order-4711").send().unwrap();
    assert_eq!(answer.headers()["x-request-id"], "a-name-of-ours");
    host.wait_for("the same name", |line| line["request_id"] == "a-name-of-ours");
}

#[test]
fn a_request_says_once_for_which_host_it_is() {
    let host = Host::start(&manifest(""));
    let ask = |head: &str| {
        let mut stream = TcpStream::connect(host.address()).unwrap();
        write!(stream, "{head}Connection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let own = format!("Host: {}\r\n", host.address());
    for path in ["/hello", "/healthz"] {
        let status = |head: &str| ask(head).split(' ').nth(1).map(str::to_owned).unwrap();
        assert_eq!(status(&format!("GET {path} HTTP/1.1\r\n{own}")), "200");
        assert_eq!(status(&format!("GET {path} HTTP/1.0\r\n")), "200", "older than the header");
        for hosts in ["", "Host: a.cn\r\nHost: a.cn\r\n", "Host: a b\r\n", "Host: a.cn, b.cn\r\n"] {
            let answer = ask(&format!("GET {path} HTTP/1.1\r\n{hosts}"));
            assert!(answer.starts_with("HTTP/1.1 400 "), "{hosts}: {answer}");
            assert!(answer.contains("application/problem+json"), "{hosts}: {answer}");
            assert!(answer.contains("\"bad_request\""), "{hosts}: {answer}");
        }
    }
    let absolute = ask(&format!("GET http://b.cn/uri HTTP/1.1\r\n{own}"));
    assert!(absolute.ends_with("http://b.cn/uri"), "the address goes before: {absolute}");
}

#[test]
fn what_a_component_prints_is_logged() {
    let host = Host::start(&manifest(""));
    host.ask("/print?word");
    for (stream, text) in [("stdout", "out word"), ("stderr", "err word")] {
        let line = host.wait_for(text, |line| line["message"] == text);
        assert_eq!((&line["component"], &line["stream"]), (&"probe".into(), &stream.into()));
    }
}

#[test]
fn an_answer_comes_in_one_piece() {
    let host = Host::start(&manifest(""));
    let response = host.get("/hello");
    assert_eq!(response.headers()["content-length"], "7");
    assert_eq!(response.text().unwrap(), "hello 1");
    let request = host.client().head(host.url("/hello"));
    assert_eq!(request.send().unwrap().status(), 200);
}

#[test]
fn the_host_tells_its_state() {
    let host = Host::start(&manifest(""));
    assert_eq!(host.ask("/healthz"), (200, "OK".to_owned()));
    assert_eq!(host.ask("/readyz"), (200, "OK".to_owned()));
    host.ask("/hello");
    let answered = r#"rongtong_requests_total{component="probe",status="2xx"}"#;
    assert_eq!(host.metric(answered), 1.0);
    let made = r#"rongtong_instances_created_total{component="probe"}"#;
    assert_eq!(host.metric(made), 1.0);
    let count = r#"rongtong_request_duration_seconds_count{component="probe"}"#;
    assert_eq!(host.metric(count), 1.0);
    assert_eq!(host.metric(r#"rongtong_requests_in_flight{component="probe"}"#), 0.0);
}

#[test]
fn metrics_are_not_on_the_public_port() {
    let source = probe().display();
    let host = Host::start(&format!(
        "{HEAD}
[[trigger.http]]
route = '/metrics/guest'
component = 'probe'
[[trigger.http]]
route = '/...'
component = 'probe'
[component.probe]
source = '{source}'
"
    ));
    for path in ["/metrics", "/metrics/", "/metrics/guest", "/metrics/guest/", "//metrics/guest"] {
        Host::expect_problem(host.get(path), 404, "not_found");
    }
    for path in ["/metricsother", "/hello"] {
        assert_eq!(host.ask(path).0, 200, "{path}");
    }
    let ask = |path: &str| host.client().get(host.metrics_url(path)).send().unwrap();
    assert!(host.metrics_url("").starts_with("http://127.0.0.1:"));
    for path in ["/metrics", "/metrics/guest"] {
        assert_eq!(ask(path).status(), 200, "{path}");
    }
    for path in ["/", "/hello", "/healthz", "/readyz", "/metrics/other"] {
        Host::expect_problem(ask(path), 404, "not_found");
    }
}
