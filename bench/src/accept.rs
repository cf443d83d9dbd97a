//! Accepting orders: an open loop, latency from the scheduled time of each arrival.

use crate::report::{Line, Report, Section};
use crate::stage::{Stage, now};
use crate::stats::Millis;
use clap::Args;
use std::time::{Duration, Instant};

/// How much is asked of it.
#[derive(Args, Clone, Copy)]
pub struct Load {
    /// Orders per second
    #[arg(long, value_name = "N", default_value = "100")]
    rate: u32,
    /// Seconds
    #[arg(long, value_name = "N", default_value = "60")]
    seconds: u32,
}

struct Answered {
    status: u16,
    after: Duration,
}

/// Measures a set-up.
pub async fn measure(stage: &mut Stage, load: &Load, report: &mut Report) -> anyhow::Result<()> {
    stage.refresh().await;
    stage.quiet(60).await;
    let count = usize::try_from(load.rate * load.seconds)?;
    let orders = stage.orders(count);
    let every = Duration::from_secs(1) / load.rate;
    let (since, counts, watch) = (now(), stage.counts().await?, stage.ours.watch());
    let began = Instant::now() + Duration::from_millis(100);
    // A thread of its own keeps the schedule to some 0.1 ms; the runtime's timers would only do to the millisecond. Nobody
    // waits for an answer before the next one goes, so a slow answer makes nothing look faster.
    let started = chassis::run::blocking(move || {
        let mut due = began;
        let mut started = Vec::with_capacity(count);
        for (shop, body) in orders {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let at = due;
            started.push(chassis::run::start_task(async move {
                let answer = shop.post("/api/sales/orders", &body).await;
                Answered { status: answer.status, after: at.elapsed() }
            }));
            due += every;
        }
        started
    })
    .await;
    let answers: Vec<Answered> = futures::future::try_join_all(started).await?;
    let last = now();
    stage.quiet(120).await;
    let seen = watch.stop();
    let accepted = answers.iter().filter(|answer| answer.status == 202).count();
    let millis = Millis::of(answers.iter().map(|answer| answer.after));
    let spent = stage.counts().await?.commits - counts.commits;
    let times = stage.scheduled_since(since, accepted).await?;
    let whole = Millis::of(times.iter().filter_map(|(submitted, scheduled)| (*scheduled - *submitted).to_std().ok()));
    let lag = times.iter().map(|(_, scheduled)| *scheduled - last).max().unwrap_or_default();

    let title = format!("accept, open loop of {} orders/s for {} s", load.rate, load.seconds);
    let command = stage.command(&format!("accept --rate {} --seconds {}", load.rate, load.seconds));
    let mut section = Section::new(stage.name(), title, command);
    #[expect(clippy::cast_precision_loss, reason = "some thousand orders")]
    let (n, errors) = (accepted as f64, (count - accepted) as f64);
    section
        .line(Line::new("POST → 202, p50", millis.p50(), "ms").peers("Vendure 174, Medusa 561 (1 client, not open)"));
    section.line(Line::new("POST → 202, p99", millis.p99(), "ms").at_most(50.0).peers("Vendure 201, Medusa 617"));
    section.line(Line::new("POST → 202, p99.9", millis.percentile(99.9), "ms"));
    section.line(Line::new("POST → 202, max", millis.max(), "ms"));
    section.line(Line::new("errors", errors, "").at_most(0.0));
    section.line(Line::new("submitted → scheduled meanwhile, p50", whole.p50(), "ms"));
    section.line(Line::new("submitted → scheduled meanwhile, p99", whole.p99(), "ms"));
    #[expect(clippy::cast_precision_loss, reason = "milliseconds")]
    section.line(Line::new("last answer → last scheduled", lag.num_milliseconds().max(0) as f64, "ms"));
    section.line(Line::new("commits per order", spent / n, ""));
    section.cost(&seen, n);
    section.seen(seen);
    report.section(section);
    Ok(())
}
