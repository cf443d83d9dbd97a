//! Where requests go: to a router in this process, or to the replicas of a service over HTTP.

use crate::body::{BodyError, Payload};
use crate::circuit::{Admission, Circuit, State};
use crate::headers::{IDEMPOTENCY_KEY, strip_hop_by_hop};
use axum::Router;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::uri::{Authority, PathAndQuery, Scheme};
use axum::http::{Method, Request, Response, Uri, Version, header};
use contracts::Service;
use futures::FutureExt;
use futures::future::BoxFuture;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, timeout, timeout_at};
use tower::ServiceExt;

/// How patient a gateway is with its upstreams. The defaults suit every set-up; tests are less patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Until a connection stands.
    pub connect: Duration,
    /// Until the answer begins, all attempts together. How long the answer then takes is not limited (event streams).
    pub answer: Duration,
    /// Until a body has come from the client, as far as it is kept.
    pub body: Duration,
    /// Between two looks at the `/readyz` of a replica.
    pub poll: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(1),
            answer: Duration::from_secs(30),
            body: Duration::from_secs(30),
            poll: Duration::from_millis(300),
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpstreamError {
    /// No replica can be reached. Nothing was sent.
    #[error("no replica can be reached")]
    Unavailable,
    /// The answer did not begin in time. What became of the request is not known.
    #[error("no answer in time")]
    TimedOut,
    /// The connection broke in the middle. What became of the request is not known.
    #[error("the connection broke")]
    Broken,
    /// The client's body ended early.
    #[error("the request's body ended early")]
    BodyBroken,
    /// The client's body did not come in time.
    #[error("the request's body did not come in time")]
    BodySlow,
}

/// One service, wherever it runs. A [`tower::Service`]; cheap to clone.
#[derive(Clone)]
pub struct Upstream(Kind);

#[derive(Clone)]
enum Kind {
    InProcess { router: Router, patience: Patience },
    Http(Arc<Replicas>),
}

/// How many replicas of an upstream there are, and how many say that they are ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Readiness {
    /// Replicas that answered their last probe with 200.
    pub ready: usize,
    /// Replicas that are left alone after failures.
    pub open_circuits: usize,
    /// All that are configured.
    pub replicas: usize,
}

impl Upstream {
    /// A service in this process.
    #[must_use]
    pub fn in_process(router: Router) -> Self {
        Self(Kind::InProcess { router, patience: Patience::default() })
    }

    /// A service over HTTP: the base addresses of its replicas, such as `http://127.0.0.1:9001`.
    ///
    /// # Errors
    /// When there is no address, or one is not `http://host[:port]`.
    pub fn http(service: Service, replicas: &[Uri]) -> Result<Self, String> {
        Self::http_with(service, replicas, Patience::default())
    }

    /// The same with a patience of one's own.
    ///
    /// # Errors
    /// When there is no address, or one is not `http://host[:port]`.
    pub fn http_with(service: Service, replicas: &[Uri], patience: Patience) -> Result<Self, String> {
        if replicas.is_empty() {
            return Err(format!("the upstream `{service}` needs at least one address"));
        }
        let replicas = replicas.iter().map(|uri| Replica::at(service, uri)).collect::<Result<_, _>>()?;
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(patience.connect));
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .timer(TokioTimer::new())
            // Shorter than any service keeps an idle connection, so that it is ours to close.
            .pool_idle_timeout(Duration::from_secs(15))
            .build(connector);
        Ok(Self(Kind::Http(Arc::new(Replicas { service, replicas, client, patience, next: AtomicUsize::new(0) }))))
    }

    /// How it is with its replicas.
    #[must_use]
    pub fn readiness(&self) -> Readiness {
        match &self.0 {
            Kind::InProcess { .. } => Readiness { ready: 1, open_circuits: 0, replicas: 1 },
            Kind::Http(http) => Readiness {
                ready: http.replicas.iter().filter(|replica| replica.word() == Word::Ready).count(),
                open_circuits: http.replicas.iter().filter(|replica| replica.is_open()).count(),
                replicas: http.replicas.len(),
            },
        }
    }

    /// Looks at the replicas again and again, for ever; `alive` is called at each look.
    pub(crate) async fn watch(&self, alive: impl Fn()) {
        match &self.0 {
            Kind::InProcess { .. } => {}
            Kind::Http(http) => {
                let watching = http.replicas.iter().map(|replica| http.watch(replica, &alive));
                futures::future::join_all(watching).await;
            }
        }
    }
}

