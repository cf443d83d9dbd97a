//! `GET /api/events`: hints that something may be read again, for callers who have the application open.
//!
//! A hint carries no data and may be missed: the client reads the resource again, and after each `resync` (at the beginning,
//! after a gap, when it was too slow) everything that it shows. The gateway compares a hint's audience with its callers and
//! knows nothing else about it.

use crate::state::Shared;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use chassis::auth::{Claims, Revocations};
use chassis::transport::{Heard, Transport};
use chassis::{Audience, Clock, Principal, Problem, Text};
use contracts::broadcast::{Changed, REVOKED, Revoked};
use contracts::identity::Role;
use contracts::{Envelope, SellerId, UserId};
use futures::Stream;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A line is sent at least so often, so that both ends notice a broken connection.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Hints that wait for a slow client; when there are more it gets a `resync` instead of them.
const WAITING: usize = 64;
/// Streams of one user: one per browser is meant.
const MOST_PER_USER: usize = 20;

/// Where broadcasts come from.
#[derive(Clone)]
pub struct Wire(pub Arc<dyn Transport>);

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wire")
    }
}

/// What a client is told.
#[derive(Serialize)]
struct Hint<'a> {
    service: &'a str,
    resource: &'a str,
    id: Uuid,
    version: i64,
}

#[derive(Clone, Debug)]
enum Told {
    /// A hint, as JSON.
    Changed(Arc<str>),
    /// Something may have been missed.
    Resync,
    /// The sign-in has ended.
    SignedOut,
}

struct Listener {
    session: Uuid,
    user: UserId,
    issued: i64,
    queue: mpsc::Sender<Told>,
    /// The queue was full: a `resync` is owed.
    behind: AtomicBool,
}

impl Listener {
    fn tell(&self, told: Told) {
        if self.queue.try_send(told).is_err() {
            self.behind.store(true, Ordering::Relaxed);
        }
    }
}

/// Who listens, by what concerns them.
#[derive(Default)]
pub(crate) struct Hub {
    next: AtomicU64,
    listeners: Mutex<Listeners>,
}

#[derive(Default)]
struct Listeners {
    all: HashMap<u64, Arc<Listener>>,
    by_audience: HashMap<Audience, HashSet<u64>>,
    by_user: HashMap<UserId, HashSet<u64>>,
}

/// The audiences that a caller belongs to.
fn audiences(principal: &Principal) -> Vec<Audience> {
    let roles = principal.roles.iter().map(|role| Audience::Role(*role));
    let seller = principal.has(Role::Seller).then_some(Audience::Seller(SellerId(principal.user_id.0)));
    let of_shop = principal.customer_id.map(Audience::Customer);
    let of_supplier = principal.supplier_id.map(Audience::Supplier);
    let staff = principal.is_staff().then_some(Audience::Staff);
    [Audience::SignedIn, Audience::User(principal.user_id)]
        .into_iter()
        .chain(roles)
        .chain([seller, of_shop, of_supplier, staff].into_iter().flatten())
        .collect()
}

impl Hub {
    fn all(&self) -> std::sync::MutexGuard<'_, Listeners> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many streams are open.
    pub(crate) fn len(&self) -> usize {
        self.all().all.len()
    }

    /// Adds a listener; `None` when its user has too many already.
    fn join(self: &Arc<Self>, claims: &Claims) -> Option<Seat> {
        let principal = Principal::from(claims.clone());
        let (queue, told) = mpsc::channel(WAITING);
        let listener = Arc::new(Listener {
            session: claims.sid.0,
            user: claims.sub,
            issued: claims.iat,
            queue,
            behind: AtomicBool::new(false),
        });
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let concerns = audiences(&principal);
        let mut listeners = self.all();
        let of_user = listeners.by_user.entry(principal.user_id).or_default();
        if of_user.len() >= MOST_PER_USER {
            return None;
        }
        of_user.insert(number);
        for audience in &concerns {
            listeners.by_audience.entry(*audience).or_default().insert(number);
        }
        listeners.all.insert(number, Arc::clone(&listener));
        Some(Seat { hub: Arc::clone(self), number, concerns, listener, told })
    }

    fn leave(&self, number: u64, concerns: &[Audience], user: UserId) {
        let mut listeners = self.all();
        listeners.all.remove(&number);
        for audience in concerns {
            if let Some(them) = listeners.by_audience.get_mut(audience) {
                them.remove(&number);
                if them.is_empty() {
                    listeners.by_audience.remove(audience);
                }
            }
        }
        if let Some(them) = listeners.by_user.get_mut(&user) {
            them.remove(&number);
            if them.is_empty() {
                listeners.by_user.remove(&user);
            }
        }
    }

