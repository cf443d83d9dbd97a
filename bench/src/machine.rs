//! What the kernel says: load, whose processor time it was, memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Clock ticks per second of `/proc` (Linux's user-space constant on every architecture that matters here).
pub const TICKS: f64 = 100.0;

/// The load average of the last minute.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(f64::NAN)
}

/// Processors.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Who used processor time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// This program: the load.
    Bench,
    /// The system under test.
    Storeflow,
    /// Its database server.
    Postgres,
    /// Its broker.
    Rabbitmq,
    /// Everybody else on the machine.
    Foreign,
}

struct Entry {
    parent: u32,
    name: String,
    ticks: u64,
}

/// The processes of a run: this one with its children, and the servers, which are known by their folder.
#[derive(Clone, Debug)]
pub struct Ours {
    servers: Option<PathBuf>,
}

impl Ours {
    /// With servers in this folder, if any.
    pub fn with(servers: Option<&Path>) -> Self {
        Self { servers: servers.map(Path::to_owned) }
    }

    fn table() -> BTreeMap<u32, Entry> {
        let mut table = BTreeMap::new();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            // It may have ended meanwhile.
            let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
            // The name is in parentheses and may contain anything.
            let (Some(open), Some(close)) = (stat.find('('), stat.rfind(')')) else { continue };
            let fields: Vec<&str> = stat[close + 1..].split_whitespace().collect();
            let number = |i: usize| fields.get(i).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
            let parent = u32::try_from(number(1)).unwrap_or(0);
            table.insert(pid, Entry { parent, name: stat[open + 1..close].to_owned(), ticks: number(11) + number(12) });
        }
        table
    }

    fn owner(&self, pid: u32, table: &BTreeMap<u32, Entry>) -> Option<Owner> {
        let mut at = pid;
        let mut mine = false;
        loop {
            if at == std::process::id() || self.is_server(at) {
                mine = true;
                break;
            }
            match table.get(&at) {
                Some(entry) if entry.parent > 1 => at = entry.parent,
                _ => break,
            }
        }
        let entry = table.get(&pid).filter(|_| mine)?;
        Some(match entry.name.as_str() {
            _ if pid == std::process::id() => Owner::Bench,
            name if name.starts_with("storeflow") => Owner::Storeflow,
            name if name.starts_with("postgres") => Owner::Postgres,
            _ => Owner::Rabbitmq,
        })
    }

    fn is_server(&self, pid: u32) -> bool {
        let Some(folder) = self.servers.as_deref().and_then(Path::to_str) else { return false };
        let words = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&words).contains(folder)
    }

    /// All processes of these owners.
    pub fn processes(&self) -> Vec<(Owner, u32)> {
        let table = Self::table();
        table.keys().filter_map(|pid| Some((self.owner(*pid, &table)?, *pid))).collect()
    }

    fn ticks(&self) -> BTreeMap<u32, (Owner, u64)> {
        let table = Self::table();
        let known = table.iter().filter_map(|(pid, entry)| Some((*pid, (self.owner(*pid, &table)?, entry.ticks))));
        known.collect()
    }

    /// Begins to watch.
    pub fn watch(&self) -> Watch {
        Watch { ours: self.clone(), load: load(), busy: busy(), ticks: self.ticks(), began: Instant::now() }
    }
}

/// Ticks that all processors were busy, and that the host gave to other machines.
fn busy() -> u64 {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let fields: Vec<u64> =
        text.lines().next().unwrap_or("").split_whitespace().skip(1).filter_map(|f| f.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal
    [0, 1, 2, 5, 6, 7].iter().filter_map(|i| fields.get(*i)).sum()
}

/// Watches who uses the processors during a measurement.
pub struct Watch {
    ours: Ours,
    load: f64,
    busy: u64,
    ticks: BTreeMap<u32, (Owner, u64)>,
    began: Instant,
}

/// What a [`Watch`] saw.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Seen {
    /// Load average before.
    pub load_before: f64,
    /// Load average afterwards.
    pub load_after: f64,
    /// Seconds.
    pub seconds: f64,
    /// Processor seconds by owner.
    pub cpu_seconds: BTreeMap<Owner, f64>,
}

#[expect(clippy::cast_precision_loss, reason = "ticks of a few minutes")]
impl Watch {
    /// Stops watching.
    pub fn stop(self) -> Seen {
        let seconds = self.began.elapsed().as_secs_f64();
        let mut by_owner: BTreeMap<Owner, u64> = BTreeMap::new();
        for (pid, (owner, now)) in self.ours.ticks() {
            let before = self.ticks.get(&pid).map_or(0, |(_, ticks)| *ticks);
            *by_owner.entry(owner).or_default() += now.saturating_sub(before);
        }
        let ours: u64 = by_owner.values().sum();
        by_owner.insert(Owner::Foreign, busy().saturating_sub(self.busy).saturating_sub(ours));
        Seen {
            load_before: self.load,
            load_after: load(),
            seconds,
            cpu_seconds: by_owner.into_iter().map(|(owner, ticks)| (owner, ticks as f64 / TICKS)).collect(),
        }
    }
}

impl Seen {
    /// Processor milliseconds of an owner per thing done.
    pub fn millis_per(&self, owner: Owner, things: f64) -> f64 {
        self.cpu_seconds.get(&owner).copied().unwrap_or(0.0) * 1_000.0 / things
    }

    /// Percent of one core that an owner used.
    pub fn percent(&self, owner: Owner) -> f64 {
        self.cpu_seconds.get(&owner).copied().unwrap_or(0.0) / self.seconds * 100.0
    }
}

/// Memory of a process in MiB: resident, and its proportional share of what is shared.
pub fn memory(pid: u32) -> (f64, f64) {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let find = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1_024.0
    };
    (find("Rss:"), find("Pss:"))
}
