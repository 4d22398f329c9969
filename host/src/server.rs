//! Connections: taking them, and letting them end when the host stops.

use std::convert::Infallible;
use std::future::Future;
use std::net::{SocketAddr, TcpStream as StdStream};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::service::Service;
use crate::threads::Thread;

/// How long a client may take for the head of a request, also the next one on its connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(75);
/// The same for connections that come when half of the room is taken: heads that are begun and never ended, or not
/// begun at all, must not keep others out for long.
const HEAD_TIMEOUT_CROWDED: Duration = Duration::from_secs(5);
/// The longest head of a request, in bytes.
const HEAD_BYTES: usize = 64 << 10;
/// The most connections at once of those who read the metrics.
const METRICS_CONNECTIONS: usize = 32;
/// When the host stops, how long connections still take requests that are on their way.
const LAST_REQUESTS: Duration = Duration::from_millis(200);
/// How long the host pauses when it cannot take a connection, above all for lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Room for so many connections.
struct Room {
    places: Arc<Semaphore>,
    all: usize,
}

impl Room {
    fn of(connections: usize) -> Self {
        let all = connections.min(Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(all)), all }
    }

    /// Takes the next connection as soon as there is room for it; others wait with the system.
    async fn accept(
        &self,
        listener: &TcpListener,
    ) -> std::io::Result<(TcpStream, SocketAddr, Place)> {
        let place =
            Arc::clone(&self.places).acquire_owned().await.map_err(std::io::Error::other)?;
        let (stream, client) = listener.accept().await?;
        Ok((stream, client, Place { head: self.head(), _permit: Some(place) }))
    }

    fn head(&self) -> Duration {
        let is_crowded = self.places.available_permits() < self.all / 2;
        if is_crowded { HEAD_TIMEOUT_CROWDED } else { HEAD_TIMEOUT }
    }
}

/// The place of one connection, free again when it is dropped.
struct Place {
    head: Duration,
    _permit: Option<OwnedSemaphorePermit>,
}

/// Answers those who read the metrics until the task is aborted. They are few, and wait for nobody else.
pub fn serve_metrics(service: &Arc<Service>, listener: TcpListener) -> JoinHandle<()> {
    let service = Arc::clone(service);
    tokio::spawn(async move {
        let room = Room::of(METRICS_CONNECTIONS);
        loop {
            let Ok((stream, client, place)) = room.accept(&listener).await else {
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let service = Arc::clone(&service);
            tokio::spawn(async move {
                let answer = service_fn(move |request| {
                    let service = Arc::clone(&service);
                    async move { Ok::<_, Infallible>(service.answer_metrics(request, client).await) }
                });
                let served = protocol(&place).serve_connection(TokioIo::new(stream), answer).await;
                if let Err(error) = served {
                    tracing::debug!(%error, "a connection for metrics ended early");
                }
            });
        }
    })
}

/// Serves until `stop` is ready, then answers what has been accepted, for at most `drain`.
/// Says whether all of it was answered.
pub async fn serve(
    threads: &[Thread],
    listener: TcpListener,
    connections: usize,
    stop: impl Future<Output = ()>,
    drain: Duration,
) -> bool {
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    let room = Room::of(connections);
    loop {
        tokio::select! {
            accepted = room.accept(&listener) => match accepted {
                Ok((stream, client, place)) => match stream.into_std() {
                    Ok(stream) => start(threads, stream, client, &graceful, place),
                    Err(error) => tracing::debug!(%error, "a connection ended early"),
                },
                Err(error) => {
                    tracing::warn!(%error, "cannot take a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            () = &mut stop => break,
        }
    }
    if let Some(thread) = threads.first() {
        thread.service.health.stop();
    }
    accept_rest(listener, |stream, client| {
        let place = Place { head: HEAD_TIMEOUT_CROWDED, _permit: None };
        start(threads, stream, client, &graceful, place);
    });
    tokio::time::sleep(LAST_REQUESTS).await;
    let open = graceful.count();
    tracing::info!(connections = open, "stopping");
    timeout(drain, graceful.shutdown()).await.is_ok()
}

/// Takes the connections that the system has made for us already, and listens no longer.
fn accept_rest(listener: TcpListener, mut start: impl FnMut(StdStream, SocketAddr)) {
    // The runtime may not know of them yet; the system does.
    let Ok(listener) = listener.into_std() else { return };
    while let Ok((stream, client)) = listener.accept() {
        if stream.set_nonblocking(true).is_ok() {
            start(stream, client);
        }
    }
}

/// Gives a connection to the thread that has the fewest.
fn start(
    threads: &[Thread],
    stream: StdStream,
    client: SocketAddr,
    graceful: &GracefulShutdown,
    place: Place,
) {
    let Some(thread) = Thread::least_busy(threads) else { return };
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let (service, occupied) = (Arc::clone(&thread.service), thread.occupy());
    let watcher = graceful.watcher();
    thread.handle.spawn(async move {
        let served = async {
            // Here, so that the thread's own runtime hears of it.
            let stream = TcpStream::from_std(stream)?;
            let connection = connection(service, stream, client, &place);
            watcher.watch(connection).await.map_err(anyhow::Error::from)
        };
        if let Err(error) = served.await {
            tracing::debug!(%error, "a connection ended early");
        }
        drop((occupied, place));
    });
}

/// How connections are spoken on.
fn protocol(place: &Place) -> http1::Builder {
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(place.head).max_buf_size(HEAD_BYTES);
    protocol
}

fn connection(
    service: Arc<Service>,
    stream: TcpStream,
    client: SocketAddr,
    place: &Place,
) -> impl GracefulConnection<Error = hyper::Error> + use<> {
    protocol(place).serve_connection(
        TokioIo::new(stream),
        service_fn(move |request| {
            let service = Arc::clone(&service);
            async move {
                let mut response = service.answer(request, client).await;
                if service.health.is_stopping() {
                    let close = HeaderValue::from_static("close");
                    response.headers_mut().insert(CONNECTION, close);
                }
                Ok::<_, Infallible>(response)
            }
        }),
    )
}
