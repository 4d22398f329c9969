//! Bodies: that of a request has a limit, that of an answer goes out in one piece if it is there.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::{Either, select};
use http::Response;
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Full};
use tokio::sync::Notify;
use tokio::time::timeout;
use wasmtime_wasi_http::{Error, WasiBody};

/// How long the host waits for the rest of an answer before it sends what there is.
const GATHER_TIME: Duration = Duration::from_millis(2);
/// The longest answer that is sent in one piece, in bytes.
const GATHER_BYTES: usize = 256 << 10;
/// How much of a body that is too long is read for the client's sake, in bytes.
const DRAIN_BYTES: usize = 64 << 20;
/// How long that may take.
const DRAIN_TIME: Duration = Duration::from_secs(5);

/// Holds the rest of a body that was longer than allowed.
pub struct TooLong<B> {
    inner: Arc<(Mutex<Option<B>>, Notify)>,
}

impl<B> Default for TooLong<B> {
    fn default() -> Self {
        Self { inner: Arc::new((Mutex::new(None), Notify::new())) }
    }
}

impl<B> TooLong<B> {
    /// The rest, if there is one by now.
    pub fn take(&self) -> Option<B> {
        self.inner.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Waits until there is one.
    pub async fn wait(&self) -> B {
        loop {
            // A permit stays until it is awaited, so nothing is missed.
            self.inner.1.notified().await;
            if let Some(rest) = self.take() {
                return rest;
            }
        }
    }

    fn set(&self, rest: Option<B>) {
        *self.inner.0.lock().unwrap_or_else(PoisonError::into_inner) = rest;
        self.inner.1.notify_one();
    }
}

impl<B> Clone for TooLong<B> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

/// Reads what a client still sends, within bounds: a client that is cut off while it writes never
/// reads the refusal.
pub async fn drain<B: Body<Data = Bytes> + Unpin>(mut body: B) {
    let reading = async {
        let mut left = DRAIN_BYTES;
        while let Some(Ok(frame)) = body.frame().await {
            left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
            if left == 0 {
                break;
            }
        }
    };
    _ = timeout(DRAIN_TIME, reading).await;
}

/// A body that ends in an error behind its limit.
pub struct Limited<B> {
    inner: Option<B>,
    left: u64,
    too_long: TooLong<B>,
}

impl<B> Limited<B> {
    /// At most `max` bytes.
    pub fn new(inner: B, max: u64, too_long: TooLong<B>) -> Self {
        Self { inner: Some(inner), left: max, too_long }
    }
}

impl<B> Body for Limited<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Error>,
{
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let Some(inner) = &mut self.inner else { return Poll::Ready(None) };
        let frame = match Pin::new(inner).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => frame,
            Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => return Poll::Pending,
        };
        let len = frame.data_ref().map_or(0, |data| data.len() as u64);
        match self.left.checked_sub(len) {
            Some(left) => {
                self.left = left;
                Poll::Ready(Some(Ok(frame)))
            }
            None => {
                let rest = self.inner.take();
                self.too_long.set(rest);
                Poll::Ready(Some(Err(Error::HttpRequestBodySize(None))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}

/// Waits a moment for the whole body, so that head and body leave in one write; a longer answer
/// streams, what has been read of it first.
///
/// A body with a known, short length is whole with its last byte: it needs neither the end that the
/// component signals nor a timer.
///
/// # Errors
/// A component that failed in this moment.
pub async fn gather(response: Response<WasiBody>) -> Result<Response<WasiBody>, Error> {
    let (parts, mut body) = response.into_parts();
    let known = body.size_hint().exact().and_then(|len| usize::try_from(len).ok());
    let known = known.filter(|len| *len <= GATHER_BYTES);
    let mut read = Read::default();
    let whole = match known {
        Some(len) => read.until(&mut body, len).await?,
        None => {
            let reading = pin!(read.until(&mut body, GATHER_BYTES));
            match select(reading, pin!(tokio::time::sleep(GATHER_TIME))).await {
                Either::Left((ended, _)) => ended?,
                Either::Right(_) => false,
            }
        }
    };
    let whole = whole || known == Some(read.start.len());
    let body = match (whole, read.trailers) {
        (true, None) => Full::new(read.start).map_err(|never| match never {}).boxed_unsync(),
        (_, trailers) => Continued { start: Some(read.start), trailers, rest: body }.boxed_unsync(),
    };
    Ok(Response::from_parts(parts, body))
}

/// The start of a body.
#[derive(Default)]
struct Read {
    start: Bytes,
    trailers: Option<http::HeaderMap>,
}

impl Read {
    /// Reads that many bytes or up to the end; whether the end was seen.
    async fn until(&mut self, body: &mut WasiBody, len: usize) -> Result<bool, Error> {
        while self.start.len() < len {
            match body.frame().await {
                None => return Ok(true),
                Some(Err(error)) => return Err(error),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.add(data),
                    Err(frame) => self.trailers = frame.into_trailers().ok(),
                },
            }
        }
        Ok(false)
    }

    /// Most answers are one frame, which is passed on as it is.
    fn add(&mut self, data: Bytes) {
        if self.start.is_empty() {
            self.start = data;
            return;
        }
        let mut both = BytesMut::from(std::mem::take(&mut self.start));
        both.extend_from_slice(&data);
        self.start = both.freeze();
    }
}

/// What has been read of a body, and the rest of it.
struct Continued {
    start: Option<Bytes>,
    trailers: Option<http::HeaderMap>,
    rest: WasiBody,
}

impl Body for Continued {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Some(start) = self.start.take().filter(|start| !start.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(start))));
        }
        if let Some(trailers) = self.trailers.take() {
            return Poll::Ready(Some(Ok(Frame::trailers(trailers))));
        }
        Pin::new(&mut self.rest).poll_frame(context)
    }
}
