//! Shops that go on ordering at a steady pace while things break, each like a phone: it repeats a request under the same id
//! until there is a definite answer.

use crate::company::{Company, new_id, order};
use chassis::run::start_task;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinHandle;

/// Orders that are on their way.
pub struct Traffic {
    answered: Arc<AtomicUsize>,
    sender: JoinHandle<Vec<JoinHandle<Placed>>>,
}

/// What a shop knows of an order.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its id.
    pub id: String,
    /// The definite answer to it.
    pub status: u16,
    /// Whether the shop asked for it to be cancelled, and was told that it will be.
    pub cancelled: bool,
}

/// One order in so many is of the first product, of which there is too little for all; …
const SCARCE_EVERY: usize = 5;
/// … each wants so many units of it.
pub const SCARCE_QUANTITY: i64 = 100;

impl Traffic {
    /// `count` orders, so many per second: a tenth is cancelled at once, a fifth competes for the first product.
    #[must_use]
    pub fn start(company: &Company, count: usize, per_second: u32) -> Self {
        let (shops, products) = (company.shops.clone(), company.products.clone());
        let answered = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&answered);
        let sender = start_task(async move {
            let mut pace = tokio::time::interval(Duration::from_secs(1) / per_second);
            let mut orders = Vec::with_capacity(count);
            for n in 0..count {
                pace.tick().await;
                let (shop, body) = (shops[n % shops.len()].clone(), nth(n, &products));
                let counter = Arc::clone(&counter);
                orders.push(start_task(async move {
                    let id = body["id"].as_str().unwrap_or_default().to_owned();
                    let status = shop.post_until_answered("/api/sales/orders", &body).await.status;
                    let mut cancelled = false;
                    if n % 10 == 3 || n % 50 == 9 {
                        let path = format!("/api/sales/orders/{id}/cancel");
                        let answer = shop.post_until_answered(&path, &json!({})).await;
                        cancelled = (200..300).contains(&answer.status);
                    }
                    counter.fetch_add(1, Ordering::Relaxed);
                    Placed { id, status, cancelled }
                }));
            }
            orders
        });
        Self { answered, sender }
    }

    /// Waits until so many orders have a definite answer.
    ///
    /// # Panics
    /// When that takes longer than two minutes.
    pub async fn reached(&self, count: usize) {
        crate::eventually("so many orders are answered", 120, || async {
            self.answered.load(Ordering::Relaxed) >= count
        })
        .await;
    }

    /// Waits for the last answer.
    ///
    /// # Panics
    /// When an order got no definite answer.
    pub async fn finish(self) -> Vec<Placed> {
        let mut placed = Vec::new();
        for order in self.sender.await.expect("the sender goes through") {
            placed.push(order.await.expect("a definite answer"));
        }
        placed
    }
}

fn nth(n: usize, products: &[String]) -> Value {
    let (scarce, ample) = products.split_first().expect("a scarce product and others");
    if n % SCARCE_EVERY == SCARCE_EVERY - 1 {
        let fulfilment = if n.is_multiple_of(2) { "complete" } else { "available" };
        return order(&new_id(), fulfilment, &[(scarce, SCARCE_QUANTITY)]);
    }
    let quantity = i64::try_from(n % 3 + 1).expect("few");
    order(&new_id(), "complete", &[(&ample[n % ample.len()], quantity)])
}

/// Every order that was sent is there once, and what was cancelled did not go out. `orders` is what
/// [`invariants::hold`](crate::invariants::hold) answered.
///
/// # Panics
/// When that is not so.
pub fn none_lost_none_twice(placed: &[Placed], orders: &[Value]) {
    let own = orders.iter().filter(|order| order["parent_id"].is_null());
    let by_id: BTreeMap<&str, &Value> = own.clone().filter_map(|order| Some((order["id"].as_str()?, order))).collect();
    for sent in placed {
        assert!(matches!(sent.status, 200 | 202), "an order was refused: {sent:?}");
        let order = by_id.get(sent.id.as_str()).unwrap_or_else(|| panic!("an accepted order is lost: {sent:?}"));
        if sent.cancelled {
            let status = order["status"].as_str().unwrap_or_default();
            assert!(["cancelled", "rejected"].contains(&status), "it was to be cancelled: {order}");
        }
    }
    assert_eq!(own.count(), placed.len(), "there are orders that nobody sent, or one twice");
}
