//! Where things are.

use serde::{Deserialize, Serialize};

/// A point in WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema, utoipa::ToSchema)]
pub struct Location {
    /// Degrees north of the equator, −90 to 90.
    #[schema(minimum = -90, maximum = 90, example = 4.65)]
    pub lat: f64,
    /// Degrees east of Greenwich, −180 to 180.
    #[schema(minimum = -180, maximum = 180, example = -74.08)]
    pub lon: f64,
}

impl Location {
    /// Whether both coordinates are finite and in range.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        (-90.0..=90.0).contains(&self.lat) && (-180.0..=180.0).contains(&self.lon)
    }

    /// Great-circle distance in metres (haversine on a sphere of 6,371,009 m, the mean radius of IUGG).
    #[must_use]
    pub fn metres_to(&self, other: &Self) -> f64 {
        let (lat_a, lat_b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = (lat_b - lat_a) / 2.0;
        let half_lon = (other.lon - self.lon).to_radians() / 2.0;
        let chord = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
        2.0 * 6_371_009.0 * chord.sqrt().min(1.0).asin()
    }
}

/// Where an order goes: a snapshot of the shop taken when the order was accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema, utoipa::ToSchema)]
pub struct ShipTo {
    /// The shop's name.
    pub business_name: String,
    /// Street address.
    pub address: String,
    /// City, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The pin on the map, if the shop has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Phone to call at the door (E.164).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bogota_to_medellin_is_about_two_hundred_and_forty_kilometres() {
        let bogota = Location { lat: 4.711, lon: -74.0721 };
        let medellin = Location { lat: 6.2442, lon: -75.5812 };
        let metres = bogota.metres_to(&medellin);
        assert!((235_000.0..245_000.0).contains(&metres), "{metres}");
        assert!((metres - medellin.metres_to(&bogota)).abs() < 1e-6);
        assert!(bogota.metres_to(&bogota) < 1e-6);
    }

    #[test]
    fn nonsense_is_not_a_location() {
        assert!(!Location { lat: 91.0, lon: 0.0 }.is_valid());
        assert!(!Location { lat: f64::NAN, lon: 0.0 }.is_valid());
    }
}
