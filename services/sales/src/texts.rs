//! What people read about an order, in both languages: reasons and timeline entries are stored as data and become
//! text here.

use crate::timeline::{EntryCode, reason_in};
use chassis::Text;
use chrono::{Datelike, NaiveDate};
use contracts::{Reason, ReasonCode};
use std::collections::BTreeMap;

const WEEKDAYS: [(&str, &str); 7] = [
    ("Monday", "lunes"),
    ("Tuesday", "martes"),
    ("Wednesday", "miércoles"),
    ("Thursday", "jueves"),
    ("Friday", "viernes"),
    ("Saturday", "sábado"),
    ("Sunday", "domingo"),
];
const MONTHS: [(&str, &str); 12] = [
    ("January", "enero"),
    ("February", "febrero"),
    ("March", "marzo"),
    ("April", "abril"),
    ("May", "mayo"),
    ("June", "junio"),
    ("July", "julio"),
    ("August", "agosto"),
    ("September", "septiembre"),
    ("October", "octubre"),
    ("November", "noviembre"),
    ("December", "diciembre"),
];

/// A local day, written out.
fn day(day: NaiveDate) -> (String, String) {
    let weekday = WEEKDAYS[day.weekday().num_days_from_monday() as usize];
    let month = MONTHS[day.month0() as usize];
    (
        format!("{}, {} {} {}", weekday.0, day.day(), month.0, day.year()),
        format!("{} {} de {} de {}", weekday.1, day.day(), month.1, day.year()),
    )
}

/// A reason, as a sentence.
#[must_use]
pub fn reason(reason: &Reason) -> Text {
    match reason.code {
        ReasonCode::OutOfStock => Text::new("Nothing of it is available.", "No hay existencias disponibles."),
        ReasonCode::NotEnoughStock => match reason.params.get("available") {
            Some(most) => Text::new(
                format!("Less than ordered is available: at most {most}."),
                format!("Hay menos de lo pedido: máximo {most}."),
            ),
            None => Text::new("Less than ordered is available.", "Hay menos de lo pedido."),
        },
        ReasonCode::UnknownProduct => {
            Text::new("The warehouses do not know this product.", "Las bodegas no conocen este producto.")
        }
        ReasonCode::OtherLinesUnavailable => Text::new(
            "This product is there, but others are not, and the order was to be delivered complete.",
            "Este producto está, pero otros faltan, y el pedido debía entregarse completo.",
        ),
        ReasonCode::NothingAvailable => {
            Text::new("No warehouse can fill this order.", "Ninguna bodega puede surtir este pedido.")
        }
        ReasonCode::NoDeliveryDate => match reason.params.get("days") {
            Some(days) => Text::new(
                format!("There is no room for a delivery within {days} business days."),
                format!("No hay cupo de entrega en los próximos {days} días hábiles."),
            ),
            None => Text::new("There is no room for a delivery soon.", "No hay cupo de entrega próximamente."),
        },
        ReasonCode::TooHeavy => Text::new(
            "The order is heavier than what can be delivered in one day; split it.",
            "El pedido pesa más de lo que se puede entregar en un día; divídalo.",
        ),
        ReasonCode::CancelledByRequest => Text::new("It was cancelled on request.", "Se canceló a solicitud."),
        ReasonCode::PickingBegun => Text::new(
            "The warehouse had already begun to prepare it; it can be refused at the door.",
            "La bodega ya había empezado a alistarlo; se puede rechazar al recibirlo.",
        ),
        ReasonCode::BackorderExpired => {
            Text::new("The missing products did not arrive in time.", "Los productos faltantes no llegaron a tiempo.")
        }
        ReasonCode::Unknown => Text::new("The reason is not known here.", "El motivo no se conoce aquí."),
    }
}

