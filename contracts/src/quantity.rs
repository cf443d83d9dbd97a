//! Whole base units of a product.

/// A quantity as an order or a movement may carry it: 1 to 1,000,000 whole base units.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
    utoipa::ToSchema,
)]
#[serde(try_from = "i64", into = "i64")]
#[schema(value_type = i64, minimum = 1, maximum = 1_000_000, example = 12)]
#[schemars(with = "i64")]
pub struct Quantity(i64);

/// The number is not between 1 and 1,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a quantity is a whole number from 1 to 1,000,000")]
pub struct QuantityError;

impl Quantity {
    /// The largest quantity of one line.
    pub const MAX: i64 = 1_000_000;

    /// Accepts 1 to 1,000,000.
    ///
    /// # Errors
    /// [`QuantityError`] for anything else.
    pub const fn new(units: i64) -> Result<Self, QuantityError> {
        if units >= 1 && units <= Self::MAX { Ok(Self(units)) } else { Err(QuantityError) }
    }

    /// The number of base units.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Quantity {
    type Error = QuantityError;
    fn try_from(units: i64) -> Result<Self, Self::Error> {
        Self::new(units)
    }
}

impl From<Quantity> for i64 {
    fn from(quantity: Quantity) -> Self {
        quantity.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_to_a_million_is_a_quantity() {
        assert_eq!(Quantity::new(0), Err(QuantityError));
        assert_eq!(Quantity::new(-3), Err(QuantityError));
        assert_eq!(Quantity::new(1_000_001), Err(QuantityError));
        assert_eq!(Quantity::new(1_000_000).map(Quantity::get), Ok(1_000_000));
        assert!(serde_json::from_str::<Quantity>("0").is_err());
        assert!(serde_json::from_str::<Quantity>("2.5").is_err());
        assert_eq!(serde_json::from_str::<Quantity>("7").map(Quantity::get).ok(), Some(7));
    }
}
