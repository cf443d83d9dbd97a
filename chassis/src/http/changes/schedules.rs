//! No changed row is missed, whatever the order of writes, late commits, clocks and replicas: random schedules with a phone
//! that asks in between, on the real databases. `STOREFLOW_SCHEDULES` says how many, `STOREFLOW_SEED` where to begin.

use super::*;
use crate::testing::{Setup, TestSystem, both};
use crate::{Company, Migration, ServiceDef};
use contracts::Service;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeMap;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const THINGS: usize = 8;
/// The longest that a transaction may be open (`db.rs` ends it then).
const LONGEST: TimeDelta = TimeDelta::seconds(30);

fn keeper() -> ServiceDef {
    let things = "CREATE TABLE things (id {uuid} PRIMARY KEY, run bigint NOT NULL, version bigint NOT NULL, \
                  changed_at {timestamp} NOT NULL); CREATE INDEX things_changed ON things (changed_at, id);";
    ServiceDef::new(Service::Sales).migrations(vec![Migration::new("m0001_things", "what phones keep", things)])
}

#[derive(FromQueryResult)]
struct Thing {
    id: Uuid,
    version: i64,
    changed_at: DateTime<Utc>,
}

/// A write whose transaction is open.
struct Open {
    thing: usize,
    version: i64,
    began: TimeDelta,
    go: oneshot::Sender<()>,
    ends: JoinHandle<Result<(), DbError>>,
}

/// What one schedule plays with.
struct Schedule<'a> {
    run: i64,
    random: StdRng,
    /// Two processes of the service, each with its clock.
    replicas: [&'a App; 2],
    /// Time that has passed.
    passed: TimeDelta,
    /// By how much the first clock is ahead of the second.
    skew: TimeDelta,
    things: Vec<Uuid>,
    versions: Vec<i64>,
    open: Vec<Open>,
    phone: BTreeMap<Uuid, i64>,
    token: Option<String>,
    restarts: usize,
}

async fn change(
    db: Db,
    id: Uuid,
    run: i64,
    version: i64,
    begun: oneshot::Sender<()>,
    go: oneshot::Receiver<()>,
) -> Result<(), DbError> {
    db.write(move |tx: Tx| async move {
        let at = tx.now();
        let _ = begun.send(());
        let _ = go.await;
        let sql = "INSERT INTO things (id, run, version, changed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE \
                   SET version = excluded.version, changed_at = excluded.changed_at";
        tx.exec(sql, sql_values![id, run, version, at]).await.map(|_| ())
    })
    .await
}