    fn hear(&self, envelope: &Envelope) {
        if envelope.name == REVOKED {
            match serde_json::from_str::<Revoked>(&envelope.data) {
                Ok(revoked) => self.end(&revoked),
                Err(error) => tracing::warn!(%error, "a revocation cannot be read"),
            }
            return;
        }
        let Ok(changed) = serde_json::from_str::<Changed>(&envelope.data) else {
            tracing::debug!(name = envelope.name, "a broadcast that this build does not know");
            return;
        };
        let hint =
            Hint { service: &envelope.source, resource: &changed.resource, id: changed.id, version: changed.version };
        let text: Arc<str> = serde_json::to_string(&hint).unwrap_or_default().into();
        let listeners = self.all();
        let concerned: HashSet<u64> =
            changed.audience.iter().filter_map(|to| listeners.by_audience.get(to)).flatten().copied().collect();
        for listener in concerned.iter().filter_map(|number| listeners.all.get(number)) {
            listener.tell(Told::Changed(Arc::clone(&text)));
        }
    }

    fn end(&self, revoked: &Revoked) {
        let listeners = self.all();
        for number in listeners.by_user.get(&revoked.user_id).into_iter().flatten() {
            let Some(listener) = listeners.all.get(number) else { continue };
            let ended = match revoked.session_id {
                Some(session) => session.0 == listener.session,
                None => listener.issued <= revoked.before.timestamp(),
            };
            if ended {
                listener.tell(Told::SignedOut);
            }
        }
    }

    fn resync_all(&self) {
        self.all().all.values().for_each(|listener| listener.tell(Told::Resync));
    }

    /// Passes on what is broadcast, for ever.
    pub(crate) async fn run(&self, wire: Option<&Wire>, revocations: &Revocations, clock: &Clock) {
        let Some(Wire(transport)) = wire else { return std::future::pending().await };
        let mut heard = transport.hear();
        let listening = transport.listen(CancellationToken::new());
        let passing_on = async {
            loop {
                match heard.recv().await {
                    Ok(Heard::Broadcast(envelope)) => {
                        revocations.learn(&envelope, clock.now());
                        self.hear(&envelope);
                    }
                    Ok(Heard::Gap) | Err(RecvError::Lagged(_)) => self.resync_all(),
                    Err(RecvError::Closed) => return,
                }
            }
        };
        tokio::join!(listening, passing_on);
    }
}

/// An open stream's place in the hub; given back when the client goes.
struct Seat {
    hub: Arc<Hub>,
    number: u64,
    concerns: Vec<Audience>,
    listener: Arc<Listener>,
    told: mpsc::Receiver<Told>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.leave(self.number, &self.concerns, self.listener.user);
    }
}

impl Seat {
    async fn next(&mut self) -> Option<Told> {
        if self.listener.behind.swap(false, Ordering::Relaxed) {
            // What waits is part of what was missed.
            let mut signed_out = false;
            while let Ok(told) = self.told.try_recv() {
                signed_out |= matches!(told, Told::SignedOut);
            }
            return Some(if signed_out { Told::SignedOut } else { Told::Resync });
        }
        self.told.recv().await
    }
}

/// `GET /api/events`.
pub(crate) async fn events(State(shared): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    let claims = shared.tokens.check(&headers).await?.ok_or_else(|| Problem::not_signed_in("not_signed_in"))?;
    let seat = shared.hub.join(&claims).ok_or_else(|| {
        let text = Text::new(
            "Too many streams are open for this user; share one between the tabs of a browser.",
            "Este usuario tiene demasiadas conexiones abiertas; comparta una entre las pestañas del navegador.",
        );
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_streams", text).retry_after(15)
    })?;
    let left = claims.exp.saturating_sub(shared.config.clock.now().timestamp());
    let life = Duration::from_secs(u64::try_from(left).unwrap_or(0));
    let stream = Sse::new(stream(seat, life, shared.closing.clone()))
        .keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat"));
    // A proxy that gathers an answer before it passes it on would make hints useless.
    Ok(([(HeaderName::from_static("x-accel-buffering"), "no")], stream).into_response())
}

enum Stage {
    Opening,
    Open,
    Ended,
}

