//! What the forms of staff have in common: why a setting is refused, and the days they may name.

use crate::calendar::is_plausible;
use chassis::{Checks, FieldError, Problem, Refusal, Text};
use chrono::NaiveDate;

/// Why a setting is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingRefused {
    /// A calendar has this code already.
    CodeTaken,
    /// This day is closed already.
    DayTaken,
    /// Another zone of the warehouse serves this city; an empty one stands for the fallback zone.
    CityTaken(String),
    /// No calendar has the code.
    UnknownCalendar,
    /// Inventory has not told of the warehouse.
    UnknownWarehouse,
    /// Capacity of a day that is over.
    PastDay,
    /// The day's capacity comes from the warehouse's default.
    SetByDefault,
}

impl SettingRefused {
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::UnknownCalendar => Some("/calendar"),
            Self::UnknownWarehouse => Some("/warehouse_id"),
            Self::PastDay => Some("/on"),
            _ => None,
        }
    }
}

impl Refusal for SettingRefused {
    fn status(&self) -> u16 {
        if self.field().is_some() { 422 } else { 409 }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::CodeTaken => "code_taken",
            Self::DayTaken => "day_taken",
            Self::CityTaken(_) => "city_taken",
            Self::UnknownCalendar => "unknown_calendar",
            Self::UnknownWarehouse => "unknown_warehouse",
            Self::PastDay => "past_day",
            Self::SetByDefault => "set_by_default",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::CodeTaken => Text::new("Another calendar has this code.", "Otro calendario tiene este código."),
            Self::DayTaken => Text::new("This day is closed already.", "Este día ya está cerrado."),
            Self::CityTaken(city) if city.is_empty() => Text::new(
                "The warehouse has a zone without cities (its fallback) already.",
                "La bodega ya tiene una zona sin ciudades (la de respaldo).",
            ),
            Self::CityTaken(city) => Text::new(
                format!("Another zone of the warehouse serves {city}; take it out there first."),
                format!("Otra zona de la bodega atiende {city}; quítela de allí primero."),
            ),
            Self::UnknownCalendar => Text::new("There is no such calendar.", "No existe ese calendario."),
            Self::UnknownWarehouse => Text::new(
                "There is no such warehouse here. If it is new, try again in a second.",
                "Esa bodega no existe aquí. Si es nueva, intente de nuevo en un segundo.",
            ),
            Self::PastDay => Text::new("This day is over.", "Este día ya pasó."),
            Self::SetByDefault => Text::new(
                "This day follows the warehouse's default; change the default, or set the day itself.",
                "Este día sigue lo usual de la bodega; cambie lo usual o fije el día.",
            ),
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        let field = |pointer: &str| FieldError { pointer: pointer.to_owned(), code: self.code(), text: self.text() };
        self.field().map(field).into_iter().collect()
    }
}

/// Notes a day that no calendar needs.
pub fn check_day(checks: &mut Checks, pointer: &str, day: NaiveDate) {
    let text = Text::new("Use a day from 2000 to 2199.", "Use un día de 2000 a 2199.");
    checks.check(pointer, is_plausible(day), "day", text);
}

/// Refuses a query for a day that no calendar needs.
///
/// # Errors
/// 400 that names the parameter.
pub fn query_day(name: &str, day: Option<NaiveDate>) -> Result<Option<NaiveDate>, Problem> {
    match day {
        Some(day) if !is_plausible(day) => {
            let text = Text::new("Use a day from 2000 to 2199.", "Use un día de 2000 a 2199.");
            Err(Problem::bad_parameter(name, text))
        }
        other => Ok(other),
    }
}
