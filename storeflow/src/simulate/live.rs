//! `storeflow up --live`: the shops of the demonstration company go on ordering, at the pace of their day.

use crate::demo::{self, SignIns};
use crate::simulate::gateway::{Gateway, Trouble};
use crate::simulate::market::Market;
use crate::simulate::planner::rhythm;
use chassis::{Clock, Company};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Between two orders in an ordinary hour. (Faster than life, so that there is something to see.)
const PACE: f64 = 6.0;
/// The longest silence, at night.
const SILENCE: f64 = 15.0;
/// How many orders are regretted.
const REGRETS: f64 = 0.04;
/// Between attempts when the system does not answer: longer each time, up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// A token lasts minutes and a price a day; the market is looked at anew after this.
const NEWS: Duration = Duration::from_secs(30 * 60);

/// An order that will be cancelled.
struct Regret {
    at: Instant,
    login: String,
    order: Uuid,
}

/// Lets shops order until the future is dropped. Whatever goes wrong is tried again later; it never ends by itself, unless
/// nobody knows the password.
pub async fn keep_moving(url: String, signs: Option<SignIns>) {
    let Some((signs, password)) = signs.as_ref().and_then(|signs| Some((signs, signs.password()?.to_owned()))) else {
        tracing::warn!(
            "nobody knows the password of the demonstration company: set STOREFLOW_DEMO_PASSWORD for --live"
        );
        return;
    };
    // A few shops at a time, so that starting does not cost 60 password hashes.
    let logins: Vec<String> = signs.shops().map(str::to_owned).collect();
    let mut rng = StdRng::seed_from_u64(rand::random());
    let mut pause = Duration::from_secs(1);
    loop {
        let some: BTreeSet<&String> =
            (0..12).filter_map(|_| logins.get(rng.random_range(0..logins.len().max(1)))).collect();
        let some: Vec<String> = some.into_iter().cloned().collect();
        match round(&url, &password, &some, &mut rng).await {
            Ok(()) => pause = Duration::from_secs(1),
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "the shops wait a little");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

/// Some shops order for a while.
async fn round(url: &str, password: &str, logins: &[String], rng: &mut StdRng) -> anyhow::Result<()> {
    let market = Market::open(Gateway::new(url, password)?, logins, demo::SEED).await?;
    let (clock, company) = (Clock::from_environment().unwrap_or_default(), Company::default());
    let began = Instant::now();
    let mut regrets: Vec<Regret> = Vec::new();
    while began.elapsed() < NEWS {
        let busy = rhythm(&company, clock.now()).max(0.05);
        // Waiting times of a Poisson process.
        let gap = -rng.random_range(f64::EPSILON..1.0).ln() * PACE / busy;
        tokio::time::sleep(Duration::from_secs_f64(gap.clamp(0.2, SILENCE))).await;
        let wish = market.wish(rng);
        match market.place(&wish).await {
            Ok(()) if rng.random_bool(REGRETS) => {
                let at = Instant::now() + Duration::from_secs(rng.random_range(5..90));
                regrets.push(Regret { at, login: market.login(&wish).to_owned(), order: wish.id });
            }
            Ok(()) => {}
            // Prices change; the screen has to be loaded again.
            Err(Trouble::Refused { code, .. }) if code == "price_changed" => return Ok(()),
            Err(trouble @ Trouble::Refused { .. }) => tracing::debug!(%trouble, "an order is not accepted"),
            Err(trouble) => return Err(trouble.into()),
        }
        for due in regrets.extract_if(.., |regret| regret.at <= Instant::now()) {
            if let Err(trouble) = market.gateway.cancel(&due.login, due.order).await {
                tracing::debug!(%trouble, "an order is not cancelled");
            }
        }
    }
    Ok(())
}