fn stream(seat: Seat, life: Duration, closing: CancellationToken) -> impl Stream<Item = Result<Event, Infallible>> {
    let end = tokio::time::Instant::now() + life;
    let plain = |name: &str| Event::default().event(name).data("{}");
    futures::stream::unfold((seat, Stage::Opening), move |(mut seat, stage)| {
        let closing = closing.clone();
        async move {
            match stage {
                Stage::Ended => return None,
                Stage::Opening => return Some((Ok(plain("resync")), (seat, Stage::Open))),
                Stage::Open => {}
            }
            let told = tokio::select! {
                told = seat.next() => told,
                // The token has ended: the client comes again with its next one.
                () = tokio::time::sleep_until(end) => return Some((Ok(plain("expired")), (seat, Stage::Ended))),
                () = closing.cancelled() => None,
            };
            let event = match told? {
                Told::Changed(json) => Event::default().event("changed").data(&*json),
                Told::Resync => plain("resync"),
                Told::SignedOut => return Some((Ok(plain("signed_out")), (seat, Stage::Ended))),
            };
            Some((Ok(event), (seat, Stage::Open)))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{CustomerId, Service, SessionId};
    use std::collections::BTreeSet;

    fn claims(role: Role) -> Claims {
        Claims {
            sub: UserId::new(),
            sid: SessionId::new(),
            roles: BTreeSet::from([role]),
            customer_id: (role == Role::Customer).then(CustomerId::new),
            supplier_id: None,
            warehouse_ids: vec![],
            name: String::new(),
            iat: 1_000,
            exp: 2_000,
        }
    }

    fn envelope(name: String, body: &impl Serialize) -> Envelope {
        Envelope {
            id: contracts::MessageId::new(),
            source: "sales".to_owned(),
            name,
            subject: String::new(),
            time: chrono::DateTime::UNIX_EPOCH,
            traceparent: None,
            correlation: String::new(),
            causation: None,
            to: None,
            data: serde_json::to_string(body).expect("json"),
        }
    }

    fn change(audience: Vec<Audience>) -> Envelope {
        let changed = Changed { resource: "orders".to_owned(), id: Uuid::from_u128(5), version: 3, audience };
        envelope(contracts::broadcast::changed_by(Service::Sales), &changed)
    }

    #[test]
    fn a_hint_reaches_its_audience_once_and_nobody_else() {
        let hub = Arc::new(Hub::default());
        let shop = claims(Role::Customer);
        let mut of_shop = hub.join(&shop).expect("a seat");
        let mut of_other = hub.join(&claims(Role::Customer)).expect("a seat");
        let mut of_staff = hub.join(&claims(Role::Logistics)).expect("a seat");
        let to = shop.customer_id.expect("a shop");
        hub.hear(&change(vec![Audience::Customer(to), Audience::User(shop.sub), Audience::Staff, Audience::Unknown]));
        for seat in [&mut of_shop, &mut of_staff] {
            let Ok(Told::Changed(json)) = seat.told.try_recv() else { panic!("no hint") };
            assert_eq!(
                &*json,
                r#"{"service":"sales","resource":"orders","id":"00000000-0000-0000-0000-000000000005","version":3}"#
            );
            assert!(seat.told.try_recv().is_err(), "twice");
        }
        assert!(of_other.told.try_recv().is_err());
        drop(of_shop);
        assert_eq!(hub.len(), 2);
        assert!(!hub.all().by_audience.contains_key(&Audience::Customer(to)), "nothing is left behind");
    }

    #[tokio::test]
    async fn who_is_too_slow_gets_one_resync_for_all_that_was_missed() {
        let hub = Arc::new(Hub::default());
        let mut seat = hub.join(&claims(Role::Admin)).expect("a seat");
        for _ in 0..(WAITING + 10) {
            hub.hear(&change(vec![Audience::Staff]));
        }
        assert!(matches!(seat.next().await, Some(Told::Resync)));
        hub.hear(&change(vec![Audience::Staff]));
        assert!(matches!(seat.next().await, Some(Told::Changed(_))));
    }

    #[tokio::test]
    async fn a_revocation_ends_the_streams_of_its_session() {
        let hub = Arc::new(Hub::default());
        let one = claims(Role::Seller);
        let other = Claims { sid: SessionId::new(), ..one.clone() };
        let (mut of_one, mut of_other) = (hub.join(&one).expect("a seat"), hub.join(&other).expect("a seat"));
        let before = chrono::DateTime::from_timestamp(1_500, 0).expect("an instant");
        let revoked = Revoked { user_id: one.sub, session_id: Some(one.sid), before };
        hub.hear(&envelope(REVOKED.to_owned(), &revoked));
        assert!(matches!(of_one.next().await, Some(Told::SignedOut)));
        assert!(of_other.told.try_recv().is_err());
        hub.hear(&envelope(REVOKED.to_owned(), &Revoked { session_id: None, ..revoked }));
        assert!(matches!(of_other.next().await, Some(Told::SignedOut)));
    }

    #[test]
    fn a_user_has_so_many_streams_and_no_more() {
        let hub = Arc::new(Hub::default());
        let user = claims(Role::Admin);
        let mut seats: Vec<Seat> = (0..MOST_PER_USER).map(|_| hub.join(&user).expect("a seat")).collect();
        assert!(hub.join(&user).is_none());
        seats.pop();
        assert!(hub.join(&user).is_some());
    }
}
