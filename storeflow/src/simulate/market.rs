//! Shops in front of a gateway: who they are, what they know of the goods, and what they would like next.

use crate::demo;
use crate::simulate::gateway::{Article, Gateway, Trouble};
use crate::simulate::planner::{Goods, Habits, Shop};
use anyhow::Context;
use contracts::sales::Fulfilment;
use futures::{StreamExt, TryStreamExt, stream};
use rand::RngExt;
use rand::rngs::StdRng;
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// Signing in costs the server a password hash each; it shall not stand still for it.
const SIGN_INS_AT_ONCE: usize = 4;
/// An order whose answer was lost is sent again so many times; its id makes that safe.
const ATTEMPTS: u32 = 4;

/// Somebody who orders for a shop.
#[derive(Clone, Debug)]
pub struct Buyer {
    /// Who is signed in.
    pub login: String,
    /// For which shop.
    pub shop: Uuid,
    habits: Habits,
}

/// An order that a buyer wants to place.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Whose.
    pub buyer: usize,
    /// The order.
    pub id: Uuid,
    fulfilment: Fulfilment,
    lines: Vec<(usize, i64)>,
}

/// Buyers and goods.
pub struct Market {
    /// The way there.
    pub gateway: Gateway,
    /// Who buys.
    pub buyers: Vec<Buyer>,
    articles: Vec<Article>,
    goods: Vec<Goods>,
}

impl Market {
    /// Signs everybody in and reads the catalogue.
    ///
    /// # Errors
    /// When the gateway does not answer or knows somebody not, or there is nobody to buy or nothing to be bought.
    pub async fn open(gateway: Gateway, logins: &[String], seed: u64) -> anyhow::Result<Self> {
        let first = logins.first().context("nobody to order")?;
        let articles = gateway.catalogue(first).await.with_context(|| format!("{first} cannot see the catalogue"))?;
        anyhow::ensure!(!articles.is_empty(), "the catalogue is empty");
        let goods: Vec<Goods> = articles.iter().map(|article| article.goods.clone()).collect();
        // What the demonstration company knows of its shops makes them go on as before.
        let company = demo::company::Company::read()?;
        let names: HashMap<&str, &str> =
            company.shops.iter().map(|shop| (shop.email.as_str(), shop.business_name.as_str())).collect();
        let through = &gateway;
        let sign_ins = logins.iter().cloned().map(|login| async move {
            let shops = through.shops_of(&login).await.with_context(|| format!("{login} cannot sign in"))?;
            Ok::<_, anyhow::Error>((login, shops))
        });
        let signed_in: Vec<_> = stream::iter(sign_ins).buffered(SIGN_INS_AT_ONCE).try_collect().await?;
        let mut buyers = Vec::new();
        for (login, shops) in signed_in {
            for shop in &shops {
                let key = if shops.len() == 1 { login.clone() } else { shop.to_string() };
                let name = names.get(login.as_str()).copied().unwrap_or_default().to_owned();
                let habits = Habits::of(seed, &Shop { key, name }, &goods);
                buyers.push(Buyer { login: login.clone(), shop: *shop, habits });
            }
        }
        anyhow::ensure!(!buyers.is_empty(), "nobody signed in has a shop");
        Ok(Self { gateway, buyers, articles, goods })
    }

    /// What some buyer would like to order now.
    pub fn wish(&self, rng: &mut StdRng) -> Wish {
        let buyer = rng.random_range(0..self.buyers.len());
        let habits = &self.buyers[buyer].habits;
        let (fulfilment, lines) = (habits.fulfilment(rng), habits.basket(rng, &self.goods));
        Wish { buyer, id: Uuid::now_v7(), fulfilment, lines }
    }

    /// Who wishes.
    #[must_use]
    pub fn login(&self, wish: &Wish) -> &str {
        &self.buyers[wish.buyer].login
    }

    /// Places an order, patiently.
    ///
    /// # Errors
    /// [`Trouble`] when it is refused, or nobody answers however often it is sent.
    pub async fn place(&self, wish: &Wish) -> Result<(), Trouble> {
        let buyer = &self.buyers[wish.buyer];
        let lines: Vec<(&Article, i64)> =
            wish.lines.iter().map(|(article, units)| (&self.articles[*article], *units)).collect();
        let mut pause = Duration::from_millis(200);
        for attempt in 1.. {
            let placed = self.gateway.place(&buyer.login, wish.id, buyer.shop, wish.fulfilment, &lines).await;
            match placed {
                Err(Trouble::Busy(after)) if attempt < ATTEMPTS => {
                    tokio::time::sleep(after.unwrap_or(pause).min(Duration::from_secs(10))).await;
                }
                Err(Trouble::Away(_)) if attempt < ATTEMPTS => tokio::time::sleep(pause).await,
                other => return other,
            }
            pause *= 2;
        }
        Ok(())
    }
}
