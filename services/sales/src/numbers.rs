//! The numbers that a process has in hand.
//!
//! A number taken from a counter inside the order's own transaction would make every order wait for the one before
//! it. So a process takes a hundred at a time in a small transaction of its own; what it does not use is a gap, and
//! gaps are fine.

use crate::number::OrderNumber;
use crate::store;
use chassis::{Db, DbError, Tx};
use std::sync::{Arc, Mutex, PoisonError};

/// How many numbers a process takes at once.
const BLOCK: usize = 100;

/// The numbers that this process may give to orders.
#[derive(Debug, Default)]
pub struct Numbers {
    serials: Mutex<Vec<i64>>,
    /// Held while a block is fetched, so that of many orders that find nothing one fetches for all.
    fetching: tokio::sync::Mutex<()>,
}

/// A number that is set aside for one order. If it is dropped without having been used, the next order gets it.
#[derive(Debug)]
pub struct Lent {
    serial: i64,
    back_to: Option<Arc<Numbers>>,
}

impl Numbers {
    /// Sets a number aside.
    ///
    /// # Errors
    /// [`DbError`] when a new block is needed and the database does not give it.
    pub async fn lend(self: Arc<Self>, db: &Db) -> Result<Lent, DbError> {
        loop {
            if let Some(serial) = self.pop() {
                return Ok(Lent { serial, back_to: Some(self) });
            }
            let _fetching = self.fetching.lock().await;
            if !self.serials().is_empty() {
                continue;
            }
            let first = db.write(|tx: Tx| async move { store::take_serials(&tx, BLOCK).await }).await?;
            self.serials().extend((first..).take(BLOCK).collect::<Vec<_>>().into_iter().rev());
        }
    }

    fn pop(&self) -> Option<i64> {
        self.serials().pop()
    }

    fn serials(&self) -> std::sync::MutexGuard<'_, Vec<i64>> {
        self.serials.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent {
    /// The number, for good: from here on nobody can know whether it was stored, so it never comes back.
    #[must_use]
    pub fn keep(mut self) -> OrderNumber {
        self.back_to = None;
        OrderNumber::of(self.serial)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(numbers) = self.back_to.take() {
            numbers.serials().push(self.serial);
        }
    }
}