/// An entry of a timeline, as a sentence. A code that a newer build wrote is at least not hidden.
#[must_use]
pub fn entry(code: &str, params: &BTreeMap<String, String>) -> Text {
    let param = |name: &str| params.get(name).map_or("", String::as_str);
    let why = || reason_in(params).map_or_else(|| Text::new("", ""), |why| reason(&why));
    let Some(code) = EntryCode::named(code) else {
        return Text::new("The order changed.", "El pedido cambió.");
    };
    match code {
        EntryCode::Submitted => {
            Text::new(format!("Order {} received.", param("number")), format!("Pedido {} recibido.", param("number")))
        }
        EntryCode::Confirmed if param("held") == "part" => Text::new(
            "Confirmed: part of the products is reserved for you.",
            "Confirmado: parte de los productos está reservada para usted.",
        ),
        EntryCode::Confirmed => Text::new(
            "Confirmed: all products are reserved for you.",
            "Confirmado: todos los productos están reservados para usted.",
        ),
        EntryCode::Scheduled => match param("on").parse().map(day) {
            Ok((en, es)) => {
                Text::new(format!("Delivery planned for {en}."), format!("Entrega programada para el {es}."))
            }
            Err(_) => Text::new("Delivery planned.", "Entrega programada."),
        },
        EntryCode::BackorderCreated => Text::new(
            format!("What is missing waits in order {}.", param("number")),
            format!("Lo que falta queda pendiente en el pedido {}.", param("number")),
        ),
        EntryCode::Backordered => Text::new(
            format!("Waiting for stock: what was missing from order {}.", param("parent_number")),
            format!("En espera de existencias: lo que faltó del pedido {}.", param("parent_number")),
        ),
        EntryCode::BackorderClosed => Text::new(
            format!(
                "Closed: the missing products did not arrive within {} days. You can order them again.",
                param("days")
            ),
            format!("Cerrado: los productos faltantes no llegaron en {} días. Puede pedirlos de nuevo.", param("days")),
        ),
        EntryCode::Rejected => after(("Rejected.", "Rechazado."), &why()),
        EntryCode::CancelRequested => {
            Text::new("Somebody asked to cancel the order.", "Se solicitó cancelar el pedido.")
        }
        EntryCode::Cancelled => Text::new("Cancelled.", "Cancelado."),
        EntryCode::CancelRefused => after(("It could not be cancelled.", "No se pudo cancelar."), &why()),
        EntryCode::Picking => Text::new("Being prepared in the warehouse.", "En alistamiento en la bodega."),
        EntryCode::InTransit => Text::new("On its way.", "En camino."),
        EntryCode::Delivered => Text::new("Delivered.", "Entregado."),
        EntryCode::DeliveryFailed => Text::new("It could not be delivered.", "No se pudo entregar."),
        EntryCode::MadeAgain => Text::new(
            "This order was lost with a database and made again; please check its prices.",
            "Este pedido se perdió con una base de datos y se hizo de nuevo; revise sus precios.",
        ),
    }
}

fn after((en, es): (&str, &str), why: &Text) -> Text {
    use chassis::Lang::{En, Es};
    let join = |first: &str, then: &str| format!("{first} {then}").trim_end().to_owned();
    Text::new(join(en, why.in_lang(En)), join(es, why.in_lang(Es)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::params_of;
    use chassis::Lang::{En, Es};

    fn params(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn days_are_written_as_people_say_them() {
        let text = entry("scheduled", &params(&[("on", "2026-11-25")]));
        assert_eq!(text.in_lang(En), "Delivery planned for Wednesday, 25 November 2026.");
        assert_eq!(text.in_lang(Es), "Entrega programada para el miércoles 25 de noviembre de 2026.");
    }

    #[test]
    fn a_rejection_says_why() {
        let why = Reason::new(ReasonCode::NoDeliveryDate).with("days", 14);
        let text = entry("rejected", &params_of(&why));
        assert_eq!(text.in_lang(En), "Rejected. There is no room for a delivery within 14 business days.");
        assert_eq!(text.in_lang(Es), "Rechazado. No hay cupo de entrega en los próximos 14 días hábiles.");
    }

    #[test]
    fn every_entry_has_a_text_even_without_its_parameters() {
        for code in EntryCode::ALL.map(EntryCode::name).into_iter().chain(["written_by_a_newer_build"]) {
            let text = entry(code, &BTreeMap::new());
            assert!(!text.in_lang(En).is_empty() && !text.in_lang(Es).is_empty(), "{code}");
            assert_ne!(text.in_lang(En), text.in_lang(Es), "{code}");
        }
    }
}
