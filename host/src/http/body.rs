//! Bodies: requests are bounded, answers that are ready go out in one piece.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf as _, Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use wasmtime_wasi_http::{Error, WasiBody};

use super::record::Record;

/// How long an answer's head waits for its body, so that both go out together.
const PATIENCE: Duration = Duration::from_millis(3);
/// An answer that is larger goes out in pieces.
const WHOLE_BYTES_MAX: usize = 256 << 10;

/// Whether a request's body was larger than allowed.
#[derive(Clone, Debug, Default)]
pub(crate) struct TooLarge(Arc<AtomicBool>);

impl TooLarge {
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A request's body that ends in an error where it grows too large.
pub(crate) struct Bounded {
    inner: Incoming,
    left_bytes: u64,
    too_large: TooLarge,
}

impl Bounded {
    pub(crate) fn new(inner: Incoming, max_bytes: u64, too_large: TooLarge) -> Self {
        Self { inner, left_bytes: max_bytes, too_large }
    }
}

impl Body for Bounded {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => frame,
            Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => return Poll::Pending,
        };
        let size = frame.data_ref().map_or(0, Bytes::len) as u64;
        match self.left_bytes.checked_sub(size) {
            Some(left) => {
                self.left_bytes = left;
                Poll::Ready(Some(Ok(frame)))
            }
            None => {
                self.too_large.0.store(true, Ordering::Relaxed);
                Poll::Ready(Some(Err(Error::HttpRequestBodySize(None))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The body of an answer: what is there already, then the rest as the component makes it.
#[derive(Debug)]
pub struct AnswerBody {
    ready: VecDeque<Frame<Bytes>>,
    rest: Option<WasiBody>,
    record: Record,
}

impl AnswerBody {
    /// A body that is all there.
    pub(crate) fn whole(bytes: Bytes, record: Record) -> Self {
        let ready = if bytes.is_empty() { VecDeque::new() } else { [Frame::data(bytes)].into() };
        Self { ready, rest: None, record }
    }

    /// Waits a moment for the component to end its answer; takes what is there by then.
    ///
    /// # Errors
    /// A body that fails before anything of it went out; the record comes back.
    pub(crate) async fn gather(body: WasiBody, record: Record) -> Result<Self, Record> {
        let mut gathered = Gathered { body, pieces: Vec::new(), size: 0, trailers: None };
        // Gone on with afterwards if the time is over: nothing of it is lost.
        match tokio::time::timeout(PATIENCE, gathered.fill()).await {
            Ok(Ok(Filled::End)) => Ok(gathered.into_whole(record)),
            Ok(Ok(Filled::More)) | Err(_) => Ok(gathered.into_started(record)),
            Ok(Err(error)) => {
                tracing::error!(%error, "a component's answer failed at its beginning");
                Err(record)
            }
        }
    }

    /// The status that goes out.
    pub(crate) fn answered(&mut self, status: u16) {
        self.record.answered(status);
    }
}

enum Filled {
    End,
    More,
}

struct Gathered {
    body: WasiBody,
    pieces: Vec<Bytes>,
    size: usize,
    trailers: Option<Frame<Bytes>>,
}

impl Gathered {
    async fn fill(&mut self) -> Result<Filled, Error> {
        loop {
            if self.body.is_end_stream() {
                return Ok(Filled::End);
            }
            let Some(frame) = self.body.frame().await else { return Ok(Filled::End) };
            match frame?.into_data() {
                Ok(data) => {
                    self.size += data.len();
                    self.pieces.push(data);
                }
                Err(trailers) => {
                    self.trailers = Some(trailers);
                    return Ok(Filled::More);
                }
            }
            if self.size >= WHOLE_BYTES_MAX {
                return Ok(Filled::More);
            }
        }
    }

    fn into_whole(self, record: Record) -> AnswerBody {
        AnswerBody::whole(joined(self.pieces, self.size), record)
    }

    fn into_started(self, record: Record) -> AnswerBody {
        let mut ready = VecDeque::new();
        if self.size > 0 {
            ready.push_back(Frame::data(joined(self.pieces, self.size)));
        }
        ready.extend(self.trailers);
        AnswerBody { ready, rest: Some(self.body), record }
    }
}

fn joined(mut pieces: Vec<Bytes>, size: usize) -> Bytes {
    if pieces.len() == 1
        && let Some(piece) = pieces.pop()
    {
        return piece;
    }
    let mut whole = BytesMut::with_capacity(size);
    for piece in pieces {
        whole.extend_from_slice(&piece);
    }
    whole.freeze()
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = match (self.ready.pop_front(), &mut self.rest) {
            (Some(frame), _) => Some(Ok(frame)),
            (None, None) => None,
            (None, Some(rest)) => match Pin::new(rest).poll_frame(context) {
                Poll::Ready(frame) => frame,
                Poll::Pending => return Poll::Pending,
            },
        };
        if frame.is_none() || self.is_end_stream() {
            self.record.completed();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.ready.is_empty() && self.rest.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let ready = self
            .ready
            .iter()
            .filter_map(Frame::data_ref)
            .map(|data| data.remaining() as u64)
            .sum();
        match &self.rest {
            None => SizeHint::with_exact(ready),
            Some(rest) => {
                let hint = rest.size_hint();
                let mut sum = SizeHint::new();
                sum.set_lower(hint.lower().saturating_add(ready));
                if let Some(upper) = hint.upper() {
                    sum.set_upper(upper.saturating_add(ready));
                }
                sum
            }
        }
    }
}
