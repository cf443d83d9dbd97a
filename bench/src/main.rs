//! `make bench`: what the system does on this machine, beside what the machine can do and what the design asks for.
//!
//! Everything is measured from outside, through the gateway, with real processes and durable servers: `accept.rs`,
//! `sagas.rs`, `latency.rs` and `footprint.rs` measure the system, `limits.rs` the bare database and broker in the same
//! run. Only `lists.rs` measures from inside: each list at its service, on the reference data. `stage.rs` sets a company up; `machine.rs` says whose processor time it was; `report.rs` puts it all in a table.

mod accept;
mod footprint;
mod latency;
mod limits;
mod lists;
mod machine;
mod report;
mod sagas;
mod stage;
mod stats;

use anyhow::{Context, ensure};
use clap::{Args, Parser, Subcommand, ValueEnum};
use report::Report;
use stage::Stage;
use std::path::PathBuf;
use stories::SetUp;

/// Measures StoreFlow on this machine, in both set-ups.
///
/// The release binary is found by STOREFLOW_BIN, or beside this program. Data and servers are made in TMPDIR, on whose
/// disk everything depends. Nothing else should run meanwhile; the report says how much did.
#[derive(Parser)]
#[command(name = "bench", version, max_term_width = 100)]
struct Cli {
    /// Which set-up
    #[arg(long, global = true, default_value = "both")]
    set_up: Which,
    /// Folder for report.md and report.json
    #[arg(long, global = true, value_name = "DIR", default_value = "target/bench")]
    out: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// One process with SQLite
    OneMachine,
    /// A process per service with PostgreSQL and RabbitMQ, one replica of each
    Cluster,
    /// One after the other
    Both,
}

#[derive(Subcommand)]
enum Command {
    /// Everything below
    All(All),
    /// POST → 202 of an open loop: arrivals by the clock, whether or not earlier ones have been answered
    Accept(accept::Load),
    /// How many orders a second get from POST to a delivery day, as fast as they are accepted, beside the bare limits
    Sagas(sagas::Burst),
    /// Submitted → scheduled on an idle system, by the timeline's own times
    Latency(latency::Sequence),
    /// Only the machine's own limits: commits and confirmed messages per second
    Limits,
    /// Start-up, memory and processor time of the idle system with the demonstration company, and the binary's size
    Footprint(footprint::Runs),
    /// Every list, search and `…/changes` on the reference data, at the service, and how the database finds what is asked for
    Lists(lists::Lists),
}

#[derive(Args)]
struct All {
    #[command(flatten)]
    load: accept::Load,
    #[command(flatten)]
    burst: sagas::Burst,
    #[command(flatten)]
    sequence: latency::Sequence,
    #[command(flatten)]
    runs: footprint::Runs,
    #[command(flatten)]
    lists: lists::Lists,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    storeflow::use_ring();
    let cli = Cli::parse();
    let binary = stories::world::binary();
    ensure!(binary.is_file(), "there is no {}: cargo build --release -p storeflow", binary.display());
    let mut report = Report::new(&binary)?;
    for (which, set_up) in [(Which::OneMachine, SetUp::OneMachine), (Which::Cluster, SetUp::Cluster)] {
        if cli.set_up == which || cli.set_up == Which::Both {
            measure(set_up, &cli.command, &mut report).await.with_context(|| format!("{set_up:?}"))?;
        }
    }
    report.write(&cli.out)
}

async fn measure(set_up: SetUp, command: &Command, report: &mut Report) -> anyhow::Result<()> {
    if let (Command::Footprint(runs), SetUp::OneMachine) = (command, set_up) {
        return footprint::one_machine(runs, report).await;
    }
    if let (Command::All(all), SetUp::OneMachine) = (command, set_up) {
        footprint::one_machine(&all.runs, report).await?;
    }
    if let Command::Lists(wanted) = command {
        return lists::measure(set_up, wanted, report).await;
    }
    let mut stage = Stage::start(set_up).await?;
    match command {
        Command::All(all) => {
            if set_up == SetUp::Cluster {
                footprint::cluster(&stage, &all.runs, report).await?;
            }
            latency::measure(&mut stage, &all.sequence, report).await?;
            accept::measure(&mut stage, &all.load, report).await?;
            sagas::measure(&mut stage, &all.burst, report).await?;
        }
        Command::Accept(load) => accept::measure(&mut stage, load, report).await?,
        Command::Sagas(burst) => sagas::measure(&mut stage, burst, report).await?,
        Command::Latency(sequence) => latency::measure(&mut stage, sequence, report).await?,
        Command::Limits => sagas::only_limits(&stage, report).await?,
        Command::Footprint(runs) => footprint::cluster(&stage, runs, report).await?,
        Command::Lists(_) => {}
    }
    // Whatever was measured counts only if it was right.
    stage.refresh().await;
    let orders = stories::invariants::hold(&stage.company.admin, 60).await;
    report.note(format!("{}: {} orders, and every invariant holds", stage.name(), orders.len()));
    drop(stage);
    if let Command::All(all) = command {
        lists::measure(set_up, &all.lists, report).await?;
    }
    Ok(())
}
