//! Reasons as sentences, for shops and for those who look after them alike.

use crate::due_again::Due;
use chassis::Text;

/// Of something that is due.
pub fn due_again(due: Due) -> Text {
    let (usual, since) = (due.usual_half_days / 2, due.days_since);
    let days = |count: i64| match count {
        1 => ("1 day".to_owned(), "1 día".to_owned()),
        _ => (format!("{count} days"), format!("{count} días")),
    };
    let ((usual, usual_es), (since, since_es)) = (days(usual.max(1)), days(since));
    Text::new(
        format!("Ordered about every {usual}; the last time was {since} ago."),
        format!("Se pide más o menos cada {usual_es}; la última vez fue hace {since_es}."),
    )
}

/// Of something that goes with a product of this name.
pub fn bought_together(with: &str, percent: f64) -> Text {
    let percent = percent.round();
    Text::new(
        format!("{percent} of 100 orders with {with} have this too."),
        format!("{percent} de cada 100 pedidos con {with} también llevan esto."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use chassis::Lang::{En, Es};

    #[test]
    fn reasons_are_sentences() {
        let due = |usual_half_days, days_since| Due {
            purchases: 3,
            usual_half_days,
            days_since,
            last_on: chrono::NaiveDate::default(),
            usual_units: 6,
        };
        let text = due_again(due(15, 6));
        assert_eq!(text.in_lang(En), "Ordered about every 7 days; the last time was 6 days ago.");
        assert_eq!(text.in_lang(Es), "Se pide más o menos cada 7 días; la última vez fue hace 6 días.");
        assert_eq!(due_again(due(2, 1)).in_lang(Es), "Se pide más o menos cada 1 día; la última vez fue hace 1 día.");
        assert_eq!(bought_together("Arroz", 33.6).in_lang(Es), "34 de cada 100 pedidos con Arroz también llevan esto.");
    }
}
