//! Which calendar and lead time an order gets: by the city it goes to.
//!
//! | the warehouse … | rule |
//! |---|---|
//! | has a zone with the city | that zone's |
//! | has a fallback zone (one without cities) | the fallback's |
//! | has zones, none of them for this city | the default calendar, two business days |
//! | has no zones | the default calendar, one business day |

use crate::calendar::Rule;
use contracts::fold::fold;

/// Lead time of a warehouse that has no zones.
pub const LEAD_WITHOUT_ZONES: i64 = 1;
/// Lead time outside all zones of a warehouse that has some.
pub const LEAD_OUTSIDE_ZONES: i64 = 2;
/// The code of the calendar that holds where no zone prescribes one. It always exists.
pub const DEFAULT_CALENDAR: &str = "default";

/// The form in which cities are compared: without case and accents, and "Bogotá D.C." is "Bogotá". An unknown city is
/// empty, as is the key of a fallback zone.
#[must_use]
pub fn city_key(city: Option<&str>) -> String {
    let folded = fold(city.unwrap_or_default());
    let without_district = folded.strip_suffix(" d c").or_else(|| folded.strip_suffix(" dc"));
    without_district.map(str::to_owned).unwrap_or(folded)
}

/// What a warehouse's zones say about a city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneMatches {
    /// The default calendar; its lead time means nothing here.
    pub default: Rule,
    /// How many zones the warehouse has.
    pub zones: i64,
    /// The rules that match, with the key they match by: the city's or, empty, the fallback's.
    pub matches: Vec<(String, Rule)>,
}

impl ZoneMatches {
    /// The rule by which an order to the city is delivered.
    #[must_use]
    pub fn rule(&self) -> Rule {
        // The city's own key is longer than the empty one of the fallback.
        let best = self.matches.iter().max_by_key(|(key, _)| key.len()).map(|(_, rule)| *rule);
        let lead_days = if self.zones == 0 { LEAD_WITHOUT_ZONES } else { LEAD_OUTSIDE_ZONES };
        best.unwrap_or(Rule { lead_days, ..self.default })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Weekdays;

    fn rule(lead_days: i64) -> Rule {
        Rule { weekdays: Weekdays::MON_TO_SAT, cut_off_hour: 16, lead_days }
    }

    #[test]
    fn cities_are_compared_as_people_write_them() {
        for city in ["Bogotá", "BOGOTA", "Bogotá D.C.", "bogotá, d.c.", "Bogota DC"] {
            assert_eq!(city_key(Some(city)), "bogota", "{city}");
        }
        assert_eq!(city_key(Some("San Andrés")), "san andres");
        assert_eq!(city_key(None), "");
    }

    #[test]
    fn the_zone_of_the_city_goes_before_the_fallback_and_that_before_the_defaults() {
        let mut zones = ZoneMatches { default: rule(0), zones: 0, matches: vec![] };
        assert_eq!(zones.rule(), rule(LEAD_WITHOUT_ZONES));
        zones.zones = 3;
        assert_eq!(zones.rule(), rule(LEAD_OUTSIDE_ZONES));
        zones.matches.push((String::new(), rule(5)));
        assert_eq!(zones.rule(), rule(5));
        zones.matches.push(("cali".to_owned(), rule(3)));
        assert_eq!(zones.rule(), rule(3));
    }
}
