//! Request bodies on their way through: limited in size, and small ones kept so that a request can be repeated.

use axum::body::{Body, Bytes, HttpBody};
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

/// Bodies up to this size are kept until the upstream has answered.
pub(crate) const KEPT: usize = 256 * 1024;
/// A refused body is read and thrown away up to this size …
const MOST_DISCARDED: u64 = 256 * 1024 * 1024;
/// … for this long …
const LONGEST_DISCARDING: Duration = Duration::from_secs(10);
/// … or until nothing came for this long.
const DISCARDING_PAUSE: Duration = Duration::from_millis(500);

/// A body that ends with an error once it is larger than allowed. What watches it can tell so, and gets the rest back.
pub(crate) struct Metered(Arc<Mutex<Meter>>);

struct Meter {
    body: Body,
    left: u64,
    exceeded: bool,
}

/// The other end of a [`Metered`] body.
pub(crate) struct Watch(Arc<Mutex<Meter>>);

/// The body is larger than allowed.
#[derive(Debug, thiserror::Error)]
#[error("the body is larger than allowed")]
pub(crate) struct TooLarge;

impl Metered {
    pub(crate) fn new(body: Body, most: u64) -> (Self, Watch) {
        let meter = Arc::new(Mutex::new(Meter { body, left: most, exceeded: false }));
        (Self(Arc::clone(&meter)), Watch(meter))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl HttpBody for Metered {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let mut meter = lock(&self.0);
        if meter.exceeded {
            return Poll::Ready(Some(Err(Box::new(TooLarge))));
        }
        let frame = match ready!(Pin::new(&mut meter.body).poll_frame(cx)) {
            Some(Ok(frame)) => frame,
            other => return Poll::Ready(other.map(|frame| frame.map_err(Into::into))),
        };
        let size = frame.data_ref().map_or(0, |data| data.len() as u64);
        if size > meter.left {
            meter.exceeded = true;
            return Poll::Ready(Some(Err(Box::new(TooLarge))));
        }
        meter.left -= size;
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        let meter = lock(&self.0);
        !meter.exceeded && meter.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        lock(&self.0).body.size_hint()
    }
}

impl Watch {
    /// The rest of the body, if it turned out to be too large.
    pub(crate) fn exceeded(self) -> Option<Body> {
        let mut meter = lock(&self.0);
        meter.exceeded.then(|| std::mem::take(&mut meter.body))
    }
}

/// The answer to a request whose body is not wanted: it is on its way at once, and while the client goes on sending, what
/// it sends is read and thrown away for a while. (Closing the connection at once would often destroy the answer before a
/// client that sends first and reads afterwards has seen it.)
pub(crate) fn answer_then_discard(answer: Bytes, unwanted: Body) -> Body {
    let deadline = Instant::now() + LONGEST_DISCARDING;
    let discarding = futures::stream::unfold((unwanted, 0_u64), move |(mut unwanted, mut seen)| async move {
        loop {
            let pause = deadline.min(Instant::now() + DISCARDING_PAUSE);
            let Ok(Some(Ok(frame))) = timeout_at(pause, unwanted.frame()).await else { return None };
            seen += frame.data_ref().map_or(0, |data| data.len() as u64);
            if seen > MOST_DISCARDED {
                return None;
            }
            // A sender that is always ready must not keep the other connections waiting.
            tokio::task::yield_now().await;
        }
        #[expect(unreachable_code, reason = "tells the type of the stream's items; it has none")]
        Some((Ok::<Bytes, std::convert::Infallible>(Bytes::new()), (unwanted, seen)))
    });
    let first = futures::stream::once(async move { Ok(answer) });
    Body::from_stream(futures::StreamExt::chain(first, discarding))
}

/// Why a body could not be read.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// The client went away, or the body was too large.
    Broken,
    /// It did not come in time.
    Slow,
}

/// A body on its way to an upstream.
pub(crate) enum Payload {
    /// All of it, to be sent any number of times.
    Kept(Bytes),
    /// Too large to keep; can be sent again only while nothing of it has been read.
    Stream(Stream),
}

