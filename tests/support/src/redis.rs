use crate::guard::Guard;
use crate::{free_port, look_for, setting};
use anyhow::{Context, Result};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// A Redis server: a private one without persistence, or the one that `TEST_REDIS_URL` names.
pub(crate) struct Redis {
    url: String,
    port: u16,
    server: Mutex<Option<(Child, Guard)>>,
}

impl Redis {
    pub(crate) fn start() -> Result<Self> {
        if let Some(url) = setting("TEST_REDIS_URL") {
            return Ok(Self { url, port: 0, server: Mutex::new(None) });
        }
        let port = free_port()?;
        let url = format!("redis://127.0.0.1:{port}");
        let redis = Self { url, port, server: Mutex::new(None) };
        redis.launch()?;
        Ok(redis)
    }

    /// Starts the server, again after a [`Redis::crash`], on the same port and empty.
    pub(crate) fn launch(&self) -> Result<()> {
        let port = self.port.to_string();
        let server = Command::new("redis-server")
            .args(["--port", &port, "--bind", "127.0.0.1", "--dir", "/tmp"])
            .args(["--save", "", "--appendonly", "no"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("redis-server does not start")?;
        let guard = Guard::at_end("kill \"$1\"", &[&server.id().to_string()])?;
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = Some((server, guard));
        look_for(|| TcpStream::connect(("127.0.0.1", self.port)).ok())
            .map(drop)
            .with_context(|| format!("redis-server does not answer on port {port}"))
    }

    /// Kills the server at once; all its keys are gone.
    pub(crate) fn crash(&self) -> Result<()> {
        let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut process, _guard) = server.take().context("a server of others is not crashed")?;
        process.kill()?;
        process.wait()?;
        Ok(())
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((mut process, guard)) = server.take() {
            drop(guard);
            process.wait().ok(); // collects the ended child, whatever it ended with
        }
    }
}
