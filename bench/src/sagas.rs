//! How many orders a second get from POST to a delivery day, and what the bare machine would allow.

use crate::limits::{self, Limits};
use crate::report::{Line, Report, Section};
use crate::stage::{Stage, now};
use anyhow::{Context, ensure};
use clap::Args;
use std::sync::{Arc, Mutex, PoisonError};
use stories::SetUp;

/// How much is asked of it.
#[derive(Args, Clone, Copy)]
pub struct Burst {
    /// Orders, as fast as they are accepted
    #[arg(long, value_name = "N", default_value = "3000")]
    orders: usize,
    /// Orders on their way to the gateway at any time
    #[arg(long, value_name = "N", default_value = "64")]
    connections: usize,
}

/// Measures a set-up, with the machine's limits before and afterwards.
pub async fn measure(stage: &mut Stage, burst: &Burst, report: &mut Report) -> anyhow::Result<()> {
    stage.refresh().await;
    stage.quiet(60).await;
    let before = limits::measure(stage).await?;
    let queue = Arc::new(Mutex::new(stage.orders(burst.orders)));
    let (counts, watch, began) = (stage.counts().await?, stage.ours.watch(), now());
    let clients = (0..burst.connections).map(|_| {
        let queue = Arc::clone(&queue);
        chassis::run::start_task(async move {
            let mut repeated = 0_usize;
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some((shop, body)) = next else { return repeated };
                while shop.post("/api/sales/orders", &body).await.status / 100 != 2 {
                    repeated += 1;
                }
            }
        })
    });
    let repeated: usize = futures::future::try_join_all(clients).await?.into_iter().sum();
    let accepted = now();
    stage.quiet(300).await;
    let seen = watch.stop();
    let spent = stage.counts().await?;
    let after = limits::measure(stage).await?;
    let mut ends: Vec<_> =
        stage.scheduled_since(began, burst.orders).await?.into_iter().map(|(_, scheduled)| scheduled).collect();
    ends.sort_unstable();
    ensure!(ends.len() >= 10, "ask for more orders");
    let seconds = |span: chrono::TimeDelta| span.as_seconds_f64();
    #[expect(clippy::cast_precision_loss, reason = "some thousand orders")]
    let n = burst.orders as f64;
    let last = ends.last().context("orders")?;
    let (tenth, ninetieth) = (ends.len() / 10, ends.len() * 9 / 10);
    #[expect(clippy::cast_precision_loss, reason = "some thousand orders")]
    let steady = (ninetieth - tenth) as f64 / seconds(ends[ninetieth] - ends[tenth]);
    let rate = n / seconds(*last - began);
    let per_saga = (spent.commits - counts.commits) / n;
    let writes = (spent.writes - counts.writes) / n;
    let commits = f64::midpoint(before.commits(), after.commits());

    let title = format!("{} orders over {} connections as fast as accepted", burst.orders, burst.connections);
    let command = stage.command(&format!("sagas --orders {} --connections {}", burst.orders, burst.connections));
    let mut section = Section::new(stage.name(), title, command);
    let aim = if stage.set_up == SetUp::OneMachine { 300.0 } else { 150.0 };
    let peers = "Vendure 7.7, Medusa 1.9 orders/s";
    section.line(Line::new("first POST → last scheduled", seconds(*last - began), "s"));
    section.line(Line::new("accepted", n / seconds(accepted - began), "orders/s"));
    section.line(Line::new("scheduled", rate, "sagas/s").at_least(aim).peers(peers));
    section.line(Line::new("scheduled, steady (10 % to 90 %)", steady, "sagas/s"));
    #[expect(clippy::cast_precision_loss, reason = "few")]
    section.line(Line::new("POSTs repeated after an error", repeated as f64, "").at_most(0.0));
    section.line(Line::new("commits per saga", per_saga, "").at_most(10.0));
    section.line(Line::new("units of work per saga", writes, ""));
    add(&mut section, &before, "before");
    add(&mut section, &after, "after");
    section.line(Line::new("commits/s ÷ commits per saga", commits / per_saga, "sagas/s"));
    section.line(Line::new("share of that limit", rate / (commits / per_saga) * 100.0, "%").at_least(70.0));
    let units = f64::midpoint(before.units(), after.units());
    section.line(Line::new("units of work/s ÷ units of work per saga", units / writes, "sagas/s"));
    section.line(Line::new("share of that limit", rate / (units / writes) * 100.0, "%"));
    section.cost(&seen, n);
    section.seen(seen);
    report.section(section);
    Ok(())
}

/// Only the machine's limits.
pub async fn only_limits(stage: &Stage, report: &mut Report) -> anyhow::Result<()> {
    let watch = stage.ours.watch();
    let limits = limits::measure(stage).await?;
    let mut section = Section::new(stage.name(), "the machine's own limits", stage.command("limits"));
    add(&mut section, &limits, "alone");
    section.seen(watch.stop());
    report.section(section);
    Ok(())
}

fn add(section: &mut Section, limits: &Limits, when: &str) {
    for (what, number, unit) in &limits.0 {
        section.line(Line::new(format!("limit ({when}): {what}"), *number, unit));
    }
}
