//! Why an order is not accepted or not cancelled.

use crate::pricing::{LineFault, NotPriced, PresentPrice};
use chassis::{FieldError, Refusal, Text};
use serde_json::{Map, Value, json};

/// Why an order is not accepted or not cancelled.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderRefused {
    /// The caller has no shop of its own, so it must say for whom it orders.
    CustomerMissing,
    /// The shop may not order.
    CustomerBlocked,
    /// These lines (from 0) cannot be sold.
    Lines(Vec<(usize, LineFault)>),
    /// The sum is too large.
    TooLarge,
    /// A price is higher than the customer saw; the present ones.
    PriceChanged(Vec<PresentPrice>),
    /// Picking has begun, or the order has ended otherwise.
    TooLateToCancel,
}

impl From<NotPriced> for OrderRefused {
    fn from(why: NotPriced) -> Self {
        match why {
            NotPriced::Faults(faults) => Self::Lines(faults),
            NotPriced::PriceChanged(present) => Self::PriceChanged(present),
            NotPriced::SumTooLarge => Self::TooLarge,
        }
    }
}

fn fault(fault: LineFault) -> (&'static str, Text) {
    match fault {
        LineFault::UnknownProduct => {
            ("unknown_product", Text::new("There is no such product.", "Ese producto no existe."))
        }
        LineFault::NotSold => (
            "product_not_sold",
            Text::new("This product is not sold any more; take it out.", "Este producto ya no se vende; retírelo."),
        ),
        LineFault::NoPrice => {
            ("no_price", Text::new("This product has no price yet.", "Este producto aún no tiene precio."))
        }
        LineFault::TooLarge => (
            "amount_too_large",
            Text::new("The amount is too large; order less.", "El valor es demasiado grande; pida menos."),
        ),
    }
}

impl Refusal for OrderRefused {
    fn status(&self) -> u16 {
        match self {
            Self::CustomerMissing | Self::Lines(_) | Self::TooLarge => 422,
            Self::CustomerBlocked => 403,
            Self::PriceChanged(_) | Self::TooLateToCancel => 409,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::CustomerMissing => "customer_missing",
            Self::CustomerBlocked => "customer_blocked",
            Self::Lines(faults) => faults.first().map_or("invalid", |(_, why)| fault(*why).0),
            Self::TooLarge => "amount_too_large",
            Self::PriceChanged(_) => "price_changed",
            Self::TooLateToCancel => "too_late_to_cancel",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::CustomerMissing => Text::new(
                "Say in `customer_id` for which shop you order.",
                "Indique en `customer_id` para qué tienda hace el pedido.",
            ),
            Self::CustomerBlocked => Text::new(
                "This shop cannot order at the moment; talk to your seller.",
                "Esta tienda no puede hacer pedidos por ahora; hable con su vendedor.",
            ),
            Self::Lines(_) => Text::new(
                "Some products cannot be ordered; `errors` says which and why. Nothing was stored.",
                "Algunos productos no se pueden pedir; `errors` dice cuáles y por qué. Nada se guardó.",
            ),
            Self::TooLarge => Text::new(
                "The order's total is too large; split it.",
                "El total del pedido es demasiado grande; divídalo.",
            ),
            Self::PriceChanged(_) => Text::new(
                "Prices have gone up since you saw them; `prices` has the present ones. Nothing was stored.",
                "Los precios subieron desde que los vio; `prices` tiene los actuales. Nada se guardó.",
            ),
            Self::TooLateToCancel => Text::new(
                "It is too late to cancel this order. If it is on its way, you can refuse it at the door.",
                "Ya es tarde para cancelar este pedido. Si va en camino, puede rechazarlo al recibirlo.",
            ),
        }
    }

    fn extra(&self) -> Map<String, Value> {
        let mut extra = Map::new();
        if let Self::PriceChanged(present) = self {
            extra.insert("prices".to_owned(), json!(present));
        }
        extra
    }

    fn errors(&self) -> Vec<FieldError> {
        let at = |pointer: String, code, text| FieldError { pointer, code, text };
        match self {
            Self::CustomerMissing => vec![at("/customer_id".to_owned(), "customer_missing", self.text())],
            Self::TooLarge => vec![at("/lines".to_owned(), "amount_too_large", self.text())],
            Self::Lines(faults) => faults
                .iter()
                .map(|(line, why)| {
                    let field = if *why == LineFault::TooLarge { "quantity" } else { "product_id" };
                    let (code, text) = fault(*why);
                    at(format!("/lines/{line}/{field}"), code, text)
                })
                .collect(),
            Self::PriceChanged(present) => present
                .iter()
                .filter(|price| price.higher)
                .map(|price| {
                    let text = Text::new("The price has gone up.", "El precio subió.");
                    at(format!("/lines/{}/price_seen", price.line), "price_changed", text)
                })
                .collect(),
            Self::CustomerBlocked | Self::TooLateToCancel => Vec::new(),
        }
    }
}
