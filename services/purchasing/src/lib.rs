//! Purchasing: suppliers, the catalogue, imports of both, and purchase orders with what came of them.

mod add_product;
mod announce_products;
mod attach_image;
mod browse_products;
mod browse_suppliers;
mod change_product;
mod change_supplier;
mod imports;
mod list_categories;
mod load_catalogue;
mod load_purchase_orders;
mod migrations;
mod patch;
mod price_product;
mod prices;
mod product;
mod purchase_orders;
mod register_supplier;
mod search_products;
mod status;
mod store;
mod supplier;
mod sync_products;
#[cfg(test)]
mod tests;
mod visibility;

pub use announce_products::republish;
pub use load_catalogue::{LoadError, LoadedProduct, LoadedSupplier, load_catalogue};
pub use load_purchase_orders::{
    LoadedPurchaseOrder, LoadedPurchaseOrderLine, PurchaseOrderStage, load_purchase_orders,
};
pub use product::ProductDetails;
pub use supplier::SupplierDetails;

use chassis::{History, ServiceDef};
use contracts::Service;
use std::time::Duration;

/// What the service stores, answers, hears and does. It sends `ProductsChanged`, `ReceiveGoods` (to inventory), `SendMail` (to
/// identity), and itself `ContinueImport`.
#[must_use]
pub fn service() -> ServiceDef {
    let def = ServiceDef::new(Service::Purchasing)
        .migrations(migrations::all())
        .history(History::OfEverything)
        .routes(register_supplier::routes())
        .routes(browse_suppliers::routes())
        .routes(change_supplier::routes())
        .routes(add_product::routes())
        .routes(browse_products::routes())
        .routes(list_categories::routes())
        .routes(change_product::routes())
        .routes(price_product::routes())
        .media(attach_image::media())
        .routes(sync_products::routes())
        .on(imports::go_on)
        .on(purchase_orders::warehouses_changed)
        .on(purchase_orders::booked)
        .every(Duration::from_secs(60), "look after imports", imports::look_after)
        .republish(republish);
    imports::routes().into_iter().chain(purchase_orders::routes()).fold(def, ServiceDef::routes)
}