impl tower::Service<Request<Body>> for Upstream {
    type Response = Response<Body>;
    type Error = UpstreamError;
    type Future = BoxFuture<'static, Result<Response<Body>, UpstreamError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), UpstreamError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        match &self.0 {
            Kind::InProcess { router, patience } => {
                let answer = timeout(patience.answer, router.clone().oneshot(request));
                async move {
                    let answer = answer.await.map_err(|_| UpstreamError::TimedOut)?;
                    Ok(answer.unwrap_or_else(|never| match never {}))
                }
                .boxed()
            }
            Kind::Http(http) => {
                let http = Arc::clone(http);
                async move { http.send(request).await }.boxed()
            }
        }
    }
}

/// The replicas of one service.
struct Replicas {
    service: Service,
    replicas: Vec<Replica>,
    client: Client<HttpConnector, Body>,
    patience: Patience,
    next: AtomicUsize,
}

/// What a replica last let know, from the best to ask to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    /// It is ready.
    Ready,
    /// Nothing in time, or nothing yet: it may only have much to do.
    Silent,
    /// It is not ready, or going away, or gone. Asked only where there is no other: on an overloaded machine all are silent
    /// for a moment, and the one that is stopping would cut the connection.
    Away,
}

struct Replica {
    service: Service,
    scheme: Scheme,
    authority: Authority,
    /// By its last probe, or what happened since.
    word: Mutex<Word>,
    circuit: Mutex<Circuit>,
}

impl Replica {
    fn at(service: Service, uri: &Uri) -> Result<Self, String> {
        let plain = uri.scheme() == Some(&Scheme::HTTP) && matches!(uri.path(), "" | "/") && uri.query().is_none();
        let (Some(authority), true) = (uri.authority(), plain) else {
            return Err(format!(
                "the upstream `{service}` has the address `{uri}`; it must be like `http://host:port`"
            ));
        };
        Ok(Self {
            service,
            scheme: Scheme::HTTP,
            authority: authority.clone(),
            word: Mutex::new(Word::Silent),
            circuit: Mutex::default(),
        })
    }

    fn circuit(&self) -> std::sync::MutexGuard<'_, Circuit> {
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_open(&self) -> bool {
        !matches!(self.circuit().state(), State::Closed { .. })
    }

    fn uri(&self, path: PathAndQuery) -> Uri {
        let mut parts = axum::http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).unwrap_or_default()
    }

    fn word(&self) -> Word {
        *self.word.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is(&self, word: Word) {
        let before = std::mem::replace(&mut *self.word.lock().unwrap_or_else(PoisonError::into_inner), word);
        if before == word {
            return;
        }
        if word == Word::Ready {
            self.circuit().came_back();
        }
        tracing::info!(service = %self.service, replica = %self.authority, ?word, "a replica changed");
    }
}

/// A request to one replica that is under way. Dropped without an outcome, it counts for nothing.
struct Attempt<'a> {
    replica: &'a Replica,
    admission: Admission,
    open: bool,
}

impl Attempt<'_> {
    fn succeeded(mut self) {
        self.open = false;
        self.replica.circuit().succeeded(self.admission);
    }

    fn failed(mut self) {
        self.open = false;
        let opened = {
            let mut circuit = self.replica.circuit();
            let before = circuit.state();
            circuit.failed(self.admission, Instant::now());
            matches!(circuit.state(), State::Open { .. }) && !matches!(before, State::Open { .. })
        };
        if opened {
            let replica = self.replica;
            tracing::warn!(service = %replica.service, replica = %replica.authority, "its circuit is open");
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if self.open {
            self.replica.circuit().abandoned(self.admission, Instant::now());
        }
    }
}

