//! Somebody does not get what it ordered: why, line by line, and what else there is (rule in `substitutes.rs`).
//!
//! When the last units of something are sold, thousands of orders are refused within seconds and all get the same offers:
//! what lies on a category's shelf is remembered for a moment.

use chassis::{DbError, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::sales::RefusedLine;
use contracts::{ProductId, Reason, ReasonCode};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::allocation::{Refusal, Wanted};
use crate::store;
use crate::substitutes::{OnShelf, choose};

/// How long a look at a shelf is good for.
const REMEMBERED: TimeDelta = TimeDelta::seconds(2);
/// Shelves that are remembered.
const MOST_SHELVES: usize = 200;

type Looks = HashMap<String, (DateTime<Utc>, Arc<Vec<OnShelf>>)>;

/// What lies on the shelves, as this process saw it a moment ago. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Arc<Mutex<Looks>>);

impl Shelf {
    /// Why nothing can be held, line by line, and what may be ordered instead.
    pub(crate) async fn explain(&self, tx: &Tx, refusal: &Refusal) -> Result<Vec<RefusedLine>, DbError> {
        let short: Vec<Wanted> = refusal.short().collect();
        let products = store::products::shelved(tx, short.iter().map(|line| line.product_id)).await?;
        let mut lines = refusal.lines(&products.keys().copied().collect());
        let ordered: BTreeSet<ProductId> = refusal.wanted().map(|line| line.product_id).collect();
        for wanted in short {
            let Some(line) = lines.iter_mut().find(|line| line.product_id == wanted.product_id) else { continue };
            line.substitutes = self.instead_of(tx, &wanted, &products, &ordered).await?;
        }
        Ok(lines)
    }

    /// The lines of a waiting order for which there is something else.
    pub(crate) async fn offers(&self, tx: &Tx, wanted: &[Wanted]) -> Result<Vec<RefusedLine>, DbError> {
        let products = store::products::shelved(tx, wanted.iter().map(|line| line.product_id)).await?;
        let ordered: BTreeSet<ProductId> = wanted.iter().map(|line| line.product_id).collect();
        let mut lines = Vec::new();
        for wanted in wanted {
            let substitutes = self.instead_of(tx, wanted, &products, &ordered).await?;
            if !substitutes.is_empty() {
                let reason = Reason::new(ReasonCode::NotEnoughStock);
                lines.push(RefusedLine { product_id: wanted.product_id, reason, substitutes });
            }
        }
        Ok(lines)
    }

    async fn instead_of(
        &self,
        tx: &Tx,
        wanted: &Wanted,
        products: &BTreeMap<ProductId, store::products::Shelved>,
        ordered: &BTreeSet<ProductId>,
    ) -> Result<Vec<contracts::sales::Substitute>, DbError> {
        let Some(store::products::Shelved { category: Some(category), price: Some(price) }) =
            products.get(&wanted.product_id)
        else {
            return Ok(Vec::new());
        };
        let shelf = self.of(tx, category).await?;
        Ok(choose(*price, wanted.quantity, &shelf, |id| ordered.contains(&id)))
    }

    async fn of(&self, tx: &Tx, category: &str) -> Result<Arc<Vec<OnShelf>>, DbError> {
        let now = tx.now();
        let looks = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |at: DateTime<Utc>| (at - now).abs() < REMEMBERED;
        if let Some((_, seen)) = looks().get(category).filter(|(at, _)| fresh(*at)) {
            return Ok(Arc::clone(seen));
        }
        let seen = Arc::new(store::products::on_shelf(tx, category).await?);
        let mut looks = looks();
        if looks.len() >= MOST_SHELVES {
            looks.retain(|_, (at, _)| fresh(*at));
        }
        looks.insert(category.to_owned(), (now, Arc::clone(&seen)));
        Ok(seen)
    }
}
