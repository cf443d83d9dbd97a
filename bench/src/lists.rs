//! Every list, search and `…/changes` on the reference data, at the service: the time that it takes, and how the database
//! finds what is asked for.
//!
//! | part | file |
//! |---|---|
//! | the services on the data, in this process | `lists/hall.rs` |
//! | what is asked | `lists/cases.rs` |
//! | what is wrong with a plan | `lists/plans.rs` |

mod cases;
mod hall;
mod plans;

use crate::report::{Line, Report, Section};
use crate::stats::Millis;
use anyhow::ensure;
use cases::Case;
use clap::Args;
use hall::{Asker, Hall};
use plans::Finding;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;
use storeflow::demo::Scale;
use stories::SetUp;

/// What p95 of a list may be, in milliseconds.
const BUDGET: f64 = 50.0;
/// Calls of what is quick.
const FEW_CALLS: usize = 10;
/// How many of the slowest the report names.
const WORST: usize = 15;

/// How to measure lists.
#[derive(Args, Clone, Debug)]
pub struct Lists {
    /// Folder in which the reference data is made when it is not there, and kept
    #[arg(long, value_name = "DIR", env = "STOREFLOW_REFERENCE_DIR", default_value = "target/reference")]
    reference: PathBuf,
    /// `reference`, or a part of it such as `reference:0.01`
    #[arg(long, value_name = "SCALE", default_value = "reference")]
    scale: Scale,
    /// Calls of each; of what is quick fewer
    #[arg(long, value_name = "N", default_value = "50")]
    calls: usize,
    /// Only paths that contain this
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
}

struct Measured {
    case: Case,
    p50: f64,
    p95: f64,
    items: usize,
    findings: Vec<Finding>,
}

/// Measures every list of a set-up's database.
///
/// # Errors
/// When the data cannot be made, or a call fails.
pub async fn measure(set_up: SetUp, lists: &Lists, report: &mut Report) -> anyhow::Result<()> {
    let folder = std::path::absolute(&lists.reference)?;
    let mut hall = Hall::open(set_up, &folder, lists.scale).await?;
    let loaded = hall.loaded_in.map(|took| (took, most_memory()));
    let measured = all(&mut hall, lists).await;
    let stock = hall.get(Asker::Admin, "/api/inventory/stock-check").await;
    hall.close().await;
    let (measured, stock) = (measured?, stock?);
    let (name, flag) = match set_up {
        SetUp::OneMachine => ("one machine", "one-machine"),
        SetUp::Cluster => ("cluster", "cluster"),
    };
    let mut section =
        Section::new(name, "lists on the reference data", format!("target/release/bench --set-up {flag} lists"));
    if let Some((took, memory)) = loaded {
        section.line(Line::new("loading the reference data", took.as_secs_f64() / 60.0, "min").at_most(10.0));
        section.line(Line::new("memory of the process at most meanwhile", memory, "MiB"));
    }
    section.line(Line::new("comparing all stock with its ledger", stock.took.as_secs_f64(), "s"));
    if stock.status != 200 || stock.json["differences"] != serde_json::json!([]) {
        report.fail(format!("{name}: stock and ledger differ: {}", stock.json));
    }
    let paths = cases::by_path(&measured.iter().map(|one| one.case.clone()).collect::<Vec<_>>());
    #[expect(clippy::cast_precision_loss, reason = "some hundred")]
    section.line(Line::new(format!("calls of {} lists", paths.len()), measured.len() as f64, "kinds"));
    for one in measured.iter().filter(|one| one.case.is_list).take(WORST) {
        let what = format!("p95 as {} {}", one.case.asker.name(), short(&one.case.name));
        section.line(Line::new(what, one.p95, "ms").at_most(BUDGET));
    }
    for one in measured.iter().filter(|one| !one.case.is_list).take(WORST) {
        section.line(Line::new(format!("p95 as {} {}", one.case.asker.name(), one.case.name), one.p95, "ms"));
    }
    report.section(section);
    report.table(&format!("lists-{flag}.md"), table(&measured));
    let slow = measured.iter().filter(|one| one.case.is_list && one.p95 > BUDGET).count();
    let unexplained: BTreeSet<&Finding> =
        measured.iter().flat_map(|one| &one.findings).filter(|finding| finding.reason.is_none()).collect();
    report
        .note(format!("{name}: {slow} lists take longer than {BUDGET} ms, {} plans lack a reason", unexplained.len()));
    if slow > 0 || !unexplained.is_empty() {
        report.fail(format!("{name}: lists are slow or read without an index: see lists-{flag}.md"));
    }
    Ok(())
}

/// What this process has had in memory at most, in MiB.
fn most_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1_024.0
}

/// Worst first.
async fn all(hall: &mut Hall, lists: &Lists) -> anyhow::Result<Vec<Measured>> {
    let mut cases = cases::all(hall).await?;
    cases.retain(|case| case.path.contains(&lists.only));
    let mut sizes = BTreeMap::new();
    let mut measured = Vec::with_capacity(cases.len());
    for case in cases {
        let (answer, asked) = hall.watch(case.asker, &case.path).await?;
        ensure!(answer.status == 200, "{}: {}", case.path, answer.json);
        let items = answer.json["items"].as_array().map_or(0, Vec::len);
        let findings = plans::findings(hall, &asked, !case.is_list, &mut sizes).await?;
        let mut times = Vec::with_capacity(lists.calls);
        while times.len() < lists.calls {
            // What is far from the budget after a few calls stays there.
            let quick = times.iter().all(|time: &Duration| time.as_secs_f64() * 1_000.0 < BUDGET / 5.0);
            if times.len() == FEW_CALLS && quick {
                break;
            }
            let answer = hall.get(case.asker, &case.path).await?;
            ensure!(answer.status == 200, "{}: {}", case.path, answer.json);
            times.push(answer.took);
        }
        let millis = Millis::of(times);
        measured.push(Measured { p50: millis.p50(), p95: millis.percentile(95.0), case, items, findings });
    }
    measured.sort_by(|a, b| b.p95.total_cmp(&a.p95));
    Ok(measured)
}

/// Cursors and ids are long.
fn short(name: &str) -> String {
    let parts = name.split('&').map(|part| match part.split_once('=') {
        Some((name, value)) if value.len() > 24 => format!("{name}={}…", &value[..8]),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("&")
}

fn table(measured: &[Measured]) -> String {
    let mut text = String::from("| p50 ms | p95 ms | items | as | call | plan |\n|---|---|---|---|---|---|\n");
    let mut reasons: BTreeSet<&Finding> = BTreeSet::new();
    for one in measured {
        let marks: Vec<&str> = one
            .findings
            .iter()
            .map(|finding| if finding.reason.is_some() { "explained" } else { "NO REASON" })
            .collect();
        reasons.extend(&one.findings);
        let _ = writeln!(
            text,
            "| {:.1} | {:.1} | {} | {} | `{}` | {} |",
            one.p50,
            one.p95,
            one.items,
            one.case.asker.name(),
            short(&one.case.name),
            marks.join(", "),
        );
    }
    text.push_str("\n## Plans that read or sort without an index\n\n");
    for finding in reasons {
        let reason = finding.reason.unwrap_or("NO REASON");
        let _ = writeln!(text, "- {reason}: `{}` of `{}`", finding.line, finding.sql);
    }
    text
}
