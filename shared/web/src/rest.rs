//! What a handler leaves of a request's body. A host that answers while the client still sends may lose the end of the
//! answer: so the rest is read, within bounds, before the answer goes out.

use axum::body::{Body, HttpBody};
use axum::http::Request;
use bytes::Bytes;
use futures_util::future::select;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt as _;
use spin_sdk::time::sleep;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// How much of the rest is read, bytes; the embedded host refuses longer bodies itself.
const BYTES_MAX: u64 = 16 << 20;
/// How long that may take.
const TIME_MAX: Duration = Duration::from_secs(5);

/// A body that its handler and [`Rest`] share. It is empty once it has been read to its end.
#[derive(Clone)]
struct Shared(Arc<Mutex<Option<Body>>>);

/// What is left of the body of a request.
pub(crate) struct Rest(Shared);

impl Rest {
    /// Keeps the body of a request within reach.
    pub(crate) fn of(request: Request<Body>) -> (Request<Body>, Self) {
        let (parts, body) = request.into_parts();
        if body.is_end_stream() {
            let nothing = Self(Shared(Arc::default()));
            return (Request::from_parts(parts, body), nothing);
        }
        let shared = Shared(Arc::new(Mutex::new(Some(body))));
        (Request::from_parts(parts, Body::new(shared.clone())), Self(shared))
    }

    /// Reads the rest, within its bounds.
    pub(crate) async fn read(self) {
        if self.0.is_end_stream() {
            return;
        }
        _ = select(pin!(self.0.discard(BYTES_MAX)), pin!(sleep(TIME_MAX))).await;
    }
}

impl Shared {
    fn with<T>(&self, work: impl FnOnce(&mut Option<Body>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads to the end or for some `most` bytes, and says how many there were.
    async fn discard(mut self, most: u64) -> u64 {
        let mut read = 0;
        while read < most
            && let Some(Ok(frame)) = self.frame().await
        {
            read += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        read
    }
}

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.with(|body| {
            let Some(open) = body else { return Poll::Ready(None) };
            let polled = Pin::new(open).poll_frame(context);
            if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
                *body = None;
            }
            polled
        })
    }

    fn is_end_stream(&self) -> bool {
        self.with(|body| body.as_ref().is_none_or(HttpBody::is_end_stream))
    }

    fn size_hint(&self) -> SizeHint {
        self.with(|body| body.as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;
    use std::collections::VecDeque;

    /// A body in pieces whose length nobody knows.
    struct Pieces(VecDeque<&'static [u8]>);

    impl HttpBody for Pieces {
        type Data = Bytes;
        type Error = axum::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
            Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(Bytes::from(piece)))))
        }
    }

    fn request() -> (Request<Body>, Rest) {
        let pieces: [&'static [u8]; 3] = [b"one", b"two", b"three"];
        Rest::of(Request::new(Body::new(Pieces(pieces.into_iter().collect()))))
    }

    fn now<T>(work: impl Future<Output = T>) -> T {
        work.now_or_never().expect("nothing waits")
    }

    #[test]
    fn what_nobody_read_is_read() {
        let (request, rest) = request();
        drop(request);
        assert_eq!(now(rest.0.clone().discard(BYTES_MAX)), 11);
        assert!(rest.0.is_end_stream());
    }

    #[test]
    fn what_was_read_in_part_is_read_on_within_bounds() {
        let (mut request, rest) = request();
        assert!(now(request.body_mut().frame()).is_some());
        drop(request);
        assert_eq!(now(rest.0.clone().discard(2)), 3, "one piece is the least");
        assert_eq!(now(rest.0.clone().discard(2)), 5);
        assert_eq!(now(rest.0.discard(2)), 0);
    }

    #[test]
    fn what_was_read_is_whole_and_leaves_nothing() {
        let (request, rest) = request();
        let body = now(request.into_body().collect()).unwrap().to_bytes();
        assert_eq!(body.as_ref(), b"onetwothree");
        now(rest.read());
        let (_, rest) = Rest::of(Request::new(Body::empty()));
        now(rest.read());
    }
}
