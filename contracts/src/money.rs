//! Money in whole minor units, and the one rule by which tax is computed.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// An ISO 4217 code such as `COP`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The Colombian peso, the default of an installation. Its minor unit is the centavo (1/100).
    pub const COP: Self = Self(*b"COP");

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(code: String) -> Result<Self, MoneyError> {
        code.parse()
    }
}

impl std::str::FromStr for Currency {
    type Err = MoneyError;
    fn from_str(code: &str) -> Result<Self, MoneyError> {
        match code.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(MoneyError::NotACurrency),
        }
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount of money: whole minor units of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema, utoipa::ToSchema)]
pub struct Money {
    /// Minor units (for COP: centavos, so 1,250 pesos are 125000).
    #[schema(example = 1_234_500)]
    pub amount: i64,
    /// ISO 4217 code; one per installation.
    #[schema(value_type = String, min_length = 3, max_length = 3, pattern = "^[A-Z]{3}$", example = "COP")]
    pub currency: Currency,
}

/// Why an amount could not be computed or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The result does not fit into 63 bits of minor units.
    #[error("the amount is too large")]
    TooLarge,
    /// Two currencies met in one sum.
    #[error("amounts of different currencies cannot be added")]
    MixedCurrencies,
    /// Not three capital letters.
    #[error("a currency is its ISO 4217 code, such as COP")]
    NotACurrency,
}

impl Money {
    /// `amount` minor units of `currency`.
    #[must_use]
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// No money at all.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The sum.
    ///
    /// # Errors
    /// When the currencies differ or the sum is too large.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::MixedCurrencies);
        }
        let amount = self.amount.checked_add(other.amount).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(amount, self.currency))
    }

    /// The price of `units` pieces.
    ///
    /// # Errors
    /// When the product is too large.
    pub fn times(self, units: i64) -> Result<Self, MoneyError> {
        let amount = self.amount.checked_mul(units).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(amount, self.currency))
    }
}

/// A tax rate in basis points: 1900 is 19 %.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema, utoipa::ToSchema,
)]
#[serde(try_from = "i64", into = "i64")]
#[schema(value_type = i64, minimum = 0, maximum = 10_000, example = 1900)]
#[schemars(with = "i64")]
pub struct TaxRate(i64);

impl TaxRate {
    /// Untaxed.
    pub const ZERO: Self = Self(0);

    /// Accepts 0 to 10,000 basis points.
    ///
    /// # Errors
    /// A text that says so, for anything else.
    pub const fn new(basis_points: i64) -> Result<Self, &'static str> {
        if basis_points >= 0 && basis_points <= 10_000 {
            Ok(Self(basis_points))
        } else {
            Err("a tax rate is 0 to 10,000 basis points (1900 = 19 %)")
        }
    }

    /// Basis points.
    #[must_use]
    pub const fn basis_points(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for TaxRate {
    type Error = &'static str;
    fn try_from(basis_points: i64) -> Result<Self, Self::Error> {
        Self::new(basis_points)
    }
}

impl From<TaxRate> for i64 {
    fn from(rate: TaxRate) -> Self {
        rate.0
    }
}

/// What one order line costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineAmounts {
    /// Price × quantity, without tax.
    pub net: Money,
    /// Net × rate, rounded half away from zero to the minor unit.
    pub tax: Money,
    /// Net + tax.
    pub total: Money,
}

/// The amounts of a line by the rule of the design ("Rules everywhere"): prices exclude tax; tax is rounded per line, half
/// away from zero; totals of an order are sums of its lines. The vectors in `vectors/line_amounts.json` hold for Rust and
/// TypeScript alike.
///
/// # Errors
/// When an amount is too large.
pub fn line_amounts(price: Money, quantity: i64, rate: TaxRate) -> Result<LineAmounts, MoneyError> {
    let net = price.times(quantity)?;
    let tax = (Decimal::from(net.amount) * Decimal::from(rate.0) / Decimal::from(10_000))
        .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    let tax = Money::new(i64::try_from(tax).map_err(|_| MoneyError::TooLarge)?, price.currency);
    Ok(LineAmounts { net, tax, total: net.plus(tax)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Deserialize)]
    struct Vector {
        price: i64,
        quantity: i64,
        tax_rate_bp: i64,
        net: i64,
        tax: i64,
        total: i64,
    }

    #[test]
    fn the_shared_vectors_hold() {
        let vectors: Vec<Vector> = serde_json::from_str(include_str!("../vectors/line_amounts.json")).expect("vectors");
        assert!(vectors.len() >= 10);
        for v in vectors {
            let rate = TaxRate::new(v.tax_rate_bp).expect("rate");
            let got = line_amounts(Money::new(v.price, Currency::COP), v.quantity, rate).expect("amounts");
            assert_eq!(
                (got.net.amount, got.tax.amount, got.total.amount),
                (v.net, v.tax, v.total),
                "{} × {}",
                v.price,
                v.quantity
            );
        }
    }

    #[test]
    fn an_amount_that_does_not_fit_is_an_error_and_not_another_amount() {
        let price = Money::new(i64::MAX / 2, Currency::COP);
        assert_eq!(line_amounts(price, 3, TaxRate::ZERO), Err(MoneyError::TooLarge));
    }

    proptest! {
        #[test]
        fn tax_is_within_half_a_minor_unit_of_the_exact_value(price in 0i64..1_000_000_000, quantity in 1i64..=1_000_000, bp in 0i64..=10_000) {
            let got = line_amounts(Money::new(price, Currency::COP), quantity, TaxRate::new(bp).expect("rate")).expect("amounts");
            let exact = i128::from(got.net.amount) * i128::from(bp);
            let error = i128::from(got.tax.amount) * 10_000 - exact;
            prop_assert!(error.abs() <= 5_000);
            prop_assert_eq!(got.total.amount, got.net.amount + got.tax.amount);
        }
    }
}