impl Payload {
    /// Reads a small body whole, and the beginning of a large one.
    pub(crate) async fn receive(mut body: Body, patience: Duration) -> Result<Self, BodyError> {
        if body.is_end_stream() {
            return Ok(Self::Kept(Bytes::new()));
        }
        if body.size_hint().lower() > KEPT as u64 {
            return Ok(Self::Stream(Stream::new(VecDeque::new(), body)));
        }
        let mut chunks = VecDeque::new();
        let mut size = 0;
        let reading = async {
            while let Some(frame) = body.frame().await {
                let frame = frame.map_err(|_| BodyError::Broken)?;
                let Ok(data) = frame.into_data() else { continue };
                size += data.len();
                chunks.push_back(data);
                if size > KEPT {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        let complete = timeout(patience, reading).await.map_err(|_| BodyError::Slow)??;
        if !complete {
            return Ok(Self::Stream(Stream::new(chunks, body)));
        }
        Ok(Self::Kept(match chunks.len() {
            1 => chunks.pop_front().unwrap_or_default(),
            _ => chunks.make_contiguous().concat().into(),
        }))
    }

    /// A body for one attempt, unless too much has been read by an earlier one.
    pub(crate) fn attempt(&self) -> Option<Body> {
        match self {
            Self::Kept(bytes) if bytes.is_empty() => Some(Body::empty()),
            Self::Kept(bytes) => Some(Body::from(bytes.clone())),
            Self::Stream(stream) => (!lock(&stream.0).begun).then(|| Body::new(Stream(Arc::clone(&stream.0)))),
        }
    }
}

/// A large body: what was read of it, and the rest.
pub(crate) struct Stream(Arc<Mutex<Streamed>>);

struct Streamed {
    first: VecDeque<Bytes>,
    rest: Body,
    begun: bool,
}

impl Stream {
    fn new(first: VecDeque<Bytes>, rest: Body) -> Self {
        Self(Arc::new(Mutex::new(Streamed { first, rest, begun: false })))
    }
}

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut streamed = lock(&self.0);
        streamed.begun = true;
        if let Some(chunk) = streamed.first.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        Pin::new(&mut streamed.rest).poll_frame(cx)
    }

    fn size_hint(&self) -> SizeHint {
        let streamed = lock(&self.0);
        let first: u64 = streamed.first.iter().map(|chunk| chunk.len() as u64).sum();
        let rest = streamed.rest.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(first + rest.lower());
        if let Some(upper) = rest.upper() {
            hint.set_upper(first + upper);
        }
        hint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunked(chunks: usize, size: usize) -> Body {
        let chunk = Bytes::from(vec![7_u8; size]);
        Body::from_stream(futures::stream::iter((0..chunks).map(move |_| Ok::<_, axum::Error>(chunk.clone()))))
    }

    async fn size(body: Body) -> usize {
        body.collect().await.expect("body").to_bytes().len()
    }

    #[tokio::test]
    async fn a_small_body_can_be_sent_any_number_of_times() {
        let payload = Payload::receive(chunked(4, 100), Duration::from_secs(1)).await.expect("body");
        for _ in 0..3 {
            assert_eq!(size(payload.attempt().expect("kept")).await, 400);
        }
    }

    #[tokio::test]
    async fn a_large_body_can_be_sent_again_until_something_of_it_was_read() {
        let payload = Payload::receive(chunked(100, 10_000), Duration::from_secs(1)).await.expect("body");
        drop(payload.attempt().expect("nothing read"));
        assert_eq!(size(payload.attempt().expect("nothing read")).await, 1_000_000);
        assert!(payload.attempt().is_none());
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_given_up() {
        let never = Body::from_stream(futures::stream::pending::<Result<Bytes, axum::Error>>());
        let outcome = Payload::receive(never, Duration::from_millis(20)).await;
        assert!(matches!(outcome, Err(BodyError::Slow)));
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_ends_with_an_error_and_the_rest_is_given_back() {
        let (metered, watch) = Metered::new(chunked(10, 100), 450);
        assert!(Body::new(metered).collect().await.is_err());
        assert_eq!(size(watch.exceeded().expect("too large")).await, 500);
        let (metered, watch) = Metered::new(chunked(10, 100), 1_000);
        assert_eq!(size(Body::new(metered)).await, 1_000);
        assert!(watch.exceeded().is_none());
    }

    #[tokio::test]
    async fn what_is_not_wanted_is_discarded_for_a_while_only() {
        let answer = || Bytes::from_static(b"no");
        assert_eq!(size(answer_then_discard(answer(), chunked(1_000, 1_000))).await, 2);
        let never = Body::from_stream(futures::stream::pending::<Result<Bytes, axum::Error>>());
        assert_eq!(size(answer_then_discard(answer(), never)).await, 2);
    }
}
