//! Connections: taking them, and letting them end when the host stops.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::service::Service;

/// How long a client may take for the head of a request, also the next one on its connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(75);
/// When the host stops, how long connections still take requests that are on their way.
const LAST_REQUESTS: Duration = Duration::from_millis(200);
/// How long the host pauses when it cannot take a connection, above all for lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is ready, then answers what has been accepted, for at most `drain`.
/// Says whether all of it was answered.
pub async fn serve(
    service: Arc<Service>,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
    drain: Duration,
) -> bool {
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, client)) => start(&service, stream, client, &graceful),
                Err(error) => {
                    tracing::warn!(%error, "cannot take a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            () = &mut stop => break,
        }
    }
    service.health.stop();
    accept_rest(listener, |stream, client| start(&service, stream, client, &graceful));
    tokio::time::sleep(LAST_REQUESTS).await;
    let open = graceful.count();
    tracing::info!(connections = open, "stopping");
    timeout(drain, graceful.shutdown()).await.is_ok()
}

/// Takes the connections that the system has made for us already, and listens no longer.
fn accept_rest(listener: TcpListener, mut start: impl FnMut(TcpStream, SocketAddr)) {
    // The runtime may not know of them yet; the system does.
    let Ok(listener) = listener.into_std() else { return };
    while let Ok((stream, client)) = listener.accept() {
        if let Ok(stream) = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream))
        {
            start(stream, client);
        }
    }
}

fn start(
    service: &Arc<Service>,
    stream: TcpStream,
    client: SocketAddr,
    graceful: &GracefulShutdown,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let service = Arc::clone(service);
    let connection = http1::Builder::new()
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
        );
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
    });
}
