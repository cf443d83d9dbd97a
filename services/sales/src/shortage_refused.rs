//! Why a report of a shortage is not taken, or not settled.

use crate::shortage::ReportFault;
use chassis::{FieldError, Refusal, Text};

/// Why a report is not taken, or not settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShortageRefused {
    /// The order has not been delivered.
    NotDelivered,
    /// These lines (from 0) cannot be.
    Lines(Vec<(usize, ReportFault)>),
    /// The office has answered otherwise.
    SettledOtherwise,
}

fn fault(fault: ReportFault) -> (&'static str, &'static str, Text) {
    match fault {
        ReportFault::NotOrdered => (
            "product_id",
            "not_in_order",
            Text::new("This product is not in the order.", "Este producto no está en el pedido."),
        ),
        ReportFault::NotDelivered => (
            "product_id",
            "not_delivered",
            Text::new(
                "Nothing of this product was delivered, and the order says so already.",
                "De este producto no se entregó nada, y el pedido ya lo dice.",
            ),
        ),
        ReportFault::TooMany(0) => (
            "quantity",
            "more_than_ordered",
            Text::new(
                "All units of this product have been reported already.",
                "Todas las unidades de este producto ya se reportaron.",
            ),
        ),
        ReportFault::TooMany(left) => (
            "quantity",
            "more_than_ordered",
            Text::new(
                format!("That is more than was ordered; at most {left} can still be reported."),
                format!("Es más de lo pedido; aún se pueden reportar máximo {left}."),
            ),
        ),
    }
}

impl Refusal for ShortageRefused {
    fn status(&self) -> u16 {
        match self {
            Self::Lines(_) => 422,
            Self::NotDelivered | Self::SettledOtherwise => 409,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotDelivered => "order_not_delivered",
            Self::Lines(faults) => faults.first().map_or("invalid", |(_, why)| fault(*why).1),
            Self::SettledOtherwise => "shortage_settled",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::NotDelivered => Text::new(
                "This order has not been delivered; report what is wrong when it is there.",
                "Este pedido no se ha entregado; reporte lo que falte cuando llegue.",
            ),
            Self::Lines(_) => Text::new(
                "Some lines cannot be reported; `errors` says which and why. Nothing was stored.",
                "Algunas líneas no se pueden reportar; `errors` dice cuáles y por qué. Nada se guardó.",
            ),
            Self::SettledOtherwise => Text::new(
                "This report has been answered otherwise; look at it again.",
                "Este reporte ya se respondió de otra forma; mírelo de nuevo.",
            ),
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        let Self::Lines(faults) = self else { return Vec::new() };
        let error = |(place, why): &(usize, ReportFault)| {
            let (field, code, text) = fault(*why);
            FieldError { pointer: format!("/lines/{place}/{field}"), code, text }
        };
        faults.iter().map(error).collect()
    }
}
