//! How much one address may ask: kept in memory, per gateway process, approximate and free. Identity keeps its own limits
//! per account; these protect the processes and slow down who guesses passwords of many accounts.

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The limits of one address. An address is an IPv4 address or an IPv6 `/64`, which is what one subscriber gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitSettings {
    /// Requests per second, on average.
    pub requests_per_second: NonZeroU32,
    /// Requests at once, after a pause.
    pub request_burst: NonZeroU32,
    /// Sign-ins that may fail within a minute. Those that succeed do not count.
    pub failed_sign_ins_per_minute: NonZeroU32,
    /// Self-registrations at once …
    pub registration_burst: NonZeroU32,
    /// … and then one in this time.
    pub registration_every: Duration,
}

const fn count(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            requests_per_second: count(500),
            request_burst: count(1_000),
            failed_sign_ins_per_minute: count(10),
            registration_burst: count(30),
            registration_every: Duration::from_secs(10),
        }
    }
}

type Keyed<C> =
    RateLimiter<IpAddr, DashMapStateStore<IpAddr>, C, governor::middleware::NoOpMiddleware<<C as Clock>::Instant>>;

/// What each address has used.
pub(crate) struct Limits<C: Clock = DefaultClock> {
    clock: C,
    requests: Keyed<C>,
    registrations: Keyed<C>,
    failures: Failures,
}

/// How long the address has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wait(pub Duration);

impl<C: Clock + Clone> Limits<C> {
    pub(crate) fn new(settings: &LimitSettings, clock: C) -> Self {
        let requests = Quota::per_second(settings.requests_per_second).allow_burst(settings.request_burst);
        let every = settings.registration_every.max(Duration::from_millis(1));
        let registrations = Quota::with_period(every)
            .unwrap_or(Quota::per_second(NonZeroU32::MIN))
            .allow_burst(settings.registration_burst);
        Self {
            requests: RateLimiter::new(requests, DashMapStateStore::default(), clock.clone()),
            registrations: RateLimiter::new(registrations, DashMapStateStore::default(), clock.clone()),
            failures: Failures::new(settings.failed_sign_ins_per_minute),
            clock,
        }
    }

    fn check(&self, limiter: &Keyed<C>, address: IpAddr) -> Result<(), Wait> {
        limiter.check_key(&subscriber(address)).map_err(|not_until| Wait(not_until.wait_time_from(self.clock.now())))
    }

    /// Counts a request.
    pub(crate) fn request(&self, address: IpAddr) -> Result<(), Wait> {
        self.check(&self.requests, address)
    }

    /// Counts a self-registration.
    pub(crate) fn registration(&self, address: IpAddr) -> Result<(), Wait> {
        self.check(&self.registrations, address)
    }

    /// Whether the address may try to sign in.
    pub(crate) fn may_sign_in(&self, address: IpAddr, now: Instant) -> Result<(), Wait> {
        self.failures.check(subscriber(address), now)
    }

    /// Counts a sign-in that failed.
    pub(crate) fn sign_in_failed(&self, address: IpAddr, now: Instant) {
        self.failures.count(subscriber(address), now);
    }

    /// Forgets the addresses that have everything left, so that memory stays bounded.
    pub(crate) fn forget_the_quiet(&self, now: Instant) {
        for limiter in [&self.requests, &self.registrations] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        self.failures.forget(now);
    }

    #[cfg(test)]
    fn remembered(&self) -> usize {
        self.requests.len() + self.registrations.len() + self.failures.lock().len()
    }
}

fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Failures per address. The outcome is known only after the request, so a limiter that takes before it would count the
/// successes too. Requests that run at the same time may all fail: what is too much is owed (up to ten minutes).
struct Failures {
    /// When the last failure of each address is forgotten.
    forgotten_at: Mutex<HashMap<IpAddr, Instant>>,
    /// One failure is forgotten in this time.
    every: Duration,
    /// With more than this left to forget, no attempt is let through.
    tolerated: Duration,
}

const LONGEST_DEBT: Duration = Duration::from_secs(600);

