//! One order after the other on an idle system: submitted → scheduled by the timeline's own times.

use crate::report::{Line, Report, Section};
use crate::stage::{Stage, time};
use crate::stats::Millis;
use anyhow::{Context, ensure};
use clap::Args;
use std::time::{Duration, Instant};

/// How often.
#[derive(Args, Clone, Copy)]
pub struct Sequence {
    /// Orders, one after the other
    #[arg(long, value_name = "N", default_value = "200")]
    idle_orders: usize,
}

/// Measures a set-up.
pub async fn measure(stage: &mut Stage, sequence: &Sequence, report: &mut Report) -> anyhow::Result<()> {
    stage.refresh().await;
    stage.quiet(60).await;
    let (counts, watch) = (stage.counts().await?, stage.ours.watch());
    let mut accepted = Vec::new();
    let mut whole = Vec::new();
    for (shop, body) in stage.orders(sequence.idle_orders) {
        let id = body["id"].as_str().context("an id")?.to_owned();
        let began = Instant::now();
        let answer = shop.post("/api/sales/orders", &body).await;
        ensure!(answer.status == 202, "{}: {}", answer.status, answer.json);
        accepted.push(began.elapsed());
        let path = format!("/api/sales/orders/{id}");
        // Asked seldom, so that asking is not what keeps the system busy.
        stories::eventually("the order is scheduled", 30, || async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            shop.get(&path).await.json["status"] == "scheduled"
        })
        .await;
        let timeline = shop.get(&format!("{path}/timeline")).await.ok();
        let at = |code: &str| {
            let items = timeline["items"].as_array()?;
            items.iter().find(|entry| entry["code"] == code).map(|entry| time(&entry["at"]))
        };
        let (submitted, scheduled) = (at("submitted").context("submitted")??, at("scheduled").context("scheduled")??);
        whole.push((scheduled - submitted).to_std().unwrap_or_default());
        // Let the confirmations be swept too: idle is idle.
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
    stage.quiet(60).await;
    let seen = watch.stop();
    let spent = stage.counts().await?.commits - counts.commits;
    let (accepted, whole) = (Millis::of(accepted), Millis::of(whole));
    let command = stage.command(&format!("latency --idle-orders {}", sequence.idle_orders));
    let title = format!("{} orders one after the other, idle system", sequence.idle_orders);
    let mut section = Section::new(stage.name(), title, command);
    #[expect(clippy::cast_precision_loss, reason = "some hundred orders")]
    let n = sequence.idle_orders as f64;
    section.line(Line::new("submitted → scheduled, p50", whole.p50(), "ms").at_most(100.0));
    section.line(Line::new("submitted → scheduled, p99", whole.p99(), "ms").at_most(300.0));
    section.line(Line::new("submitted → scheduled, max", whole.max(), "ms"));
    section.line(Line::new("POST → 202, p50", accepted.p50(), "ms").peers("Vendure 174, Medusa 561 ms (1 client)"));
    section.line(Line::new("POST → 202, p99", accepted.p99(), "ms").peers("Vendure 201, Medusa 617 ms"));
    section.line(Line::new("commits per order, nothing shared", spent / n, ""));
    section.seen(seen);
    report.section(section);
    Ok(())
}
