//! The registry of messages: who owns each, who consumes it, and of what kind it is. Code, RabbitMQ topology,
//! `docs/messages.md` and `asyncapi.json` follow from this one table.

use crate::{identity, inventory, logistics, ordering, purchasing, sales};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A service with a database and a queue of its own. (The gateway has neither.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Who people and shops are.
    Identity,
    /// Suppliers and products.
    Purchasing,
    /// Warehouses and stock.
    Inventory,
    /// Orders.
    Sales,
    /// The order saga.
    Ordering,
    /// Deliveries.
    Logistics,
    /// What follows from what happened: recommendations.
    Insights,
}

impl Service {
    /// Every service, in the order in which they are listed and started.
    pub const ALL: [Self; 7] = [
        Self::Identity,
        Self::Purchasing,
        Self::Inventory,
        Self::Sales,
        Self::Ordering,
        Self::Logistics,
        Self::Insights,
    ];

    /// The name used in paths, queues, databases and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Purchasing => "purchasing",
            Self::Inventory => "inventory",
            Self::Sales => "sales",
            Self::Ordering => "ordering",
            Self::Logistics => "logistics",
            Self::Insights => "insights",
        }
    }
}

impl std::fmt::Display for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Service {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|service| service.name() == name).ok_or_else(|| {
            let known = Self::ALL.map(Self::name).join(", ");
            format!("there is no service `{name}`; there are: {known}")
        })
    }
}

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something that happened; any number of consumers.
    Event,
    /// Something to do; exactly one consumer, its owner.
    Command,
    /// The public state of aggregates of another service; handled after events and commands.
    Replica,
}

/// A message body. Implemented by the `messages!` table below and nowhere else (but for a test's message, `next_build.rs`).
pub trait Message: Serialize + DeserializeOwned + schemars::JsonSchema + Send + Sync + 'static {
    /// `owner.what_happened.v1` (event, replica) or `owner.do_it.v1` (command).
    const NAME: &'static str;
    /// What it is for.
    const KIND: Kind;
    /// What it is about: the id of the aggregate, or of the first of a batch.
    fn subject(&self) -> String;
}

/// One row of the registry.
#[derive(Clone, Copy)]
pub struct MessageSpec {
    /// `owner.what_happened.v1` or `owner.do_it.v1`.
    pub name: &'static str,
    /// The service whose language it speaks: the sender of an event, the receiver of a command.
    pub owner: Service,
    /// What it is for.
    pub kind: Kind,
    /// The services that receive it.
    pub consumers: &'static [Service],
    /// One line for the catalogue.
    pub summary: &'static str,
    /// The JSON schema of its body.
    pub schema: fn() -> schemars::Schema,
}

macro_rules! messages {
    ($($body:path: $name:literal $kind:ident $owner:ident -> [$($consumer:ident),*], $subject:expr, $summary:literal;)*) => {
        $(impl Message for $body {
            const NAME: &'static str = $name;
            const KIND: Kind = Kind::$kind;
            fn subject(&self) -> String {
                let subject: fn(&Self) -> String = $subject;
                subject(self)
            }
        })*

        /// Every message there is, by owner, in the order in which an order meets them.
        pub const REGISTRY: &[MessageSpec] = &[$(MessageSpec {
            name: $name,
            owner: Service::$owner,
            kind: Kind::$kind,
            consumers: &[$(Service::$consumer),*],
            summary: $summary,
            schema: || schemars::schema_for!($body),
        }),*];
    };
}

