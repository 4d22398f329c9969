//! Instances that are used again, the schedule, and a shutdown that loses no request.

use std::time::{Duration, Instant};

use crate::harness::{HEAD, Host, manifest, probe};

#[test]
fn an_instance_is_used_again_until_it_is_idle() {
    let host = Host::start(&manifest(""));
    for count in 1..=5 {
        assert_eq!(host.ask("/hello").1, format!("hello {count}"));
    }
    ::support::wait_until("the idle instance has ended", || host.instances() == 0.0);
    assert_eq!(host.ask("/hello").1, "hello 1");
}

#[test]
fn an_instance_serves_128_requests() {
    let host = Host::start(&manifest(""));
    for _ in 0..128 {
        host.ask("/hello");
    }
    assert_eq!(host.ask("/hello").1, "hello 1");
    assert_eq!(host.metric(r#"rongtong_instances_created_total{component="probe"}"#), 2.0);
}

#[test]
fn reuse_has_bounds_of_ones_own() {
    let host = Host::with(&manifest(""), &["--instance-requests", "2", "--instance-idle-s", "60"]);
    let said: Vec<_> = (0..5).map(|_| host.ask("/hello").1).collect();
    assert_eq!(said, ["hello 1", "hello 2", "hello 1", "hello 2", "hello 1"]);
    // An instance that began its rest later, in a host with the usual bound, ends before this one does.
    let usual = Host::start(&manifest(""));
    usual.ask("/hello");
    ::support::wait_until("the usual bound has passed", || usual.instances() == 0.0);
    assert_eq!(host.ask("/hello").1, "hello 2");
}

#[test]
fn requests_under_way_are_answered_before_the_end() {
    let host = Host::start(&manifest(""));
    let url = host.url("/sleep?1500");
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| reqwest::blocking::get(&url).map(|answer| answer.status())))
            .collect();
        ::support::wait_until("all are under way", || host.in_flight() == 8.0);
        host.terminate();
        for answer in asked {
            assert_eq!(answer.join().unwrap().unwrap(), 200);
        }
    });
    let refused = reqwest::blocking::get(&url);
    assert!(refused.is_err(), "it still listens");
    let (status, log) = host.wait();
    assert!(status.success(), "{log:#?}");
}

#[test]
fn the_end_is_bounded() {
    let host = Host::with(&manifest(""), &["--drain-s", "0.5"]);
    let url = host.url("/sleep?20000");
    std::thread::spawn(move || reqwest::blocking::get(url));
    ::support::wait_until("it is under way", || host.in_flight() == 1.0);
    let start = Instant::now();
    host.terminate();
    let (status, _) = host.wait();
    assert!(!status.success(), "a lost request is no success");
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}

#[test]
fn no_request_is_lost_while_clients_go_on() {
    let host = Host::start(&manifest(""));
    let url = host.url("/hello");
    // Until the port is closed; each request has its own connection.
    let answered = || {
        (0..).take_while(
            |_| matches!(reqwest::blocking::get(&url), Ok(answer) if answer.status() == 200),
        )
    };
    let answered = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..4).map(|_| scope.spawn(|| answered().count())).collect();
        let answered = r#"rongtong_requests_total{component="probe",status="2xx"}"#;
        ::support::wait_until("the clients are busy", || host.metric(answered) > 50.0);
        host.terminate();
        clients.into_iter().map(|client| client.join().unwrap()).sum::<usize>()
    });
    let (status, log) = host.wait();
    assert!(status.success());
    // A connection that the host never took is no request; each that it took was answered to the end.
    let taken = log.iter().filter(|line| line["route"] == "/...").count();
    assert!(taken > 4);
    assert_eq!(answered, taken);
}

fn scheduled(cron: &str) -> String {
    let source = probe().display();
    format!(
        "{HEAD}
[variables]
schedule_token = {{ default = 'tick-tock' }}
[[trigger.http]]
route = '/scheduled/probe'
component = 'probe'
[component.probe]
source = '{source}'
[component.probe.variables]
schedule_token = '{{{{ schedule_token }}}}'
[component.probe.tool.schedule]
cron = '{cron}'
token = '{{{{ schedule_token }}}}'
"
    )
}

#[test]
fn the_schedule_runs() {
    let host = Host::start(&scheduled("* * * * * *"));
    let line = host.wait_for("a run", |line| line["message"] == "scheduled run");
    assert_eq!((&line["component"], &line["status"]), (&"probe".into(), &200.into()));
    assert_eq!(line["answer"], "did it");
    host.wait_for("a POST", |line| line["message"] == "scheduled POST");
    // Somebody else does not have the token.
    assert_eq!(host.ask("/scheduled/probe").0, 502);
    host.terminate();
    assert!(host.wait().0.success());
}

#[test]
fn the_schedule_can_be_left_to_others() {
    let host = Host::with(&scheduled("* * * * * *"), &["--no-schedule"]);
    // Another clock strikes twice meanwhile.
    let clock = Host::start(&scheduled("* * * * * *"));
    let runs =
        |host: &Host| host.log().iter().filter(|line| line["message"] == "scheduled run").count();
    ::support::wait_until("the clock has struck twice", || runs(&clock) >= 2);
    assert_eq!(runs(&host), 0);
}