impl Schedule<'_> {
    fn look(&self) {
        for app in self.replicas {
            app.sync_clock();
        }
    }

    /// Begins a write; on PostgreSQL it may stay open for a while.
    async fn write(&mut self, late: bool) {
        let free: Vec<usize> = (0..THINGS).filter(|thing| self.open.iter().all(|open| open.thing != *thing)).collect();
        let Some(thing) = free.choose(&mut self.random).copied() else { return };
        let db = self.replicas[self.random.random_range(0..2)].db().clone();
        self.versions[thing] += 1;
        let (go, wait) = oneshot::channel();
        let (begun, has_begun) = oneshot::channel();
        let work = change(db, self.things[thing], self.run, self.versions[thing], begun, wait);
        let ends = crate::run::start_task(work);
        has_begun.await.expect("it begins");
        let open = Open { thing, version: self.versions[thing], began: self.passed, go, ends };
        self.open.push(open);
        if !late || self.open.len() > 4 {
            self.commit(self.open.len() - 1).await;
        }
    }

    async fn commit(&mut self, which: usize) {
        let open = self.open.remove(which);
        let _ = open.go.send(());
        open.ends.await.expect("it ends").expect("it commits");
        assert_eq!(self.versions[open.thing], open.version);
    }

    /// Time passes; nothing is open for longer than a transaction may be.
    async fn pass(&mut self, by: TimeDelta) {
        while let Some(which) = self.open.iter().position(|open| self.passed + by - open.began > LONGEST) {
            self.commit(which).await;
        }
        self.passed += by;
        self.replicas.iter().for_each(|app| app.db().clock().advance(by));
        self.look();
    }

    /// A clock is set: one by some seconds, or those of the whole site by much.
    fn set_clocks(&mut self) {
        self.look();
        if self.random.random_bool(0.5) {
            let by = TimeDelta::milliseconds(self.random.random_range(-7_200_000..7_200_000));
            self.replicas.iter().for_each(|app| app.db().clock().set(by));
        } else {
            let by = TimeDelta::milliseconds(self.random.random_range(-20_000..20_000));
            if (self.skew + by).abs() < TimeDelta::seconds(25) {
                self.skew += by;
                self.replicas[0].db().clock().set(by);
            }
        }
        self.look();
    }

    /// The phone asks one of the replicas until there is nothing more.
    async fn sync(&mut self, disturbed: bool) {
        loop {
            let app = self.replicas[self.random.random_range(0..2)];
            let since = Since { token: self.token.clone(), limit: 3 };
            let pass = match since.open(app, "staff") {
                Ok(pass) => pass,
                Err(problem) => {
                    assert!(format!("{problem:?}").contains("sync_restart"), "{problem:?}");
                    self.restarts += 1;
                    self.token = None;
                    self.phone.clear();
                    continue;
                }
            };
            let select =
                Select::new("SELECT id, version, changed_at FROM things").and("run = ?", vec![self.run.into()]);
            let rows: Vec<Thing> = select.changes(app.db(), &pass, "changed_at", "id").await.expect("rows");
            let rows = rows
                .into_iter()
                .map(|row| ChangedRow {
                    changed_at: row.changed_at,
                    id: row.id,
                    what: Seen::Item((row.id, row.version)),
                })
                .collect();
            let changes = pass.finish(app.db(), "things", rows).await.expect("changes");
            for (id, version) in changes.items {
                let held = self.phone.entry(id).or_insert(version);
                *held = version.max(*held);
            }
            self.token = Some(changes.next);
            if !changes.more {
                return;
            }
            // Something happens between two pages, too; what that pass may have gone past comes with the next.
            if disturbed && self.random.random_bool(0.3) {
                self.write(false).await;
            }
        }
    }

    async fn play(&mut self, late_commits: bool) {
        for _ in 0..40 {
            match self.random.random_range(0..10) {
                0..=2 => self.write(late_commits).await,
                3 if !self.open.is_empty() => {
                    let which = self.random.random_range(0..self.open.len());
                    self.commit(which).await;
                }
                3 | 4 => self.write(false).await,
                5 | 6 => {
                    let by = TimeDelta::milliseconds(self.random.random_range(1..40_000));
                    self.pass(by).await;
                }
                7 => self.set_clocks(),
                _ => self.sync(true).await,
            }
        }
        while !self.open.is_empty() {
            self.commit(0).await;
        }
        self.sync(false).await;
        let written = self.things.iter().zip(&self.versions).filter(|(_, version)| **version > 0);
        let truth: BTreeMap<Uuid, i64> = written.map(|(id, version)| (*id, *version)).collect();
        assert_eq!(self.phone, truth, "schedule {} missed a row", self.run);
    }
}

async fn no_row_is_missed(setup: Setup) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<i64>().ok());
    let schedules = number("STOREFLOW_SCHEDULES").unwrap_or(100);
    let first = number("STOREFLOW_SEED").unwrap_or(1);
    let system = TestSystem::start(setup, vec![keeper()]).await;
    let one = system.app(Service::Sales);
    // SQLite has one process, PostgreSQL another replica with a clock of its own.
    let late_commits = setup == Setup::Cluster;
    let other = if late_commits {
        let db = Db::open(&system.database_url(), Service::Sales, Clock::system(), Company::default(), 8).await;
        App::new(db.expect("another connection"), None)
    } else {
        one.clone()
    };
    let mut restarts = 0;
    for run in first..first + schedules {
        let seed = u64::try_from(run).expect("a seed");
        let mut schedule = Schedule {
            run,
            random: StdRng::seed_from_u64(seed),
            replicas: [one, &other],
            passed: TimeDelta::zero(),
            skew: TimeDelta::zero(),
            things: (0..THINGS).map(|n| Uuid::from_u64_pair(seed, n as u64)).collect(),
            versions: vec![0; THINGS],
            open: Vec::new(),
            phone: BTreeMap::new(),
            token: None,
            restarts: 0,
        };
        schedule.play(late_commits).await;
        restarts += schedule.restarts;
        // The next one begins with clocks that agree again.
        let back = -schedule.skew;
        one.db().clock().set(back);
    }
    assert!(restarts > 0, "clocks that were set back make phones begin anew");
    assert!(restarts < usize::try_from(schedules).expect("some") * 6, "{restarts} restarts: nobody could work so");
}

both!(
    async fn no_changed_row_is_missed(setup: Setup) {
        no_row_is_missed(setup).await;
    }
);
