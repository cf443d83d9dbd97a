//! Shops that order through a running gateway, as they would: `storeflow simulate`, and `storeflow up --live`.
//!
//! `planner.rs` decides what shops want (pure; the demonstration company's past comes from it too), `gateway.rs` speaks
//! HTTP, `market.rs` brings both together, `tally.rs` counts.

mod gateway;
mod live;
mod market;
pub mod planner;
mod tally;

pub use live::keep_moving;

use crate::one_machine;
use crate::{demo, shutdown};
use anyhow::{Context, ensure};
use clap::Args;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use gateway::{Gateway, Trouble};
use market::{Market, Wish};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tally::{End, Outcome, Tally};
use tokio::time::MissedTickBehavior;

/// An order that is not decided after this counts as undecided.
const DECISION: Duration = Duration::from_secs(60);

/// What is simulated.
#[derive(Args, Clone)]
pub struct SimulateOptions {
    /// The gateway; by default the one that runs on --data
    #[arg(long, value_name = "URL", env = "STOREFLOW_URL")]
    pub url: Option<String>,
    /// Folder of a running `storeflow up --demo`
    #[arg(long, value_name = "DIR", env = "STOREFLOW_DATA", default_value = ".storeflow")]
    pub data: PathBuf,
    /// Orders per second, placed at this rate whether or not earlier ones have been answered
    #[arg(long, value_name = "N", default_value = "1")]
    pub rate: f64,
    /// End after so many orders
    #[arg(long, value_name = "N")]
    pub count: Option<u64>,
    /// End after so many seconds
    #[arg(long, value_name = "SECONDS")]
    pub duration: Option<u64>,
    /// The same seed, shops and catalogue order the same goods
    #[arg(long, value_name = "N", default_value_t = demo::SEED)]
    pub seed: u64,
    /// Who orders: e-mail or phone of a shop, or of a seller for all shops it looks after; may be repeated. By default
    /// all shops of the demonstration company
    #[arg(long, value_name = "LOGIN")]
    pub login: Vec<String>,
    /// The password of all who order; by default that of the demonstration company on --data
    #[arg(long, value_name = "PASSWORD", env = "STOREFLOW_DEMO_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
    /// Print a line after so many orders
    #[arg(long, value_name = "N", default_value = "100")]
    pub every: u64,
}

/// Lets shops order at a steady rate until the count or time is reached, or Ctrl-C; then prints what came of it.
///
/// # Errors
/// When there is nobody to order, nothing runs, or not a single order was accepted.
pub async fn run(options: SimulateOptions) -> anyhow::Result<()> {
    ensure!(options.rate.is_finite() && (0.001..=10_000.0).contains(&options.rate), "--rate is 0.001 to 10000");
    let url = options.url.clone().or_else(|| one_machine::running_at(&options.data)).with_context(|| {
        format!(
            "nothing runs on {}; start it with `storeflow up --demo`, or name a gateway with --url",
            options.data.display()
        )
    })?;
    let password = options.password.clone().or_else(|| demo::kept_password(&options.data)).context(
        "a password is needed: set STOREFLOW_DEMO_PASSWORD, or name the folder of the demonstration company with --data",
    )?;
    let logins = match options.login.as_slice() {
        [] => demo::company::Company::read()?.shops.into_iter().map(|shop| shop.email).collect(),
        named => named.to_vec(),
    };
    say(&format!("Signing in {} at {url} …", logins.len()));
    let market = Market::open(Gateway::new(&url, &password)?, &logins, options.seed).await?;
    say(&format!("{} shops order {} times a second. Ctrl-C ends it.", market.buyers.len(), options.rate));
    let tally = order(&market, &options).await?;
    say(&tally.summary());
    ensure!(tally.accepted() > 0 || tally.placed() == 0, "not a single order was accepted");
    Ok(())
}

async fn order(market: &Market, options: &SimulateOptions) -> anyhow::Result<Tally> {
    let mut rng = StdRng::seed_from_u64(options.seed);
    let mut tick = tokio::time::interval(Duration::from_secs_f64(1.0 / options.rate));
    // A slow answer does not slow the shops down.
    tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let until = options.duration.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut tally = Tally::begin();
    let mut under_way = FuturesUnordered::new();
    let mut asked = std::pin::pin!(shutdown::asked());
    let (mut sent, mut open) = (0, true);
    while open || !under_way.is_empty() {
        open =
            open && options.count.is_none_or(|count| sent < count) && until.is_none_or(|until| Instant::now() < until);
        tokio::select! {
            biased;
            ended = &mut asked, if open => {
                ended?;
                open = false;
            }
            _ = tick.tick(), if open => {
                under_way.push(one(market, market.wish(&mut rng)));
                sent += 1;
            }
            Some(outcome) = under_way.next() => {
                tally.note(outcome);
                if tally.placed().is_multiple_of(options.every.max(1)) {
                    say(&tally.line());
                }
            }
            // Only when nothing is open and nothing is under way.
            else => break,
        }
    }
    Ok(tally)
}

/// Places an order and waits until it is decided.
async fn one(market: &Market, wish: Wish) -> Outcome {
    let began = Instant::now();
    if let Err(trouble) = market.place(&wish).await {
        let end = match trouble {
            Trouble::Refused { code, .. } => End::NotAccepted(code),
            Trouble::Busy(_) => End::NotAccepted("busy".to_owned()),
            Trouble::Away(_) => End::NotAccepted("no answer".to_owned()),
        };
        return Outcome { end, accepted_in: None, decided_in: None };
    }
    let accepted_in = Some(began.elapsed());
    let mut pause = Duration::from_millis(60);
    while began.elapsed() < DECISION {
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(2));
        // A failed look is none; the next one may do.
        let Ok(standing) = market.gateway.standing(market.login(&wish), wish.id).await else { continue };
        match standing.status.as_str() {
            "submitted" | "confirmed" => {}
            "rejected" => return Outcome { end: End::Rejected, accepted_in, decided_in: standing.took },
            "cancelled" => return Outcome { end: End::Cancelled, accepted_in, decided_in: None },
            _ => return Outcome { end: End::Scheduled, accepted_in, decided_in: standing.took },
        }
    }
    Outcome { end: End::Undecided, accepted_in, decided_in: None }
}

#[expect(clippy::print_stdout, reason = "what a person at the terminal is told")]
fn say(text: &str) {
    println!("{text}");
}
