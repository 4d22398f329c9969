//! Traps, deadlines, memory and bodies: a component that fails harms no other.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::harness::{HEAD, Host, manifest, probe};

/// Two components that are the same program.
fn two() -> String {
    let source = probe().display();
    format!(
        "{HEAD}
[[trigger.http]]
route = '/...'
component = 'probe'
[[trigger.http]]
route = '/hello'
component = 'other'
[component.probe]
source = '{source}'
[component.other]
source = '{source}'
"
    )
}

#[test]
fn a_trap_is_one_answer() {
    let host = Host::start(&two());
    for _ in 0..3 {
        Host::expect_problem(host.get("/trap"), 500, "internal");
        assert_eq!(host.ask("/hello").0, 200);
    }
    // The same instance of `other` goes on, and `probe` has a new one at once.
    assert_eq!(host.ask("/hello"), (200, "hello 4".to_owned()));
    assert_eq!(host.ask("/headers").0, 200);
    assert_eq!(host.metric(r#"rongtong_traps_total{component="probe"}"#), 3.0);
    assert_eq!(host.metric(r#"rongtong_traps_total{component="other"}"#), 0.0);
    host.wait_for("the panic", |line| line.to_string().contains("as asked"));
}

#[test]
fn waiting_has_a_deadline() {
    let host = Host::with(&two(), &["--deadline-s", "0.5"]);
    let start = Instant::now();
    Host::expect_problem(host.get("/sleep?5000"), 504, "deadline_exceeded");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(host.ask("/headers").0, 200);
}

#[test]
fn a_busy_loop_has_a_deadline_and_leaves_room_for_others() {
    let host = Host::with(&two(), &["--deadline-s", "1"]);
    // More loops than the machine has processors.
    let loops = 4 * std::thread::available_parallelism().unwrap().get();
    std::thread::scope(|scope| {
        for _ in 0..loops {
            scope.spawn(|| {
                Host::expect_problem(host.get("/spin"), 504, "deadline_exceeded");
            });
        }
        ::support::wait_until("more loops run than processors", || {
            host.in_flight() * 2.0 > loops as f64
        });
        let start = Instant::now();
        assert_eq!(host.ask("/hello").0, 200);
        assert!(start.elapsed() < Duration::from_millis(900), "{:?}", start.elapsed());
    });
    ::support::wait_until("instances that run in circles are ended", || host.instances() == 0.0);
}

#[test]
fn memory_has_a_limit() {
    let host = Host::with(&two(), &["--memory-mib", "32"]);
    assert_eq!(host.ask("/alloc?16").0, 200);
    Host::expect_problem(host.get("/alloc?40"), 500, "internal");
    assert_eq!(host.ask("/alloc?16").0, 200);
    assert_eq!(host.ask("/hello").0, 200);
}

#[test]
fn bodies_have_a_limit() {
    let host = Host::with(&manifest(""), &["--body-kib", "64"]);
    let post = |len: usize| host.client().post(host.url("/body")).body(vec![b'x'; len]);
    assert_eq!(post(64 << 10).send().unwrap().text().unwrap(), "65536");
    Host::expect_problem(post((64 << 10) + 1).send().unwrap(), 413, "body_too_large");
    Host::expect_problem(post(20 << 20).send().unwrap(), 413, "body_too_large");
    // Those without a length.
    for len in [100_000, 20 << 20] {
        let body = reqwest::blocking::Body::new(std::io::repeat(b'x').take(len));
        let response = host.client().post(host.url("/body")).body(body).send().unwrap();
        Host::expect_problem(response, 413, "body_too_large");
    }
    assert_eq!(host.ask("/hello").0, 200);
}

#[test]
fn connections_have_a_limit_and_heads_that_never_end_give_way() {
    let host = Host::with(&manifest(""), &["--connections", "4"]);
    let open = || {
        let mut stream = TcpStream::connect(host.address()).unwrap();
        stream.write_all(b"GET /hello HTTP/1.1\r\nHost: a.cn\r\nX-Half: ").unwrap();
        stream
    };
    let mut half: Vec<_> = (0..5).map(|_| open()).collect();
    let start = Instant::now();
    // No client of the test keeps a connection yet: this one waits for the first heads that are given up.
    assert_eq!(host.ask("/hello").0, 200);
    let waited = start.elapsed();
    assert!((2..60).contains(&waited.as_secs()), "{waited:?}");
    for stream in &mut half {
        stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    }
    let closed = half.iter_mut().filter_map(|stream| stream.read(&mut [0; 512]).ok()).count();
    assert!(closed >= 1, "heads that never end are given up");
}

#[test]
fn heads_have_a_limit() {
    let host = Host::start(&manifest(""));
    let ask = |bytes: usize| {
        let request = host.client().get(host.url("/hello")).header("x-long", "x".repeat(bytes));
        request.send().unwrap().status().as_u16()
    };
    assert_eq!(ask(8 << 10), 200);
    assert_eq!(ask(100 << 10), 431);
}
