//! The saga's log in words, in the reader's language.

use crate::saga::{LogNote, NoteCode};
use chassis::Text;

/// What a log entry says. Names of messages, codes and days stay as they are.
pub fn text(note: &LogNote) -> Text {
    let param = |name: &str| note.params.get(name).map_or("—", String::as_str);
    match note.code {
        NoteCode::StockAsked => {
            Text::new("The order arrived; stock was asked for.", "Llegó el pedido; se pidió reservar existencias.")
        }
        NoteCode::StockAwaited => Text::new(
            "What was missing from another order; it stands in line for stock.",
            "Lo que faltó de otro pedido; está en fila por existencias.",
        ),
        NoteCode::StillWaiting => {
            Text::new("It still stands in line; inventory was reminded.", "Sigue en fila; se le recordó a inventario.")
        }
        NoteCode::WaitedTooLong => {
            Text::new("It has waited for too long and leaves the line.", "Esperó demasiado y sale de la fila.")
        }
        NoteCode::NotWaiting => Text::new(
            "It was to be closed for having waited too long, but it does not wait.",
            "Se iba a cerrar por esperar demasiado, pero no está en espera.",
        ),
        NoteCode::DeliveryAsked => Text::new(
            "Stock is held; a delivery was asked for.",
            "Las existencias están reservadas; se pidió programar la entrega.",
        ),
        NoteCode::Confirmed => Text::new(
            format!("Stock is held and the delivery is on {}; the order is confirmed.", param("on")),
            format!("Hay existencias reservadas y entrega el {}; el pedido queda confirmado.", param("on")),
        ),
        NoteCode::Rejected => {
            Text::new("Nothing is held; the order is rejected.", "No se reserva nada; el pedido queda rechazado.")
        }
        NoteCode::ReleaseAskedToReject => Text::new(
            format!("No delivery is possible ({}); the stock is to be released.", param("reason")),
            format!("No hay entrega posible ({}); se pidió liberar las existencias.", param("reason")),
        ),
        NoteCode::ReleaseAskedToCancel => Text::new(
            "Somebody asked to cancel; the stock is to be released.",
            "Se pidió cancelar; se pidió liberar las existencias.",
        ),
        NoteCode::Cancelled => Text::new(
            "The stock is released; the order is cancelled and its delivery is to be given back.",
            "Las existencias están liberadas; el pedido queda cancelado y se pidió anular la entrega.",
        ),
        NoteCode::DeliveryGivenBack => Text::new(
            "The delivery is given back; nothing is held any more.",
            "La entrega está anulada; ya no se reserva nada.",
        ),
        NoteCode::CancellationRefused => Text::new(
            format!("It cannot be cancelled any more ({}); the order stays.", param("reason")),
            format!("Ya no se puede cancelar ({}); el pedido sigue.", param("reason")),
        ),
        NoteCode::CancellationCameFirst => Text::new(
            "The cancellation came before its order and waits for it.",
            "La cancelación llegó antes que el pedido y lo espera.",
        ),
        NoteCode::CancelledOnArrival => Text::new(
            "The order came after its cancellation and is cancelled.",
            "El pedido llegó después de su cancelación y queda cancelado.",
        ),
        NoteCode::RejectionStands => Text::new(
            "Somebody asked to cancel; the order is being rejected anyway.",
            "Se pidió cancelar; el pedido ya se está rechazando.",
        ),
        NoteCode::AlreadyCancelling => Text::new(
            "Somebody asked to cancel again; it is under way.",
            "Se pidió cancelar otra vez; ya está en curso.",
        ),
        NoteCode::AlreadyEnded => Text::new(
            "Somebody asked to cancel; the order had ended.",
            "Se pidió cancelar; el pedido ya había terminado.",
        ),
        NoteCode::SentAgain => Text::new(
            format!("The answer is overdue; sent again (attempt {}): {}.", param("attempt"), param("sent")),
            format!("La respuesta tarda; se envió otra vez (intento {}): {}.", param("attempt"), param("sent")),
        ),
        NoteCode::OrderOverdue => {
            Text::new("The order that was cancelled has not arrived yet.", "El pedido cancelado aún no ha llegado.")
        }
        NoteCode::CommandGivenUp => Text::new(
            format!("{} failed for good; look at the error, mend it, and retry.", param("command")),
            format!("{} falló definitivamente; vea el error, corríjalo y reintente.", param("command")),
        ),
        NoteCode::Retried => Text::new(
            format!("Somebody let it try again; sent: {}.", param("sent")),
            format!("Alguien pidió reintentar; se envió: {}.", param("sent")),
        ),
        NoteCode::Ignored => Text::new("Not expected here; ignored.", "No se esperaba aquí; se ignoró."),
        NoteCode::Unknown => Text::new("Written by a newer version.", "Escrito por una versión más nueva."),
    }
}
