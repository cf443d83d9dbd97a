//! What the demonstration company has ordered from its suppliers and not received yet: some of everything, so that each list of
//! purchase orders has something in it.

use super::company::{self, Company};
use super::ids;
use super::records::Records;
use chrono::{DateTime, Days, TimeDelta, Utc};
use contracts::identity::Role;
use contracts::{Money, PurchaseOrderId, SupplierId};
use purchasing::{LoadedProduct, LoadedPurchaseOrder, LoadedPurchaseOrderLine, PurchaseOrderStage};

/// Days before now at which it was written, days after now at which it is expected, and how far it is.
const UNDER_WAY: [(i64, i64, PurchaseOrderStage); 8] = [
    (2, 5, PurchaseOrderStage::Confirmed),
    (6, 0, PurchaseOrderStage::Confirmed),
    (1, 7, PurchaseOrderStage::Sent),
    (12, -2, PurchaseOrderStage::Confirmed),
    (4, 3, PurchaseOrderStage::ConfirmedShort),
    (0, 9, PurchaseOrderStage::Draft),
    (9, -1, PurchaseOrderStage::Sent),
    (3, 0, PurchaseOrderStage::ConfirmedShort),
];
/// Lines of the longest.
const MOST_LINES: usize = 12;

/// The purchase orders under way at `now`; two of the supplier whose people sign in, one of each other.
pub fn under_way(
    company: &Company,
    records: &Records,
    now: DateTime<Utc>,
    installation: &chassis::Company,
) -> Vec<LoadedPurchaseOrder> {
    let buyer = company.staff.iter().find(|staff| staff.roles.contains(&Role::Purchasing));
    let Some(written_by) = buyer.map(|staff| (staff.id(), staff.name.clone())) else { return Vec::new() };
    let with_people = company.staff.iter().filter_map(|staff| staff.supplier.as_deref()).map(company::supplier_id);
    let suppliers: Vec<SupplierId> =
        with_people.flat_map(|id| [id; 3]).chain(records.suppliers.iter().map(|supplier| supplier.id)).collect();
    let today = installation.local_date(now);
    let mut orders = Vec::new();
    for (at, supplier_id) in suppliers.into_iter().enumerate() {
        let (before, after, stage) = UNDER_WAY[at % UNDER_WAY.len()];
        let products: Vec<&LoadedProduct> =
            records.products.iter().filter(|product| product.details.supplier_id == supplier_id).collect();
        let lines: Vec<_> = products
            .iter()
            .cycle()
            .skip(at)
            .take(products.len().min(3 + (at * 5) % (MOST_LINES - 2)))
            .enumerate()
            .filter_map(|(place, product)| line(product, place))
            .collect();
        let warehouse = records.warehouses.get(at % records.warehouses.len().max(1));
        let Some(warehouse_id) = warehouse.and_then(|warehouse| warehouse.id) else { continue };
        let expected_on = match u64::try_from(after) {
            Ok(days) => today + Days::new(days),
            Err(_) => today - Days::new(after.unsigned_abs()),
        };
        if !lines.is_empty() {
            orders.push(LoadedPurchaseOrder {
                id: ids::of::<PurchaseOrderId>("purchase order", &at.to_string()),
                stage,
                supplier_id,
                warehouse_id,
                expected_on,
                lines,
                written_by: written_by.clone(),
                created_at: now - TimeDelta::days(before) - TimeDelta::minutes(7 * i64::try_from(at).unwrap_or(0) + 11),
            });
        }
    }
    orders.sort_by_key(|order| order.created_at);
    orders
}

/// Some packs at about four fifths of what shops pay.
fn line(product: &LoadedProduct, place: usize) -> Option<LoadedPurchaseOrderLine> {
    let price = product.prices.last()?.price;
    let packs = 10 + 5 * i64::try_from(place % 7).unwrap_or(0);
    Some(LoadedPurchaseOrderLine {
        product_id: product.id,
        sku: product.details.sku.clone(),
        name: product.details.name.clone(),
        unit: product.details.unit.clone(),
        quantity: packs * product.details.pack_size.max(1),
        unit_cost: Money::new(price.amount * 4 / 5 / 5_000 * 5_000 + 5_000, price.currency),
    })
}
