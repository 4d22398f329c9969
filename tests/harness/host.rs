use anyhow::{Context, Result, bail, ensure};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::OnceCell;

/// What serves the manifest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Runner {
    /// The embedded host of this project.
    #[default]
    Embedded,
    /// The command `spin`, which must be on the path.
    Spin,
}

/// A process that serves `spin.toml`. It is ended when the value is dropped.
#[derive(Debug)]
pub struct Host {
    process: Child,
    base_url: String,
    metrics_url: String,
    runner: Runner,
}

impl Host {
    /// Starts a host on a free port with these variables and arguments.
    ///
    /// # Errors
    /// When it is not built or does not come up.
    pub async fn start(
        runner: Runner,
        variables: &[(&str, String)],
        arguments: &[&str],
    ) -> Result<Self> {
        Self::start_program(&program()?, runner, variables, arguments).await
    }

    /// The same with this build of the embedded host.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn start_program(
        program: &Path,
        runner: Runner,
        variables: &[(&str, String)],
        arguments: &[&str],
    ) -> Result<Self> {
        if runner == Runner::Embedded {
            compiled(program, variables).await?;
        }
        let port = support::free_port()?;
        let address = format!("127.0.0.1:{port}");
        let mut command = match runner {
            Runner::Embedded => {
                let mut command = Command::new(program);
                command.args(["serve", "--manifest", "spin.toml", "--listen", "127.0.0.1:0"]);
                // A test calls scheduled functions itself.
                command.arg("--no-schedule");
                command
            }
            Runner::Spin => {
                let mut command = Command::new("spin");
                command.args(["up", "--from", "spin.toml", "--listen", &address]);
                command
            }
        };
        let mut process = given(&mut command, variables)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{runner:?} does not start: run scripts/setup"))?;
        let output = process.stdout.take().context("no output")?;
        let mut lines = BufReader::new(output).lines();
        let (base_url, metrics_url) = match runner {
            Runner::Embedded => {
                let base_url = announced(&mut lines, "listening on ").await?;
                (base_url, announced(&mut lines, "metrics on ").await?)
            }
            Runner::Spin => {
                let base_url = answering(format!("http://{address}")).await?;
                (base_url.clone(), base_url)
            }
        };
        // The pipe is read to its end, so that the host never waits for a reader.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { process, base_url, metrics_url, runner })
    }

    /// `http://127.0.0.1:port`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where the metrics are.
    pub fn metrics_url(&self) -> &str {
        &self.metrics_url
    }

    /// The id of the process.
    pub fn pid(&self) -> u32 {
        self.process.id().unwrap_or(0)
    }

    /// Kills the process as a power cut would.
    ///
    /// # Errors
    /// When it cannot be killed.
    pub async fn kill(&mut self) -> Result<()> {
        self.process.kill().await.context("the host cannot be killed")
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if self.runner == Runner::Spin {
            // It ends the process that serves for it only when it is asked to.
            let id = self.pid().to_string();
            _ = std::process::Command::new("kill").args(["-INT", &id]).status();
            support::look_for(|| self.process.try_wait().ok().flatten());
        }
    }
}

/// The command in the project's folder, with these variables of the manifest.
fn given<'a>(command: &'a mut Command, variables: &[(&str, String)]) -> &'a mut Command {
    for (name, value) in variables {
        command.env(format!("SPIN_VARIABLE_{}", name.to_uppercase()), value);
    }
    command.current_dir(root())
}

/// Compiles what the cache of components lacks, once for all test programs that run at the same time: with an empty
/// cache, hosts that start together would each compile every component for themselves.
async fn compiled(program: &Path, variables: &[(&str, String)]) -> Result<()> {
    static COMPILED: OnceCell<()> = OnceCell::const_new();
    let compile = async || {
        let folder = root().join(".local");
        std::fs::create_dir_all(&folder)?;
        let lock = File::create(folder.join("compiling.lock"))?;
        let lock = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await??;
        let mut command = Command::new(program);
        command.args(["check", "--manifest", "spin.toml"]).stdout(Stdio::null());
        let checked = given(&mut command, variables).status().await;
        let checked = checked.context("the host does not start: run scripts/setup")?;
        lock.unlock()?;
        ensure!(checked.success(), "the host does not accept spin.toml");
        Ok(())
    };
    COMPILED.get_or_try_init(compile).await.copied()
}

/// An address that the embedded host says when it listens.
async fn announced(lines: &mut Lines<BufReader<ChildStdout>>, what: &str) -> Result<String> {
    while let Some(line) = lines.next_line().await? {
        if let Some(base_url) = line.strip_prefix(what) {
            return Ok(base_url.to_owned());
        }
    }
    bail!("the host ended before it listened")
}

/// Waits until somebody answers there.
async fn answering(base_url: String) -> Result<String> {
    let look = format!("{base_url}/api/openapi.json");
    support::until("somebody answers", async || reqwest::get(&look).await.ok()).await;
    Ok(base_url)
}

/// The folder of the project.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The host binary is beside the program that runs or, for a test, beside its folder, whatever the target folder is
/// called.
fn program() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let mut folders = own.ancestors().skip(1).take(2).map(|folder| folder.join("rongtong"));
    folders.find(|program| program.exists()).context("the host is not built: run scripts/setup")
}
