//! Where the log goes, how much of it there is, and that it never stands in the way of a request.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Host, manifest};

/// How long a file of the log may become in these tests, KiB.
const KIB: u64 = 16;

fn log_file() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("host.log");
    (folder, path)
}

/// All files of a log with their lines, the oldest first.
fn read(path: &Path) -> Vec<Vec<Value>> {
    let lines = |path: &Path| -> Vec<Value> {
        let text = std::fs::read_to_string(path).unwrap();
        // The last line may go beyond.
        assert!(text.len() as u64 <= (KIB << 10) + 1000, "{} bytes", text.len());
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let full = |number: usize| PathBuf::from(format!("{}.{number}", path.display()));
    let count = (1..).take_while(|number| full(*number).exists()).count();
    let older = (1..=count).rev().map(full);
    older.chain([path.to_owned()]).map(|path| lines(&path)).collect()
}

/// Asks from several threads; each request has a name of its own.
fn ask_named(host: &Host, threads: usize, each: usize) {
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                for n in 0..each {
                    let name = format!("request-{thread}-{n}");
                    let request = host.client().get(host.url("/hello"));
                    let response = request.header("x-request-id", name).send().unwrap();
                    assert_eq!(response.status(), 200);
                }
            });
        }
    });
}

fn stop(host: Host) -> Vec<Value> {
    host.terminate();
    let (status, log) = host.wait();
    assert!(status.success(), "{log:#?}");
    log
}

#[test]
fn every_request_has_its_line_in_one_of_the_files() {
    let (_folder, path) = log_file();
    let (file, kib) = (path.display().to_string(), KIB.to_string());
    let arguments = ["--log-file", &file, "--log-kib", &kib, "--log-files", "1000"];
    let host = Host::with(&manifest(""), &arguments);
    ask_named(&host, 4, 150);
    let said = stop(host);
    assert!(said.is_empty(), "the file takes the place of standard error: {said:#?}");
    let files = read(&path);
    assert!(files.len() > 5, "{} files", files.len());
    let lines = files.concat();
    let mut names: Vec<_> = lines
        .iter()
        .filter_map(|line| line["client_request_id"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    let mut expected: Vec<_> =
        (0..600).map(|n| format!("request-{}-{}", n / 150, n % 150)).collect();
    expected.sort();
    assert!(names == expected, "{} lines of {}", names.len(), expected.len());
    let last = lines.last().unwrap();
    assert_eq!(last["message"], "stopped", "nothing is lost at the end: {last}");
}

#[test]
fn no_more_files_are_kept_than_asked_for() {
    let (folder, path) = log_file();
    let (file, kib) = (path.display().to_string(), KIB.to_string());
    let arguments = ["--log-file", &file, "--log-kib", &kib, "--log-files", "2"];
    let host = Host::with(&manifest(""), &arguments);
    ask_named(&host, 4, 150);
    stop(host);
    assert_eq!(read(&path).len(), 3);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn a_full_disk_stops_no_request() {
    let host = Host::with(&manifest(""), &["--log-file", "/dev/full"]);
    ask_named(&host, 4, 50);
    let end = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while host.metric("rongtong_log_lines_lost_total") < 200.0 {
        assert!(std::time::Instant::now() < end, "the lines that are lost are counted");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let said = stop(host);
    let said: Vec<_> = said.iter().filter_map(Value::as_str).collect();
    assert_eq!(said.len(), 1, "standard error hears of it once: {said:?}");
    assert!(said[0].starts_with("rongtong: the log loses lines: "), "{said:?}");
}

#[test]
fn of_what_goes_well_some_has_a_line() {
    let host = Host::with(&manifest(""), &["--access-log-one-in", "10"]);
    ask_named(&host, 1, 50);
    let log = stop(host);
    let lines = log.iter().filter(|line| line["target"] == "access").count();
    assert_eq!(lines, 5, "{log:#?}");
}

#[test]
fn what_does_not_go_well_always_has_a_line() {
    let host = Host::with(&manifest(""), &["--access-log-one-in", "0", "--body-kib", "1"]);
    assert_eq!(host.ask("/hello").0, 200);
    let body = "x".repeat(2000);
    let refused = host.client().post(host.url("/body")).body(body).send().unwrap();
    assert_eq!(refused.status(), 413);
    let log = stop(host);
    let lines: Vec<_> = log.iter().filter(|line| line["target"] == "access").collect();
    assert_eq!(lines.len(), 1, "{log:#?}");
    assert_eq!(lines[0]["status"], 413);
}

#[test]
fn the_filter_leaves_out_all_of_them() {
    let host = Host::with(&manifest(""), &["--log", "info,access=off"]);
    assert_eq!(host.ask("/hello").0, 200);
    let log = stop(host);
    assert!(log.iter().any(|line| line["message"] == "stopped"), "{log:#?}");
    assert!(log.iter().all(|line| line["target"] != "access"), "{log:#?}");
}
