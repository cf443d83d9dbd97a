//! What a service does by itself runs once per period in the whole cluster, whoever dies.

use chassis::run::Running;
use chassis::testing::{Setup, TestSystem, both};
use chassis::{App, ServiceDef};
use chrono::TimeDelta;
use contracts::Service;
use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_secs(3_600);

/// Which replica began the work, in the order of beginnings.
#[derive(Clone, Default)]
struct Begun(Arc<Mutex<Vec<&'static str>>>);

impl Begun {
    fn list(&self) -> Vec<&'static str> {
        self.0.lock().expect("nobody panics with it").clone()
    }

    async fn reach(&self, count: usize) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.list().len() < count {
            assert!(Instant::now() < deadline, "no replica began run {count}: {:?}", self.list());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// A service that does something every hour. While `hangs` it never comes to an end.
fn hourly(name: &'static str, begun: &Begun, hangs: &Arc<AtomicBool>) -> ServiceDef {
    let (begun, hangs) = (begun.clone(), Arc::clone(hangs));
    ServiceDef::new(Service::Sales).every(EVERY, "hourly", move |_app: App| {
        let (begun, hangs) = (begun.clone(), Arc::clone(&hangs));
        async move {
            begun.0.lock().expect("nobody panics with it").push(name);
            if hangs.load(Ordering::Relaxed) {
                pending::<()>().await;
            }
            Ok(())
        }
    })
}

fn an_hour_passes(system: &TestSystem) {
    system.advance(TimeDelta::seconds(3_601));
}

both!(
    async fn once_per_period_in_all_replicas_though_one_dies_in_the_middle(setup: Setup) {
        let system = TestSystem::start(setup, vec![ServiceDef::new(Service::Sales)]).await;
        let (begun, hangs) = (Begun::default(), Arc::new(AtomicBool::new(false)));
        let mut replicas: Vec<(&str, Running)> = Vec::new();
        for name in ["one", "other"] {
            replicas.push((name, system.replica(hourly(name, &begun, &hangs)).await));
        }
        begun.reach(1).await;
        for hour in 2..=4 {
            an_hour_passes(&system);
            begun.reach(hour).await;
        }

        // Whoever begins the fifth run dies in the middle of it.
        hangs.store(true, Ordering::Relaxed);
        an_hour_passes(&system);
        begun.reach(5).await;
        let dead = begun.list()[4];
        hangs.store(false, Ordering::Relaxed);
        let at = replicas.iter().position(|(name, _)| *name == dead).expect("a replica");
        replicas.remove(at).1.kill();

        // The other goes on at the next period, and does not repeat what the dead one had begun.
        for hour in 6..=7 {
            an_hour_passes(&system);
            begun.reach(hour).await;
        }
        let runs = begun.list();
        assert_eq!(runs.len(), 7, "one run per hour: {runs:?}");
        assert!(runs[5..].iter().all(|name| *name != dead), "the dead replica runs: {runs:?}");
        for (_, replica) in replicas {
            replica.stop().await;
        }
    }
);

both!(
    async fn a_whole_cluster_that_was_away_runs_what_is_overdue_once(setup: Setup) {
        let system = TestSystem::start(setup, vec![ServiceDef::new(Service::Sales)]).await;
        let (begun, hangs) = (Begun::default(), Arc::new(AtomicBool::new(false)));
        let first = system.replica(hourly("before", &begun, &hangs)).await;
        begun.reach(1).await;
        first.stop().await;
        system.advance(TimeDelta::hours(30));
        let mut replicas = Vec::new();
        for name in ["one", "other", "third"] {
            replicas.push(system.replica(hourly(name, &begun, &hangs)).await);
        }
        begun.reach(2).await;
        an_hour_passes(&system);
        begun.reach(3).await;
        assert_eq!(begun.list().len(), 3, "thirty missed hours are one run: {:?}", begun.list());
        for replica in replicas {
            replica.stop().await;
        }
    }
);
