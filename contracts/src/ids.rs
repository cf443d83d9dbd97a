//! Ids of everything that crosses a boundary: UUIDs, made by whoever creates the thing (phones included), one type each.

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            schemars::JsonSchema, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = uuid::Uuid)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new, time-ordered id (UUID version 7).
            #[must_use]
            #[expect(clippy::new_without_default, reason = "a default id would be a surprise: each call makes another")]
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

id! {
    /// A person who signs in.
    UserId,
    /// A shop that buys.
    CustomerId,
    /// A user with the role `seller`; the same UUID as its [`UserId`].
    SellerId,
    /// A manufacturer.
    SupplierId,
    /// Something that is sold.
    ProductId,
    /// A file of products or suppliers on its way into the catalogue.
    ImportId,
    /// What the company orders from a supplier.
    PurchaseOrderId,
    /// What came of a purchase order at one time.
    ReceiptId,
    /// A building with stock.
    WarehouseId,
    /// A batch of one product with one expiry day, in one warehouse.
    LotId,
    /// What a shop ordered.
    OrderId,
    /// What a shop says was missing, damaged or wrong in an order.
    ShortageId,
    /// One drop at one shop for one order.
    DeliveryId,
    /// A sign-in that is being kept up by refresh tokens.
    SessionId,
    /// One message on its way between services.
    MessageId,
}