impl Replicas {
    /// The next replica in turn that may be asked and has not been tried for this request: those that are ready first, then
    /// the others, which may have become ready since their last probe.
    fn pick(&self, tried: &[usize]) -> Option<(usize, Attempt<'_>)> {
        let now = Instant::now();
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let known: Vec<Word> = self.replicas.iter().map(Replica::word).collect();
        let group = |word: Word| {
            let mut group: Vec<usize> = (0..known.len()).filter(|i| known[*i] == word && !tried.contains(i)).collect();
            let by = turn % group.len().max(1);
            group.rotate_left(by);
            group
        };
        [Word::Ready, Word::Silent, Word::Away].into_iter().flat_map(group).find_map(|i| {
            let replica = &self.replicas[i];
            let admission = replica.circuit().admit(now)?;
            Some((i, Attempt { replica, admission, open: true }))
        })
    }

    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, UpstreamError> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/"));
        let payload = Payload::receive(body, self.patience.body).await.map_err(|error| match error {
            BodyError::Broken => UpstreamError::BodyBroken,
            BodyError::Slow => UpstreamError::BodySlow,
        })?;
        let repeatable = is_repeatable(&parts);
        let deadline = Instant::now() + self.patience.answer;
        let mut tried = Vec::new();
        let mut repeats = 0;
        let mut last = UpstreamError::Unavailable;
        loop {
            let Some((index, attempt)) = self.pick(&tried) else { return Err(last) };
            let Some(body) = payload.attempt() else { return Err(last) };
            let replica = attempt.replica;
            let request = outgoing(&parts, replica.uri(path.clone()), body, &payload);
            match timeout_at(deadline, self.client.request(request)).await {
                Ok(Ok(response)) => {
                    attempt.succeeded();
                    return Ok(self.incoming(replica, response));
                }
                Err(_) => {
                    attempt.failed();
                    return Err(UpstreamError::TimedOut);
                }
                Ok(Err(error)) => match fault(&error) {
                    Fault::Ours => return Err(UpstreamError::BodyBroken),
                    Fault::Unsent => {
                        attempt.failed();
                        replica.is(Word::Away);
                        last = if last == UpstreamError::Broken { last } else { UpstreamError::Unavailable };
                        tried.push(index);
                    }
                    Fault::Broken => {
                        attempt.failed();
                        last = UpstreamError::Broken;
                        repeats += 1;
                        tracing::debug!(service = %self.service, replica = %replica.authority, ?error, "a connection broke");
                        // Often it was only an idle connection that the replica closed at that moment: where there is no
                        // other replica, the same one may be asked once more.
                        if !repeatable || repeats > 2 {
                            return Err(last);
                        }
                        if self.replicas.len() > 1 {
                            tried.push(index);
                        }
                    }
                },
            }
        }
    }

    fn incoming(&self, replica: &Replica, response: Response<hyper::body::Incoming>) -> Response<Body> {
        let (mut parts, body) = response.into_parts();
        // A server that is shutting down says so on each connection: do not wait for the next probe.
        let closing =
            parts.headers.get(header::CONNECTION).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"close"));
        if closing && self.replicas.len() > 1 {
            replica.is(Word::Away);
        }
        strip_hop_by_hop(&mut parts.headers);
        parts.version = Version::HTTP_11;
        Response::from_parts(parts, Body::new(body))
    }

    async fn watch(&self, replica: &Replica, alive: &impl Fn()) {
        let mut looks = tokio::time::interval(self.patience.poll);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            alive();
            let mut probe = Request::new(Body::empty());
            *probe.uri_mut() = replica.uri(PathAndQuery::from_static("/readyz"));
            let answer = timeout(self.patience.connect, self.client.request(probe)).await;
            replica.is(match answer {
                Ok(Ok(response)) if response.status().is_success() => Word::Ready,
                Ok(_) => Word::Away,
                Err(_) => Word::Silent,
            });
        }
    }
}

