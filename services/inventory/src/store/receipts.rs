//! Which receipts of purchase orders have been booked.

use chassis::{DbError, Sql, Tx, sql_values};
use contracts::ReceiptId;

/// Enters a receipt; whether it was not there yet. Who comes at the same time waits, and then finds it there.
pub(crate) async fn enter(tx: &Tx, receipt: ReceiptId) -> Result<bool, DbError> {
    let sql = "INSERT INTO goods_receipt (id, created_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
    Ok(tx.exec(sql, sql_values![receipt.0, tx.now()]).await? == 1)
}
