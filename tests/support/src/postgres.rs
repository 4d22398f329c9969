use crate::guard::Guard;
use crate::{free_port, setting};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

const SETTINGS: &str =
    "-c max_connections=400 -c shared_buffers=128MB -c listen_addresses=127.0.0.1";
/// Speed over safety, where what the databases hold is thrown away.
const FAST: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off";

/// A Postgres server: a private one, or the one that `TEST_DATABASE_URL` names.
pub(crate) struct Postgres {
    /// The URL up to and with the last slash.
    base_url: String,
    tools: PathBuf,
    private: Option<Private>,
}

/// What it takes to stop and start a server of our own.
struct Private {
    directory: String,
    port: u16,
    durable: bool,
    _guard: Guard,
}

impl Postgres {
    pub(crate) fn start(durable: bool) -> Result<Self> {
        let tools = tools()?;
        if let Some(url) = setting("TEST_DATABASE_URL") {
            let (base, _) = url.rsplit_once('/').context("TEST_DATABASE_URL names no database")?;
            return Ok(Self { base_url: format!("{base}/"), tools, private: None });
        }
        let port = free_port()?;
        let directory = format!("/tmp/rongtong-postgres-{}-{port}", std::process::id());
        let user = server_user()?;
        run(&user, "mkdir", &["-m", "700", &directory])?;
        let stop = format!(
            "{} {}/pg_ctl -D \"$1/data\" -m immediate stop; rm -rf \"$1\"",
            user.join(" "),
            tools.display()
        );
        let guard = Guard::at_end(&stop, &[&directory])?;
        let data = format!("{directory}/data");
        let tool = |name: &str| tools.join(name).display().to_string();
        run(
            &user,
            &tool("initdb"),
            &["-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        )?;
        let base_url = format!("postgres://postgres@127.0.0.1:{port}/");
        let private = Private { directory, port, durable, _guard: guard };
        let postgres = Self { base_url, tools, private: Some(private) };
        postgres.launch()?;
        Ok(postgres)
    }

    /// Kills the server with all its sessions at once, as a power cut would.
    pub(crate) fn crash(&self) -> Result<()> {
        let private = self.private.as_ref().context("a server of others is not crashed")?;
        let pid_file = format!("{}/data/postmaster.pid", private.directory);
        // The sessions go with it, and the system has forgotten all of them before this returns: a new server refuses
        // to start beside what is left of the old one.
        let kill = format!(
            "pid=$(head -n 1 '{pid_file}') && kill -STOP $pid || exit 1
             all=\"$pid $(pgrep -P $pid)\"
             kill -KILL $all
             for one in $all; do while kill -0 $one 2>/dev/null; do sleep 0.05; done; done"
        );
        run(&server_user()?, "timeout", &["20", "sh", "-c", &kill])
    }

    /// Starts the server that [`Postgres::crash`] killed, on the same port and data.
    pub(crate) fn launch(&self) -> Result<()> {
        let private = self.private.as_ref().context("a server of others is not started")?;
        let Private { directory, port, durable, .. } = private;
        let safety = if *durable { "" } else { FAST };
        let options = format!("{SETTINGS} {safety} -p {port} -k {directory}");
        let (data, log) = (format!("{directory}/data"), format!("{directory}/log"));
        let pg_ctl = self.tool("pg_ctl").display().to_string();
        run(&server_user()?, &pg_ctl, &["-D", &data, "-l", &log, "-o", &options, "-w", "start"])
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("{}{database}", self.base_url)
    }

    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        self.tools.join(name)
    }
}

/// Where the newest installed server keeps its programs; Debian leaves them out of the path.
fn tools() -> Result<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").context("no Postgres is installed")?;
    installed
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())))
        .max()
        .map(|(_, path)| path.join("bin"))
        .filter(|bin| Path::new(&bin.join("initdb")).exists())
        .context("no Postgres server is installed")
}

/// The words before a command so that it does not run as root, under which Postgres refuses to
/// start.
fn server_user() -> Result<Vec<&'static str>> {
    let id = Command::new("id").arg("-u").output().context("id does not run")?;
    let is_root = id.stdout.trim_ascii() == b"0";
    Ok(if is_root { vec!["runuser", "-u", "postgres", "--"] } else { Vec::new() })
}

fn run(user: &[&str], program: &str, arguments: &[&str]) -> Result<()> {
    let words: Vec<&str> = user.iter().copied().chain([program]).collect();
    let (first, rest) = words.split_first().context("no command")?;
    // The server inherits its starter's output: a pipe would never end, so what is said is not
    // caught.
    let status = Command::new(first)
        .args(rest)
        .args(arguments)
        .current_dir("/tmp")
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .status()
        .with_context(|| format!("{program} does not run"))?;
    ensure!(status.success(), "{program} failed");
    Ok(())
}
