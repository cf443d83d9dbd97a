//! Why something cannot be done with a purchase order.

use chassis::{FieldError, Refusal, Text};

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFault {
    /// The product is not in the order.
    NotOrdered,
    /// There is no such product.
    UnknownProduct,
    /// It is another supplier's.
    OfAnotherSupplier,
    /// It is archived.
    Archived,
    /// It expires, and the last day of the lot is missing.
    ExpiryMissing,
}

/// Why something cannot be done with a purchase order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderRefused {
    /// There is no such supplier.
    UnknownSupplier,
    /// The supplier no longer takes part.
    SupplierArchived,
    /// There is no such warehouse.
    UnknownWarehouse,
    /// These lines (from 0) are wrong.
    Lines(Vec<(usize, LineFault)>),
    /// The sum is too large.
    TooLarge,
    /// It is still a draft.
    NotSent,
    /// It has been sent: it stays with its supplier and warehouse.
    SentToSupplier,
    /// All of it has come.
    Received,
    /// It was cancelled.
    Cancelled,
    /// Something has come of it.
    GoodsHaveCome,
    /// Nothing has come of it.
    NothingHasCome,
    /// Something has come of a line that is to be taken out.
    LineHasCome,
}

fn fault(fault: LineFault) -> (&'static str, &'static str, Text) {
    match fault {
        LineFault::NotOrdered => (
            "product_id",
            "not_ordered",
            Text::new("This product is not in the purchase order.", "Este producto no está en la orden de compra."),
        ),
        LineFault::UnknownProduct => {
            ("product_id", "unknown_product", Text::new("There is no such product.", "Ese producto no existe."))
        }
        LineFault::OfAnotherSupplier => (
            "product_id",
            "product_of_another_supplier",
            Text::new(
                "Another supplier makes this product; order it there.",
                "Este producto es de otro proveedor; pídalo a ese proveedor.",
            ),
        ),
        LineFault::Archived => (
            "product_id",
            "product_archived",
            Text::new(
                "This product is archived; make it active first.",
                "Este producto está archivado; actívelo primero.",
            ),
        ),
        LineFault::ExpiryMissing => (
            "expires_on",
            "expiry_missing",
            Text::new(
                "This product expires: give the last day that is printed on the lot.",
                "Este producto vence: indique la fecha de vencimiento impresa en el lote.",
            ),
        ),
    }
}

impl Refusal for OrderRefused {
    fn status(&self) -> u16 {
        match self {
            Self::UnknownSupplier
            | Self::SupplierArchived
            | Self::UnknownWarehouse
            | Self::Lines(_)
            | Self::TooLarge => 422,
            Self::NotSent
            | Self::SentToSupplier
            | Self::Received
            | Self::Cancelled
            | Self::GoodsHaveCome
            | Self::NothingHasCome
            | Self::LineHasCome => 409,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::UnknownSupplier => "unknown_supplier",
            Self::SupplierArchived => "supplier_archived",
            Self::UnknownWarehouse => "unknown_warehouse",
            Self::Lines(faults) => faults.first().map_or("invalid", |(_, why)| fault(*why).1),
            Self::TooLarge => "amount_too_large",
            Self::NotSent => "purchase_order_not_sent",
            Self::SentToSupplier => "purchase_order_sent",
            Self::Received => "purchase_order_received",
            Self::Cancelled => "purchase_order_cancelled",
            Self::GoodsHaveCome => "goods_have_come",
            Self::NothingHasCome => "nothing_has_come",
            Self::LineHasCome => "line_has_come",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::UnknownSupplier => Text::new("There is no such supplier.", "Ese proveedor no existe."),
            Self::SupplierArchived => Text::new(
                "The supplier is archived; make it active first.",
                "El proveedor está archivado; actívelo primero.",
            ),
            Self::UnknownWarehouse => Text::new("There is no such warehouse.", "Esa bodega no existe."),
            Self::Lines(_) => Text::new(
                "Some lines are wrong; `errors` says which and why. Nothing was stored.",
                "Algunas líneas tienen errores; `errors` dice cuáles y por qué. Nada se guardó.",
            ),
            Self::TooLarge => {
                Text::new("The total is too large; split the order.", "El total es demasiado grande; divida la orden.")
            }
            Self::NotSent => Text::new(
                "This purchase order is still a draft; send it first.",
                "Esta orden de compra todavía es un borrador; envíela primero.",
            ),
            Self::SentToSupplier => Text::new(
                "It was sent: supplier and warehouse stay. Cancel it and write another.",
                "Ya fue enviada: el proveedor y la bodega no cambian. Cancélela y haga otra.",
            ),
            Self::Received => Text::new(
                "All of this purchase order has come or it was closed; write another for more.",
                "Esta orden de compra ya se recibió o se cerró; haga otra para pedir más.",
            ),
            Self::Cancelled => Text::new(
                "This purchase order was cancelled; write another.",
                "Esta orden de compra fue cancelada; haga otra.",
            ),
            Self::GoodsHaveCome => Text::new(
                "Goods of this purchase order have come; close it if the rest will not.",
                "Ya llegó mercancía de esta orden de compra; ciérrela si el resto no llegará.",
            ),
            Self::NothingHasCome => Text::new(
                "Nothing has come of this purchase order; cancel it.",
                "No ha llegado nada de esta orden de compra; cancélela.",
            ),
            Self::LineHasCome => Text::new(
                "Goods of a line that you take out have come; lower its quantity instead.",
                "Ya llegó mercancía de una línea que está quitando; reduzca su cantidad.",
            ),
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        let at = |pointer: &str| vec![FieldError { pointer: pointer.to_owned(), code: self.code(), text: self.text() }];
        match self {
            Self::UnknownSupplier | Self::SupplierArchived => at("/supplier_id"),
            Self::UnknownWarehouse => at("/warehouse_id"),
            Self::TooLarge | Self::LineHasCome => at("/lines"),
            Self::Lines(faults) => faults
                .iter()
                .map(|(line, why)| {
                    let (field, code, text) = fault(*why);
                    FieldError { pointer: format!("/lines/{line}/{field}"), code, text }
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}
