use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A host process that serves `spin.toml`. It is killed when the value is dropped.
#[derive(Debug)]
pub struct Host {
    process: Child,
    base_url: String,
}

impl Host {
    /// Starts a host on a free port with these variables.
    ///
    /// # Errors
    /// When it is not built or does not come up.
    pub async fn start(variables: &[(&str, String)]) -> Result<Self> {
        let program = program()?;
        let mut command = Command::new(&program);
        command
            .current_dir(root())
            .args(["serve", "--manifest", "spin.toml", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        for (name, value) in variables {
            command.env(format!("SPIN_VARIABLE_{}", name.to_uppercase()), value);
        }
        let mut process = command
            .spawn()
            .with_context(|| format!("{} does not start: run scripts/setup", program.display()))?;
        let output = process.stdout.take().context("no output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(base_url) = line.strip_prefix("listening on ") {
                let base_url = base_url.to_owned();
                // The pipe is read to its end, so that the host never waits for a reader.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Self { process, base_url });
            }
        }
        bail!("the host ended before it listened")
    }

    /// `http://127.0.0.1:port`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The id of the process, for faults.
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

/// The folder of the project.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The host binary lies beside the folder of the test binaries, whatever the target folder is called.
fn program() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.parent().and_then(Path::parent).context("no target folder")?;
    Ok(folder.join("rongtong"))
}
