//! What the system costs while nobody uses it: start-up, memory, processor time, the binary.

use crate::machine::{Ours, Owner, memory};
use crate::report::{Line, Report, Section};
use crate::stage::Stage;
use crate::stats::Millis;
use anyhow::{Context, ensure};
use clap::Args;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use stories::OneMachine;
use stories::world::{binary, free_port};

/// How often and how long.
#[derive(Args, Clone, Copy)]
pub struct Runs {
    /// Starts
    #[arg(long, value_name = "N", default_value = "5")]
    starts: usize,
    /// Seconds of idleness before memory is read, and again during which processor time is counted
    #[arg(long, value_name = "N", default_value = "20")]
    idle_seconds: u64,
}

/// Start-up, memory and processor time of `storeflow up` on the demonstration company.
pub async fn one_machine(runs: &Runs, report: &mut Report) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("storeflow-footprint-{}", std::process::id()));
    let outcome = measure(&folder, runs, report).await;
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

async fn measure(folder: &Path, runs: &Runs, report: &mut Report) -> anyhow::Result<()> {
    let loading = Instant::now();
    let mut first = OneMachine::start_on(folder, &["--demo"]).await?;
    let loading = loading.elapsed();
    first.process().terminate();
    first.process().ended().await?;
    drop(first);
    let watch = Ours::with(None).watch();
    let (mut ready, mut said) = (Vec::new(), Vec::new());
    let mut running = None;
    for _ in 0..runs.starts {
        drop(running.take());
        let started = Up::start(folder)?;
        ready.push(started.ready);
        said.push(started.said);
        running = Some(started);
    }
    let mut section = Section::new(
        "one machine",
        format!("idle with the demonstration company, {} starts", runs.starts),
        format!(
            "target/release/bench --set-up one-machine footprint --starts {} --idle-seconds {}",
            runs.starts, runs.idle_seconds
        ),
    );
    let (ready, said) = (Millis::of(ready), Millis::of(said));
    let peers = "Vendure 3.2 s, Medusa 4.2 s, without their database";
    section
        .line(Line::new("process start → /readyz 200, median", ready.p50() / 1_000.0, "s").at_most(1.0).peers(peers));
    section.line(Line::new("process start → /readyz 200, slowest", ready.max() / 1_000.0, "s"));
    section.line(Line::new("process start → welcome, median", said.p50() / 1_000.0, "s"));
    section.line(Line::new("first start, loading the demonstration", loading.as_secs_f64(), "s"));
    section.seen(watch.stop());
    let running = running.context("at least one start")?;
    idle(&Ours::with(None), runs, &mut section, Some(150.0)).await;
    drop(running);
    section.line(Line::new("the binary", report.binary_mib(), "MiB"));
    report.section(section);
    Ok(())
}

/// Memory and processor time of the idle cluster, servers included.
pub async fn cluster(stage: &Stage, runs: &Runs, report: &mut Report) -> anyhow::Result<()> {
    let command = stage.command(&format!("footprint --idle-seconds {}", runs.idle_seconds));
    let mut section = Section::new(stage.name(), "idle with a small company", command);
    idle(&stage.ours, runs, &mut section, None).await;
    report.section(section);
    Ok(())
}

async fn idle(ours: &Ours, runs: &Runs, section: &mut Section, budget: Option<f64>) {
    tokio::time::sleep(Duration::from_secs(runs.idle_seconds)).await;
    let mut by_owner: BTreeMap<Owner, (f64, f64, usize)> = BTreeMap::new();
    for (owner, pid) in ours.processes() {
        let (rss, pss) = memory(pid);
        let sum = by_owner.entry(owner).or_default();
        *sum = (sum.0 + rss, sum.1 + pss, sum.2 + 1);
    }
    let watch = ours.watch();
    tokio::time::sleep(Duration::from_secs(runs.idle_seconds)).await;
    let seen = watch.stop();
    for (owner, (rss, pss, processes)) in by_owner.into_iter().filter(|(owner, _)| *owner != Owner::Bench) {
        let name = format!("{owner:?}").to_lowercase();
        let resident = Line::new(format!("{name}: resident (RSS), {processes} processes"), rss, "MiB");
        let peers = "Vendure 470, Medusa 476 MiB (PSS, with PostgreSQL)";
        section.line(match budget {
            Some(most) => resident.at_most(most).peers(peers),
            None => resident,
        });
        section.line(Line::new(format!("{name}: proportional (PSS)"), pss, "MiB"));
        section.line(Line::new(format!("{name}: processor while idle"), seen.percent(owner), "% of a core"));
    }
}

/// A started `storeflow up`.
struct Up {
    child: Child,
    ready: Duration,
    said: Duration,
}

impl Up {
    fn start(folder: &Path) -> anyhow::Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(binary());
        command.args(["up", "--demo", "--host", "127.0.0.1", "--port", &port.to_string(), "--data"]).arg(folder);
        command.env("STOREFLOW_LOG", "warn").stdin(Stdio::null()).stdout(Stdio::piped());
        let began = Instant::now();
        let mut child = command.spawn()?;
        let out = child.stdout.take().context("standard output")?;
        let mut up = Self { child, ready: Duration::ZERO, said: Duration::ZERO };
        while !ready(port) {
            ensure!(up.child.try_wait()?.is_none(), "`storeflow up` ended before it was ready");
            ensure!(began.elapsed() < Duration::from_secs(60), "`storeflow up` is not ready after a minute");
            std::thread::sleep(Duration::from_millis(2));
        }
        up.ready = began.elapsed();
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(out));
        let welcome = lines.by_ref().find(|line| line.as_ref().is_ok_and(|line| line.contains("StoreFlow runs")));
        welcome.context("`storeflow up` did not say that it runs")??;
        up.said = began.elapsed();
        std::thread::spawn(move || lines.for_each(drop));
        Ok(up)
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // As Ctrl-C, so that the next start finds a folder that was closed.
        let _ = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// Whether the gateway says that it is ready.
fn ready(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    if stream.write_all(request.as_bytes()).is_err() {
        return false;
    }
    let mut head = [0_u8; 12];
    stream.read_exact(&mut head).is_ok() && &head == b"HTTP/1.1 200"
}