messages! {
    // identity
    identity::SigningKeyPublished: "identity.signing_key_published.v1" Event Identity -> [Purchasing, Inventory, Sales, Ordering, Logistics, Insights],
        |m| m.kid.clone(), "A public key with which identity signs access tokens, sent before its first use.";
    identity::CustomersChanged: "identity.customers_changed.v1" Replica Identity -> [Sales, Logistics, Insights],
        |m| m.items.first().map(|c| c.id.to_string()).unwrap_or_default(), "The present state of up to 500 shops.";
    identity::SendMail: "identity.send_mail.v1" Command Identity -> [Identity],
        |m| format!("mail {}", m.id), "Write a mail to somebody outside, such as a supplier.";

    // purchasing
    purchasing::ProductsChanged: "purchasing.products_changed.v1" Replica Purchasing -> [Inventory, Sales, Insights],
        |m| m.items.first().map(|p| p.id.to_string()).unwrap_or_default(), "The present state of up to 500 products, with their prices.";
    purchasing::ContinueImport: "purchasing.continue_import.v1" Command Purchasing -> [Purchasing],
        |m| format!("import {}", m.import_id), "Check, commit or undo the next rows of an import.";

    // sales
    sales::OrderSubmitted: "sales.order_submitted.v1" Event Sales -> [Ordering],
        |m| m.order_id.to_string(), "An order was accepted; everything that its fulfilment needs.";
    sales::BackorderCreated: "sales.backorder_created.v1" Event Sales -> [Ordering],
        |m| m.order.order_id.to_string(), "What was missing from an order became an order of its own, which waits for stock.";
    sales::BackorderExpired: "sales.backorder_expired.v1" Event Sales -> [Ordering],
        |m| m.order_id.to_string(), "A backorder has waited for too long and is to be closed if it still waits.";
    sales::CancelRequested: "sales.cancel_requested.v1" Event Sales -> [Ordering],
        |m| m.order_id.to_string(), "Somebody asks for an order to be cancelled.";
    sales::OrdersChanged: "sales.orders_changed.v1" Replica Sales -> [Insights],
        |m| m.items.first().map(|o| o.id.to_string()).unwrap_or_default(), "The present state of up to 500 orders, as far as they tell what shops buy.";
    sales::ConfirmOrder: "sales.confirm_order.v1" Command Sales -> [Sales],
        |m| m.order_id.to_string(), "Stock is held and a delivery is scheduled: the order is confirmed.";
    sales::RejectOrder: "sales.reject_order.v1" Command Sales -> [Sales],
        |m| m.order_id.to_string(), "The order cannot be fulfilled, with the reason per line.";
    sales::CancelOrder: "sales.cancel_order.v1" Command Sales -> [Sales],
        |m| m.order_id.to_string(), "What was held is released: the order is cancelled.";
    sales::RefuseCancellation: "sales.refuse_cancellation.v1" Command Sales -> [Sales],
        |m| m.order_id.to_string(), "Picking has begun: the order stays.";

    // inventory
    inventory::ReserveStock: "inventory.reserve_stock.v1" Command Inventory -> [Inventory],
        |m| m.order_id.to_string(), "Hold the stock of an order in one warehouse.";
    inventory::AwaitStock: "inventory.await_stock.v1" Command Inventory -> [Inventory],
        |m| m.order_id.to_string(), "Hold stock for a backorder as soon as there is some, oldest first.";
    inventory::ReleaseStock: "inventory.release_stock.v1" Command Inventory -> [Inventory],
        |m| m.order_id.to_string(), "Give back what an order holds, and hold nothing for it later.";
    inventory::StockReserved: "inventory.stock_reserved.v1" Event Inventory -> [Ordering],
        |m| m.order_id.to_string(), "Stock is held, all of it or (if the customer agreed) what there is.";
    inventory::StockAwaited: "inventory.stock_awaited.v1" Event Inventory -> [Sales],
        |m| m.order_id.to_string(), "A backorder waits; what its customer may order instead.";
    inventory::StockRefused: "inventory.stock_refused.v1" Event Inventory -> [Ordering],
        |m| m.order_id.to_string(), "No warehouse can fill the order, with the reason per line.";
    inventory::StockReleased: "inventory.stock_released.v1" Event Inventory -> [Ordering],
        |m| m.order_id.to_string(), "Nothing is held for the order, and nothing will be.";
    inventory::ReleaseRefused: "inventory.release_refused.v1" Event Inventory -> [Ordering],
        |m| m.order_id.to_string(), "Picking of the order has begun; its stock stays held.";
    inventory::ReceiveGoods: "inventory.receive_goods.v1" Command Inventory -> [Inventory],
        |m| m.receipt_id.to_string(), "Put what came from a supplier into stock, lot by lot.";
    inventory::GoodsReceived: "inventory.goods_received.v1" Event Inventory -> [Purchasing],
        |m| m.receipt_id.to_string(), "What came of a purchase order is in stock.";
    inventory::WarehousesChanged: "inventory.warehouses_changed.v1" Replica Inventory -> [Purchasing, Logistics],
        |m| m.items.first().map(|w| w.id.to_string()).unwrap_or_default(), "The present state of up to 500 warehouses.";

    // logistics
    logistics::ScheduleDelivery: "logistics.schedule_delivery.v1" Command Logistics -> [Logistics],
        |m| m.order_id.to_string(), "Find the first day with room and take it.";
    logistics::CancelDelivery: "logistics.cancel_delivery.v1" Command Logistics -> [Logistics],
        |m| m.order_id.to_string(), "Give back the day of an order, and schedule nothing for it later.";
    logistics::DeliveryScheduled: "logistics.delivery_scheduled.v1" Event Logistics -> [Ordering],
        |m| m.order_id.to_string(), "The order has a delivery day.";
    logistics::DeliveryRefused: "logistics.delivery_refused.v1" Event Logistics -> [Ordering],
        |m| m.order_id.to_string(), "There is no day with room within the horizon.";
    logistics::DeliveryCancelled: "logistics.delivery_cancelled.v1" Event Logistics -> [Ordering],
        |m| m.order_id.to_string(), "The order takes no room on any day, and will not.";

    // ordering
    ordering::MarkStuck: "ordering.mark_stuck.v1" Command Ordering -> [Ordering],
        |m| m.order_id.to_string(), "A command of the order's saga is dead; a person must look.";
}

