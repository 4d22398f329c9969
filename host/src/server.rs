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
use tokio::time::timeout;

use crate::service::Service;
use crate::threads::Thread;

/// How long a client may take for the head of a request, also the next one on its connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(75);
/// When the host stops, how long connections still take requests that are on their way.
const LAST_REQUESTS: Duration = Duration::from_millis(200);
/// How long the host pauses when it cannot take a connection, above all for lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is ready, then answers what has been accepted, for at most `drain`.
/// Says whether all of it was answered.
pub async fn serve(
    threads: &[Thread],
    listener: TcpListener,
    stop: impl Future<Output = ()>,
    drain: Duration,
) -> bool {
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, client)) => match stream.into_std() {
                    Ok(stream) => start(threads, stream, client, &graceful),
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
    accept_rest(listener, |stream, client| start(threads, stream, client, &graceful));
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
fn start(threads: &[Thread], stream: StdStream, client: SocketAddr, graceful: &GracefulShutdown) {
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
            watcher.watch(connection(service, stream, client)).await.map_err(anyhow::Error::from)
        };
        if let Err(error) = served.await {
            tracing::debug!(%error, "a connection ended early");
        }
        drop(occupied);
    });
}

fn connection(
    service: Arc<Service>,
    stream: TcpStream,
    client: SocketAddr,
) -> impl GracefulConnection<Error = hyper::Error> {
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(
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