impl Failures {
    fn new(per_minute: NonZeroU32) -> Self {
        let every = Duration::from_secs(60) / per_minute.get();
        Self { forgotten_at: Mutex::default(), every, tolerated: every * (per_minute.get() - 1) }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, Instant>> {
        self.forgotten_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self, address: IpAddr, now: Instant) -> Result<(), Wait> {
        let left = self.lock().get(&address).map_or(Duration::ZERO, |at| at.saturating_duration_since(now));
        if left <= self.tolerated { Ok(()) } else { Err(Wait(left - self.tolerated)) }
    }

    fn count(&self, address: IpAddr, now: Instant) {
        let mut all = self.lock();
        let at = all.entry(address).or_insert(now);
        *at = (now.max(*at) + self.every).min(now + LONGEST_DEBT);
    }

    fn forget(&self, now: Instant) {
        let mut all = self.lock();
        all.retain(|_, at| *at > now);
        all.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    const A: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(190, 24, 1, 7));
    const B: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(190, 24, 1, 8));

    fn limits() -> (FakeRelativeClock, Limits<FakeRelativeClock>) {
        let clock = FakeRelativeClock::default();
        (clock.clone(), Limits::new(&LimitSettings::default(), clock))
    }

    #[test]
    fn an_address_may_send_a_thousand_requests_at_once_and_then_five_hundred_a_second() {
        let (clock, limits) = limits();
        assert!((0..1_000).all(|_| limits.request(A).is_ok()));
        let Wait(wait) = limits.request(A).expect_err("the burst is used up");
        assert!(wait > Duration::ZERO && wait <= Duration::from_millis(2), "{wait:?}");
        assert!(limits.request(B).is_ok(), "another address has its own");
        clock.advance(Duration::from_secs(1));
        assert_eq!((0..1_000).filter(|_| limits.request(A).is_ok()).count(), 500);
    }

    #[test]
    fn thirty_registrations_at_once_and_then_one_in_ten_seconds() {
        let (clock, limits) = limits();
        assert!((0..30).all(|_| limits.registration(A).is_ok()));
        assert_eq!(limits.registration(A), Err(Wait(Duration::from_secs(10))));
        clock.advance(Duration::from_secs(10));
        assert!(limits.registration(A).is_ok());
        assert!(limits.registration(A).is_err());
    }

    #[test]
    fn ten_failed_sign_ins_within_a_minute_make_an_address_wait() {
        let (_, limits) = limits();
        let now = Instant::now();
        for _ in 0..10 {
            assert!(limits.may_sign_in(A, now).is_ok());
            limits.sign_in_failed(A, now);
        }
        assert_eq!(limits.may_sign_in(A, now), Err(Wait(Duration::from_secs(6))));
        assert!(limits.may_sign_in(B, now).is_ok());
        let later = now + Duration::from_secs(6);
        assert!(limits.may_sign_in(A, later).is_ok());
        limits.sign_in_failed(A, later);
        assert!(limits.may_sign_in(A, later).is_err());
        assert!(limits.may_sign_in(A, later + Duration::from_secs(60)).is_ok());
    }

    #[test]
    fn guesses_made_at_the_same_time_are_owed() {
        let (_, limits) = limits();
        let now = Instant::now();
        for _ in 0..5_000 {
            limits.sign_in_failed(A, now);
        }
        assert_eq!(limits.may_sign_in(A, now), Err(Wait(LONGEST_DEBT - Duration::from_secs(54))));
    }

    #[test]
    fn quiet_addresses_are_forgotten() {
        let (clock, limits) = limits();
        let now = Instant::now();
        for n in 0..1_000_u32 {
            let address = IpAddr::V4(n.into());
            assert!(limits.request(address).is_ok() && limits.registration(address).is_ok());
            limits.sign_in_failed(address, now);
        }
        assert_eq!(limits.remembered(), 3_000);
        clock.advance(Duration::from_secs(600));
        limits.forget_the_quiet(now + Duration::from_secs(600));
        assert_eq!(limits.remembered(), 0);
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        let (one, other) = ("2001:db8:1:2:aaaa::1", "2001:db8:1:2:bbbb::2");
        let parse = |text: &str| text.parse::<IpAddr>().expect("address");
        assert_eq!(subscriber(parse(one)), subscriber(parse(other)));
        assert_ne!(subscriber(parse(one)), subscriber(parse("2001:db8:1:3::1")));
        assert_eq!(subscriber(parse("::ffff:190.24.1.7")), A);
    }
}
