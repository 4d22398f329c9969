//! Components that change while the host serves.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::harness::{HEAD, Host, probe};

/// A folder with a copy of the guest, as `probe.wasm`.
fn copy() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("probe.wasm");
    std::fs::copy(probe(), &file).unwrap();
    (folder, file)
}

/// The guest with a section that says nothing: another file that does the same.
fn another() -> Vec<u8> {
    let mut bytes = std::fs::read(probe()).unwrap();
    bytes.extend([0, 5, 4, b'm', b'o', b'r', b'e']);
    bytes
}

/// A host that keeps its instances, so that `hello` goes on counting until there is another component.
fn start(source: &Path, arguments: &[&str]) -> Host {
    let manifest = format!(
        "{HEAD}
[[trigger.http]]
route = '/...'
component = 'probe'
[component.probe]
source = '{}'
",
        source.display()
    );
    Host::with(&manifest, &[&["--instance-idle-s", "60"], arguments].concat())
}

/// Asks the host to look at its files, and asserts how many components it replaced.
fn looked(host: &Host, replaced: u64) {
    let looks = || {
        let mut log = host.log();
        log.retain(|line| line["message"] == "looked for changed components");
        log
    };
    let before = looks().len();
    host.signal("HUP");
    ::support::wait_until("the host has looked at its files", || looks().len() > before);
    assert_eq!(looks()[before]["replaced"], replaced);
}

#[test]
fn a_changed_component_takes_the_place_of_the_old_one() {
    let (_folder, file) = copy();
    let host = start(&file, &[]);
    assert_eq!(host.ask("/hello").1, "hello 1");
    looked(&host, 0);
    assert_eq!(host.ask("/hello").1, "hello 2", "nothing changed, so the instance goes on");
    let url = host.url("/sleep?1500");
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| reqwest::blocking::get(&url).map(|answer| answer.status()));
        ::support::wait_until("the request is under way", || host.in_flight() == 1.0);
        std::fs::write(&file, another()).unwrap();
        looked(&host, 1);
        assert_eq!(host.ask("/hello").1, "hello 1");
        assert!(!asked.is_finished(), "the old instance is still at work");
        assert_eq!(asked.join().unwrap().unwrap(), 200);
    });
    assert_eq!(host.ask("/hello").1, "hello 2");
}

#[test]
fn a_component_that_does_not_load_leaves_the_one_that_serves() {
    let (_folder, file) = copy();
    let host = start(&file, &[]);
    assert_eq!(host.ask("/hello").1, "hello 1");
    std::fs::write(&file, "no component").unwrap();
    host.signal("HUP");
    let line = host.wait_for("why", |line| line["message"] == "not replaced");
    assert_eq!((&line["component"], &line["level"]), (&"probe".into(), &"ERROR".into()));
    assert!(line["error"].as_str().unwrap().contains("probe.wasm"), "{line}");
    assert_eq!(host.ask("/hello").1, "hello 2");
    // Mended, it is taken in.
    std::fs::write(&file, another()).unwrap();
    looked(&host, 1);
    assert_eq!(host.ask("/hello").1, "hello 1");
}

#[test]
fn a_folder_of_components_goes_before_the_manifest() {
    let ((_named, file), instead) = (copy(), tempfile::tempdir().unwrap());
    let host = start(&file, &["--components-from", instead.path().to_str().unwrap()]);
    assert_eq!(host.ask("/hello").1, "hello 1");
    std::fs::write(instead.path().join("probe.wasm"), another()).unwrap();
    looked(&host, 1);
    assert_eq!(host.ask("/hello").1, "hello 1");
    std::fs::remove_file(instead.path().join("probe.wasm")).unwrap();
    looked(&host, 1);
    assert_eq!(host.ask("/hello").1, "hello 1", "the manifest's file serves again");
}
