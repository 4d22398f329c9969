use crate::guard::Guard;
use crate::{free_port, setting};
use anyhow::{Context, Result, bail};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A Redis server: a private one without persistence, or the one that `TEST_REDIS_URL` names.
pub(crate) struct Redis {
    url: String,
    server: Option<(Child, Guard)>,
}

impl Redis {
    pub(crate) fn start() -> Result<Self> {
        if let Some(url) = setting("TEST_REDIS_URL") {
            return Ok(Self { url, server: None });
        }
        let port = free_port()?;
        let server = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--dir", "/tmp"])
            .args(["--save", "", "--appendonly", "no"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("redis-server does not start")?;
        let guard = Guard::at_end("kill \"$1\"", &[&server.id().to_string()])?;
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                let url = format!("redis://127.0.0.1:{port}");
                return Ok(Self { url, server: Some((server, guard)) });
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("redis-server does not answer on port {port}")
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if let Some((mut server, guard)) = self.server.take() {
            drop(guard);
            server.wait().ok(); // collects the ended child, whatever it ended with
        }
    }
}
