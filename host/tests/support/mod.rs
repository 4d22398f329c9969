//! A Postgres cluster and a Redis of the tests' own, in a temporary folder, on free ports.
//!
//! `TEST_DATABASE_URL` and `TEST_REDIS_URL` name servers that are there already; the tests that
//! kill a server start one of their own in any case.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};

const POSTGRES_BIN: &str = "/usr/lib/postgresql/15/bin";

/// A server that is stopped, by its process id, when the test is over.
pub(crate) struct Server {
    child: Child,
    folder: PathBuf,
    port: u16,
    kind: Kind,
}

/// Every test binary uses another part of this module. What is named here counts as used in all.
const _: () = {
    _ = Shared::postgres;
    _ = Shared::redis;
    _ = Shared::url;
    _ = Server::postgres_with;
    _ = Server::redis;
    _ = Server::url;
    _ = Server::port;
    _ = Server::freeze;
    _ = Server::thaw;
    _ = Server::restart;
};

/// A server that the tests of one binary share while any of them runs.
pub(crate) enum Shared {
    Own(Arc<Server>),
    Given(String),
}

impl Shared {
    /// The Postgres of `TEST_DATABASE_URL`, or one of our own.
    pub(crate) fn postgres() -> Self {
        static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        Self::get(&SHARED, "TEST_DATABASE_URL", || Server::postgres_with(&[]))
    }

    /// The Redis of `TEST_REDIS_URL`, or one of our own.
    pub(crate) fn redis() -> Self {
        static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        Self::get(&SHARED, "TEST_REDIS_URL", Server::redis)
    }

    #[expect(clippy::disallowed_methods, reason = "tests take servers from the environment")]
    fn get(shared: &Mutex<Weak<Server>>, variable: &str, start: fn() -> Server) -> Self {
        if let Ok(url) = std::env::var(variable) {
            return Self::Given(url);
        }
        let mut shared = shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let server = shared.upgrade().unwrap_or_else(|| Arc::new(start()));
        *shared = Arc::downgrade(&server);
        Self::Own(server)
    }

    /// The address as a function would write it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Own(server) => server.url(),
            Self::Given(url) => url.clone(),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Postgres,
    Redis,
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn new_folder(name: &str, port: u16) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("rongtong-{name}-{}-{port}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Postgres refuses to run as root, so root runs it as the user `postgres`.
fn postgres_command(program: &str) -> Command {
    let program = format!("{POSTGRES_BIN}/{program}");
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", &program]);
        command
    } else {
        Command::new(program)
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout.trim_ascii() == b"0"
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

impl Server {
    /// Starts a fresh Postgres with settings such as `max_connections=20`; user and database are
    /// both `postgres`, nobody is asked a password.
    pub(crate) fn postgres_with(settings: &[&str]) -> Self {
        let port = free_port();
        let folder = new_folder("pg", port);
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&folder));
        }
        let data = folder.join("data");
        run(postgres_command("initdb")
            .args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N", "-D"])
            .arg(&data));
        let mut configuration = std::fs::read_to_string(data.join("postgresql.conf")).unwrap();
        configuration.push_str("\nfsync = off\nshared_buffers = 32MB\n");
        configuration.push_str("listen_addresses = '127.0.0.1'\n");
        configuration.push_str(&format!("unix_socket_directories = '{}'\n", folder.display()));
        for setting in settings {
            configuration.push_str(&format!("{setting}\n"));
        }
        std::fs::write(data.join("postgresql.conf"), configuration).unwrap();
        let child = start_postgres(&data, port);
        let server = Self { child, folder, port, kind: Kind::Postgres };
        server.wait_until_ready();
        server
    }

    /// Starts a fresh Redis that keeps nothing on disk.
    pub(crate) fn redis() -> Self {
        let port = free_port();
        let folder = new_folder("redis", port);
        let child = start_redis(&folder, port);
        let server = Self { child, folder, port, kind: Kind::Redis };
        server.wait_until_ready();
        server
    }

    /// The address as a function would write it.
    pub(crate) fn url(&self) -> String {
        match self.kind {
            Kind::Postgres => format!("postgres://postgres@127.0.0.1:{}/postgres", self.port),
            Kind::Redis => format!("redis://127.0.0.1:{}", self.port),
        }
    }

    /// The port on 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Kills the server as a power cut would, with all the processes it started.
    pub(crate) fn kill(&mut self) {
        let children = children_of(self.child.id());
        signal("KILL", self.child.id());
        for child in children {
            // Most have ended by themselves by now.
            let mut kill = Command::new("kill");
            let _gone = kill.args(["-KILL", &child.to_string()]).stderr(Stdio::null()).status();
        }
        self.child.wait().unwrap();
    }

    /// Stops the server for a moment without ending it.
    pub(crate) fn freeze(&self) {
        signal("STOP", self.child.id());
    }

    /// Lets a frozen server go on.
    pub(crate) fn thaw(&self) {
        signal("CONT", self.child.id());
    }

    /// Starts a killed server again on its old port with its old data, without waiting for it.
    pub(crate) fn restart(&mut self) {
        self.child = match self.kind {
            Kind::Postgres => {
                // Left over from the killed one; its process id may be anybody's by now.
                let _absent = std::fs::remove_file(self.folder.join("data/postmaster.pid"));
                start_postgres(&self.folder.join("data"), self.port)
            }
            Kind::Redis => start_redis(&self.folder, self.port),
        };
    }

    /// Waits until the server answers.
    pub(crate) fn wait_until_ready(&self) {
        ::support::wait_until("the server answers", || self.answers());
    }

    fn answers(&self) -> bool {
        let port = self.port.to_string();
        let mut command = match self.kind {
            Kind::Postgres => {
                let mut command = Command::new(format!("{POSTGRES_BIN}/psql"));
                command.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &port, "-c", "select 1"]);
                command
            }
            Kind::Redis => {
                let mut command = Command::new("redis-cli");
                command.args(["-h", "127.0.0.1", "-p", &port, "ping"]);
                command
            }
        };
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|status| status.is_none()) {
            self.kill();
        }
        let _best_effort = std::fs::remove_dir_all(&self.folder);
    }
}

fn start_postgres(data: &Path, port: u16) -> Child {
    postgres_command("postgres")
        .arg("-D")
        .arg(data)
        .args(["-p", &port.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn start_redis(folder: &Path, port: u16) -> Child {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--dir"])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn signal(name: &str, pid: u32) {
    run(Command::new("kill").args([&format!("-{name}"), &pid.to_string()]));
}

fn children_of(pid: u32) -> Vec<u32> {
    let list = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    list.unwrap_or_default().split_whitespace().filter_map(|child| child.parse().ok()).collect()
}
