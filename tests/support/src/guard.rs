use anyhow::{Context, Result};
use std::process::{Child, Command, Stdio};

/// Runs a shell command when this value is dropped, or when the process ends in any other way: a
/// shell waits for the end of a pipe that only this process holds. A `static` is never dropped and
/// a killed test runs no destructor, so nothing less would stop the servers.
pub struct Guard(Child);

impl Guard {
    /// `command` sees `arguments` as `$1`, `$2`, ...
    ///
    /// # Errors
    /// When no shell starts.
    pub fn at_end(command: &str, arguments: &[&str]) -> Result<Self> {
        let script = format!("trap '' INT TERM HUP; cat; {command}");
        let shell = Command::new("sh")
            .args(["-c", &script, "guard"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("the guard of a test server does not start")?;
        Ok(Self(shell))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().ok(); // nothing is left to do about a guard that fails
    }
}
