//! The reference data: the demonstration company grown to 10,000 shops, 5,000 products, 200 sellers and a million orders of
//! eight lines over three years. What is measured is measured on it (`bench lists`), and who looks for what gets slow with the
//! years finds it here.
//!
//! | part | file |
//! |---|---|
//! | names | `words.rs` |
//! | people, goods, places, prices | `company.rs` |
//! | what was ordered and what became of it, week by week | `past.rs` |
//! | into the services' databases | `load.rs` |

mod company;
mod load;
mod past;
mod words;

pub use load::load;

use super::SEED;
use anyhow::ensure;
use chrono::{DateTime, TimeDelta, Utc};
use past::Given;
use std::str::FromStr;

/// How long the past is.
const PAST: TimeDelta = TimeDelta::days(3 * 365);
/// How long before the end the first shop came, the people of the office, and the first prices.
const FIRST_SHOP: TimeDelta = TimeDelta::days(3 * 365 + 60);
/// In what time after the first the last of the shops came.
const SHOPS_CAME: TimeDelta = TimeDelta::days(3 * 365 - 60);
/// How many of the shops came before the first order, in percent.
const EARLY: usize = 60;

/// How much of the demonstration company is loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Scale {
    /// 60 shops and 90 days.
    #[default]
    Demo,
    /// Three years of a large company, or a part of it: `reference`, `reference:0.01`.
    Reference(Size),
}

/// What part of the reference data, 0.0001 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size(f64);

impl Size {
    /// All of it is 1.
    ///
    /// # Errors
    /// When it is out of range.
    pub fn new(part: f64) -> anyhow::Result<Self> {
        ensure!((0.000_1..=1.0).contains(&part), "a part of the reference data is 0.0001 to 1");
        Ok(Self(part))
    }

    fn of(self, all: usize) -> usize {
        (all as f64 * self.0).round() as usize
    }

    /// Orders without backorders.
    #[must_use]
    pub fn orders(self) -> usize {
        self.of(1_000_000)
    }

    /// Shops; never fewer than the demonstration company has.
    #[must_use]
    pub fn shops(self) -> usize {
        self.of(10_000).max(60)
    }

    fn products(self) -> usize {
        self.of(5_000).max(400)
    }

    fn sellers(self) -> usize {
        self.of(200).max(12)
    }

    fn suppliers(self) -> usize {
        self.of(120).max(24)
    }
}

impl FromStr for Scale {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        match text.split_once(':').unwrap_or((text, "1")) {
            ("demo", "1") => Ok(Self::Demo),
            ("reference", part) => {
                let part = part.parse().map_err(|_| anyhow::anyhow!("write it as reference:0.01"))?;
                Ok(Self::Reference(Size::new(part)?))
            }
            _ => anyhow::bail!("use demo, reference, or a part of it such as reference:0.01"),
        }
    }
}

/// Everything that the past is made of; the same for the same end.
fn given(size: Size, now: DateTime<Utc>, installation: &chassis::Company) -> anyhow::Result<Given> {
    let company = company::grown(SEED, size)?;
    let prices = company::prices(SEED, &company, now, FIRST_SHOP, installation.currency);
    Ok(Given {
        seed: SEED,
        since: (0..company.shops.len()).map(|place| came(now, place, company.shops.len())).collect(),
        prices,
        company,
        installation: installation.clone(),
        period: (now - PAST, now),
        orders: size.orders(),
    })
}

/// When a shop came: most before the first order, the others one after the other.
fn came(now: DateTime<Utc>, place: usize, shops: usize) -> DateTime<Utc> {
    let (early, before) = (shops * EARLY / 100, FIRST_SHOP - PAST);
    let share = |of: TimeDelta, part: usize, all: usize| {
        TimeDelta::seconds(of.num_seconds() * i64::try_from(part).unwrap_or(0) / i64::try_from(all.max(1)).unwrap_or(1))
    };
    let since = if place < early {
        share(before, place, early)
    } else {
        before + share(SHOPS_CAME - before, place - early, shops - early)
    };
    now - FIRST_SHOP + since
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_read_from_the_command_line() {
        assert_eq!("demo".parse::<Scale>().expect("scale"), Scale::Demo);
        assert_eq!("reference".parse::<Scale>().expect("scale"), Scale::Reference(Size(1.0)));
        assert_eq!("reference:0.01".parse::<Scale>().expect("scale"), Scale::Reference(Size(0.01)));
        for wrong in ["", "big", "reference:2", "reference:x", "demo:2"] {
            assert!(wrong.parse::<Scale>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn shops_come_one_after_the_other() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let times: Vec<_> = (0..100).map(|place| came(now, place, 100)).collect();
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(times[0], now - FIRST_SHOP);
        assert!(times[59] < now - PAST && times[99] < now - TimeDelta::days(60));
    }
}
