//! Starts the host with a manifest of the test's own, and reads what it logs.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use reqwest::blocking::{Client, Response};
use serde_json::Value;
use tempfile::TempDir;

/// A host that runs until the test is over.
pub(crate) struct Host {
    child: Child,
    url: String,
    metrics: String,
    log: Arc<Mutex<Vec<Value>>>,
    reader: Option<JoinHandle<()>>,
    client: Client,
    folder: TempDir,
}

/// The compiled guest, made once.
pub(crate) fn probe() -> &'static Path {
    static PROBE: OnceLock<PathBuf> = OnceLock::new();
    PROBE.get_or_init(|| {
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--profile", "component", "--target", "wasm32-wasip2"])
            .args(["-p", "probe"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(status.success(), "the probe does not build");
        let target = Path::new(env!("CARGO_BIN_EXE_rongtong")).parent().unwrap().parent().unwrap();
        target.join("wasm32-wasip2/component/probe.wasm")
    })
}

/// Compiled components, shared by all tests of one run and kept for the next.
fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

/// A manifest with one component `probe` that answers everywhere; `more` goes on in its table.
pub(crate) fn manifest(more: &str) -> String {
    format!(
        "{HEAD}
[[trigger.http]]
route = '/...'
component = 'probe'
[component.probe]
source = '{}'
{more}
",
        probe().display()
    )
}

/// How every manifest begins.
pub(crate) const HEAD: &str = "spin_manifest_version = 2
[application]
name = 'test'
version = '1.0.0'
authors = ['nobody']
";

/// The command without its listening address.
pub(crate) fn command(action: &str, manifest: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rongtong"));
    command.arg(action).arg("--manifest").arg(manifest).arg("--cache").arg(cache());
    command
}

impl Host {
    /// A host with this manifest.
    pub(crate) fn start(manifest: &str) -> Self {
        Self::with(manifest, &[])
    }

    /// The same with more arguments.
    pub(crate) fn with(manifest: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("site")).unwrap();
        std::fs::write(folder.path().join("site/page.txt"), "a page").unwrap();
        let file = folder.path().join("spin.toml");
        std::fs::write(&file, manifest).unwrap();
        let mut child = command("serve", &file)
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let reader = std::thread::spawn({
            let log = Arc::clone(&log);
            move || {
                for line in lines.map_while(Result::ok) {
                    let value = serde_json::from_str(&line).unwrap_or(Value::String(line));
                    log.lock().unwrap().push(value);
                }
            }
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut told = |what: &str| {
            let line = lines.next().unwrap_or_default();
            line.strip_prefix(what).unwrap_or_default().to_owned()
        };
        let (url, metrics) = (told("listening on "), told("metrics on "));
        let client = Client::builder().timeout(Duration::from_secs(60)).build().unwrap();
        let host = Self { child, url, metrics, log, reader: Some(reader), client, folder };
        assert!(!host.url.is_empty(), "the host did not start: {:?}", host.log());
        host
    }

    /// `host:port`.
    pub(crate) fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// The folder of the manifest.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The address of a path where the metrics are.
    pub(crate) fn metrics_url(&self, path: &str) -> String {
        format!("{}{path}", self.metrics)
    }

    /// The client that keeps its connections.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// What a path answers.
    pub(crate) fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).send().unwrap()
    }

    /// Status and text of what a path answers.
    pub(crate) fn ask(&self, path: &str) -> (u16, String) {
        let response = self.get(path);
        (response.status().as_u16(), response.text().unwrap())
    }

    /// Asserts a problem of the host's own, with its code and the response's request id.
    pub(crate) fn expect_problem(response: Response, status: u16, code: &str) {
        assert_eq!(response.status().as_u16(), status);
        let header = |name| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/problem+json");
        let request_id = header("x-request-id");
        let body: Value = response.json().unwrap();
        assert_eq!(body["type"], "about:blank");
        assert_eq!((&body["status"], &body["code"]), (&status.into(), &code.into()), "{body}");
        assert_eq!(body["request_id"], request_id);
        assert!(!body["title"].as_str().unwrap().is_ascii(), "the title is Chinese: {body}");
    }

    /// The log so far.
    pub(crate) fn log(&self) -> Vec<Value> {
        self.log.lock().unwrap().clone()
    }

    /// Waits for a line of the log.
    pub(crate) fn wait_for(&self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let line = ::support::look_for(|| self.log().into_iter().find(&fits));
        line.unwrap_or_else(|| panic!("the log never says: {what}\n{:#?}", self.log()))
    }

    /// The number of a line of `/metrics`, 0 if there is none.
    pub(crate) fn metric(&self, name: &str) -> f64 {
        let page = self.client.get(self.metrics_url("/metrics")).send().unwrap().text().unwrap();
        let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0.0, |number| number.parse().unwrap())
    }

    /// How many requests the component `probe` has under way.
    pub(crate) fn in_flight(&self) -> f64 {
        self.metric(r#"rongtong_requests_in_flight{component="probe"}"#)
    }

    /// How many instances of the component `probe` there are.
    pub(crate) fn instances(&self) -> f64 {
        self.metric(r#"rongtong_instances_live{component="probe"}"#)
    }

    /// Asks it to stop, as the system does.
    pub(crate) fn terminate(&self) {
        self.signal("TERM");
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) {
        let (name, id) = (format!("-{name}"), self.child.id().to_string());
        assert!(Command::new("kill").args([&name, &id]).status().unwrap().success());
    }

    /// Waits for its end and gives its log.
    pub(crate) fn wait(mut self) -> (ExitStatus, Vec<Value>) {
        let status = self.child.wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
        let log = self.log();
        (status, log)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It has no children and no data, so this is a clean end.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Runs a command to its end; gives whether it succeeded, and all that it printed.
pub(crate) fn outcome(command: &mut Command) -> (bool, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    (child.wait().unwrap().success(), text)
}
