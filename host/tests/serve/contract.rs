//! What a component sees of a request, and what a client sees of an answer.

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
    assert_eq!(response.headers()["x-request-id"], "order-4711");
    let headers: Value = response.json().unwrap();
    assert_eq!(headers["x-request-id"], "order-4711");
    assert!(headers["traceparent"].as_str().unwrap().starts_with(&format!("00-{trace}-")));
    let line = host.wait_for("an access line", |line| line["request_id"] == "order-4711");
    assert_eq!(line["trace_id"], trace);
    assert_eq!((&line["component"], &line["route"]), (&"probe".into(), &"/...".into()));
    assert_eq!((&line["method"], &line["status"]), (&"GET".into(), &200.into()));
    assert!(line["duration_ms"].is_f64(), "{line}");
    let text = line.to_string();
    assert!(!text.contains("secret") && !text.contains("127.0.0.1"), "{text}");
}

#[test]
fn a_wrong_request_id_is_replaced() {
    let host = Host::start(&manifest(""));
    let request = host.client().get(host.url("/hello")).header("x-request-id", "a b");
    let id = request.send().unwrap().headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(id.len(), 32, "{id}");
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
