//! Whether the application can work: the servers that it needs let us in.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a server may take to let us in.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// What the host knows of itself.
#[derive(Debug, Default)]
pub struct Health {
    stopping: AtomicBool,
}

impl Health {
    /// From now on no new requests are wanted.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the host is about to stop.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Tries all servers, `host:port` each.
    ///
    /// # Errors
    /// Those that do not answer, one a line.
    pub async fn check(&self, servers: &[String]) -> Result<(), String> {
        if self.is_stopping() {
            return Err("stopping\n".to_owned());
        }
        let tries = servers.iter().map(|server| async move {
            match timeout(CONNECT_TIMEOUT, TcpStream::connect(server)).await {
                Ok(Ok(_)) => None,
                Ok(Err(error)) => Some(format!("{server}: {error}\n")),
                Err(_) => Some(format!("{server}: no answer\n")),
            }
        });
        let failures: String = join_all(tries).await.into_iter().flatten().collect();
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }
}