/// Whether the request may be sent again when nobody knows what became of it: by its method, or because it carries a key
/// by which the service recognises it.
fn is_repeatable(parts: &Parts) -> bool {
    match parts.method {
        Method::GET | Method::HEAD | Method::OPTIONS | Method::PUT | Method::DELETE => true,
        _ => parts.headers.contains_key(IDEMPOTENCY_KEY),
    }
}

fn outgoing(parts: &Parts, uri: Uri, body: Body, payload: &Payload) -> Request<Body> {
    let mut request = Request::new(body);
    *request.method_mut() = parts.method.clone();
    *request.uri_mut() = uri;
    *request.headers_mut() = parts.headers.clone();
    if matches!(payload, Payload::Kept(_)) {
        // The client writes the length of what is really sent.
        request.headers_mut().remove(header::CONTENT_LENGTH);
    }
    request
}

enum Fault {
    /// The request was never sent.
    Unsent,
    /// Nobody knows how far it came.
    Broken,
    /// The client's body failed, not the replica.
    Ours,
}

fn fault(error: &hyper_util::client::legacy::Error) -> Fault {
    if error.is_connect() {
        return Fault::Unsent;
    }
    let cause = std::error::Error::source(error).and_then(|source| source.downcast_ref::<hyper::Error>());
    match cause {
        // hyper gives a request back as cancelled only where it has not begun to write it.
        Some(cause) if cause.is_canceled() => Fault::Unsent,
        Some(cause) if cause.is_user() => Fault::Ours,
        _ => Fault::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(method: Method, key: bool) -> Parts {
        let mut request = Request::builder().method(method);
        if key {
            request = request.header(IDEMPOTENCY_KEY, "k");
        }
        request.body(()).expect("request").into_parts().0
    }

    #[test]
    fn only_what_cannot_do_harm_is_repeated() {
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
            assert!(is_repeatable(&parts(method, false)));
        }
        for method in [Method::POST, Method::PATCH] {
            assert!(!is_repeatable(&parts(method.clone(), false)));
            assert!(is_repeatable(&parts(method, true)));
        }
    }

    #[test]
    fn an_upstream_needs_plain_addresses() {
        for wrong in ["https://sales:9001", "http://sales:9001/path", "sales:9001", "/sales"] {
            assert!(Upstream::http(Service::Sales, &[wrong.parse().expect("uri")]).is_err(), "{wrong}");
        }
        assert!(Upstream::http(Service::Sales, &[]).is_err());
        assert!(Upstream::http(Service::Sales, &["http://sales:9001".parse().expect("uri")]).is_ok());
    }

    #[test]
    fn replicas_take_turns_and_those_that_are_ready_come_first() {
        let uris: Vec<Uri> = (1..=3).map(|n| format!("http://127.0.0.1:{n}").parse().expect("uri")).collect();
        let Upstream(Kind::Http(http)) = Upstream::http(Service::Sales, &uris).expect("upstream") else {
            panic!("http")
        };
        let picks = |tried: &[usize]| -> Vec<usize> {
            (0..4).filter_map(|_| http.pick(tried).map(|(i, attempt)| (attempt.succeeded(), i).1)).collect()
        };
        assert_eq!(picks(&[]), [0, 1, 2, 0], "none is known to be ready: all may be");
        http.replicas[1].is(Word::Ready);
        assert_eq!(picks(&[]), [1, 1, 1, 1]);
        assert_eq!(picks(&[0, 1]), [2, 2, 2, 2]);
        http.replicas[0].is(Word::Away);
        assert_eq!(picks(&[1]), [2, 2, 2, 2], "who has said to be away comes last");
        assert_eq!(picks(&[1, 2]), [0, 0, 0, 0]);
        assert!(picks(&[0, 1, 2]).is_empty());
    }
}