/// The row of a message by its name.
#[must_use]
pub fn find(name: &str) -> Option<&'static MessageSpec> {
    known().find(|spec| spec.name == name)
}

/// What this process can send and receive: the [`REGISTRY`], and in one story a message of the build after this one.
pub fn known() -> impl Iterator<Item = &'static MessageSpec> {
    #[cfg(debug_assertions)]
    let next = crate::next_build::message();
    #[cfg(not(debug_assertions))]
    let next: Option<&'static MessageSpec> = None;
    REGISTRY.iter().chain(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_say_their_owner() {
        for (i, spec) in REGISTRY.iter().enumerate() {
            assert!(spec.name.starts_with(&format!("{}.", spec.owner.name())), "{}", spec.name);
            assert!(
                spec.name.ends_with(".v1") || spec.name.rsplit('.').next().is_some_and(|v| v.starts_with('v')),
                "{}",
                spec.name
            );
            assert!(REGISTRY[i + 1..].iter().all(|other| other.name != spec.name), "{} twice", spec.name);
        }
    }

    #[test]
    fn every_command_has_exactly_one_consumer_its_owner() {
        for spec in REGISTRY.iter().filter(|spec| spec.kind == Kind::Command) {
            assert_eq!(spec.consumers, [spec.owner], "{}", spec.name);
        }
    }

    #[test]
    fn every_message_has_a_consumer() {
        assert!(REGISTRY.iter().all(|spec| !spec.consumers.is_empty()));
    }

    /// A changed schema is a changed contract: review the difference, then run with `STOREFLOW_BLESS=1`.
    #[test]
    fn the_schema_of_each_message_is_as_agreed() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        let bless = std::env::var_os("STOREFLOW_BLESS").is_some();
        if bless {
            std::fs::create_dir_all(&folder).expect("folder");
        }
        for spec in REGISTRY {
            let schema = serde_json::to_string_pretty(&(spec.schema)()).expect("schema") + "\n";
            let file = folder.join(format!("{}.json", spec.name));
            if bless {
                std::fs::write(&file, &schema).expect("write");
            }
            let agreed = std::fs::read_to_string(&file).unwrap_or_default();
            assert_eq!(schema, agreed, "{} differs from schemas/; bless it if the change is additive", spec.name);
        }
        let files = std::fs::read_dir(&folder).expect("schemas").count();
        assert_eq!(files, REGISTRY.len(), "schemas/ holds a file of a message that is gone");
    }
}
