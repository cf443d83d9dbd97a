//! Which price an order line takes. Pure.
//!
//! A phone may capture an order long before it finds signal, so the price is the one valid when it was captured, but
//! within bounds: a clock that is wrong, or a phone that slept for a week, must not buy at prices of another age.

use crate::order::{OrderLine, Totals};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::purchasing::{PriceFrom, ProductStatus};
use contracts::{Currency, Money, ProductId, Quantity, TaxRate};
use std::collections::HashMap;

/// How old a price may be when the order arrives.
pub const OLDEST_PRICE: TimeDelta = TimeDelta::hours(72);

/// A product as sales knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// The product.
    pub id: ProductId,
    /// Whether it is sold.
    pub status: ProductStatus,
    /// Unique.
    pub sku: String,
    /// As shown.
    pub name: String,
    /// Present, past and future prices, in any order.
    pub prices: Vec<PriceFrom>,
    /// Tax on top.
    pub tax_rate: TaxRate,
    /// Weight of a base unit.
    pub weight_grams: i64,
    /// Volume of a base unit.
    pub volume_ml: i64,
}

/// A line as the customer asks for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// The product.
    pub product_id: ProductId,
    /// Base units.
    pub quantity: Quantity,
    /// The price that the customer saw on the screen.
    pub price_seen: Option<Money>,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFault {
    /// Nobody here has heard of the product.
    UnknownProduct,
    /// It is archived.
    NotSold,
    /// It had no price at that time.
    NoPrice,
    /// The amount does not fit.
    TooLarge,
}

/// The present price of a line, for a customer who saw a lower one.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct PresentPrice {
    /// Which line of the request, from 0.
    #[serde(skip)]
    pub line: usize,
    /// The product.
    pub product_id: ProductId,
    /// The price that holds now.
    pub price: Money,
    /// What the customer saw.
    pub price_seen: Option<Money>,
    /// Whether the order would have cost more than the customer saw.
    pub higher: bool,
}

/// Why the lines cannot be priced.
#[derive(Clone, Debug, PartialEq)]
pub enum NotPriced {
    /// These lines (from 0) cannot be sold.
    Faults(Vec<(usize, LineFault)>),
    /// At least one price is higher than the customer saw; the present price of every line.
    PriceChanged(Vec<PresentPrice>),
    /// The sum of all lines does not fit.
    SumTooLarge,
}

/// The instant whose prices an order takes: when it was captured, not earlier than 72 hours before it arrived and not
/// later than it arrived.
#[must_use]
pub fn instant_of_prices(captured_at: Option<DateTime<Utc>>, arrived_at: DateTime<Utc>) -> DateTime<Utc> {
    captured_at.unwrap_or(arrived_at).clamp(arrived_at - OLDEST_PRICE, arrived_at)
}

/// The price that holds at an instant: the one that began last. Of two that began together the later in the list.
#[must_use]
pub fn price_at(prices: &[PriceFrom], at: DateTime<Utc>) -> Option<Money> {
    prices.iter().filter(|price| price.valid_from <= at).max_by_key(|price| price.valid_from).map(|price| price.price)
}

/// Prices every line, or says everything that is wrong with them at once. Equal or lower prices than seen are taken at
/// the server's price; a higher one refuses the order, so that nobody pays more than the screen said.
///
/// # Errors
/// [`NotPriced`].
pub fn price_lines(
    wanted: &[Wanted],
    products: &HashMap<ProductId, Product>,
    captured_at: Option<DateTime<Utc>>,
    arrived_at: DateTime<Utc>,
    currency: Currency,
) -> Result<(Vec<OrderLine>, Totals), NotPriced> {
    let at = instant_of_prices(captured_at, arrived_at);
    let (mut lines, mut faults, mut present) = (Vec::with_capacity(wanted.len()), Vec::new(), Vec::new());
    for (i, line) in wanted.iter().enumerate() {
        match price_line(line, products.get(&line.product_id), at) {
            Ok(priced) => {
                let product = &products[&line.product_id];
                let higher = line.price_seen.is_some_and(|seen| priced.unit_price.amount > seen.amount);
                let price = price_at(&product.prices, arrived_at).unwrap_or(priced.unit_price);
                let (product_id, price_seen) = (line.product_id, line.price_seen);
                present.push(PresentPrice { line: i, product_id, price, price_seen, higher });
                lines.push(priced);
            }
            Err(fault) => faults.push((i, fault)),
        }
    }
    if !faults.is_empty() {
        return Err(NotPriced::Faults(faults));
    }
    if present.iter().any(|price| price.higher) {
        return Err(NotPriced::PriceChanged(present));
    }
    let totals = Totals::of(&lines, currency).map_err(|_| NotPriced::SumTooLarge)?;
    Ok((lines, totals))
}

fn price_line(wanted: &Wanted, product: Option<&Product>, at: DateTime<Utc>) -> Result<OrderLine, LineFault> {
    let product = product.ok_or(LineFault::UnknownProduct)?;
    if product.status != ProductStatus::Active {
        return Err(LineFault::NotSold);
    }
    let price = price_at(&product.prices, at).ok_or(LineFault::NoPrice)?;
    let named = (product.id, product.sku.clone(), product.name.clone());
    OrderLine::new(named, wanted.quantity, price, product.tax_rate).map_err(|_| LineFault::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + hour * 3_600, 0).expect("instant")
    }

    fn cop(amount: i64) -> Money {
        Money::new(amount, Currency::COP)
    }

    fn product(prices: &[(i64, i64)]) -> Product {
        Product {
            id: ProductId::new(),
            status: ProductStatus::Active,
            sku: "ARZ-500".into(),
            name: "Arroz 500 g".into(),
            prices: prices.iter().map(|(h, p)| PriceFrom { price: cop(*p), valid_from: at(*h) }).collect(),
            tax_rate: TaxRate::new(500).expect("rate"),
            weight_grams: 500,
            volume_ml: 600,
        }
    }

    fn price(
        product: &Product,
        seen: Option<i64>,
        captured: Option<i64>,
        arrived: i64,
    ) -> Result<(Vec<OrderLine>, Totals), NotPriced> {
        let quantity = Quantity::new(10).expect("quantity");
        let wanted = Wanted { product_id: product.id, quantity, price_seen: seen.map(cop) };
        let products = HashMap::from([(product.id, product.clone())]);
        price_lines(&[wanted], &products, captured.map(at), at(arrived), Currency::COP)
    }

    fn paid(result: Result<(Vec<OrderLine>, Totals), NotPriced>) -> i64 {
        result.expect("priced").0[0].unit_price.amount
    }

    #[test]
    fn the_price_of_the_hour_of_capture_holds() {
        let product = product(&[(100, 900), (0, 1_000), (110, 1_100)]);
        assert_eq!(paid(price(&product, None, None, 120)), 1_100);
        assert_eq!(paid(price(&product, None, Some(105), 120)), 900);
        assert_eq!(paid(price(&product, None, Some(100), 120)), 900, "a price holds from its first instant");
        assert_eq!(paid(price(&product, None, Some(99), 120)), 1_000);
    }

    #[test]
    fn a_capture_older_than_72_hours_or_in_the_future_does_not_count() {
        let product = product(&[(0, 1_000), (100, 900), (300, 800)]);
        assert_eq!(paid(price(&product, None, Some(1), 172)), 900, "72 hours before arrival the price was 900");
        assert_eq!(paid(price(&product, None, Some(1), 171)), 1_000);
        assert_eq!(paid(price(&product, None, Some(400), 299)), 900);
    }

    #[test]
    fn a_higher_price_than_seen_refuses_the_order_and_tells_the_present_one() {
        let product = product(&[(0, 1_000), (100, 1_200)]);
        let refused = price(&product, Some(950), Some(99), 101).expect_err("higher");
        let NotPriced::PriceChanged(present) = refused else { panic!("{refused:?}") };
        assert_eq!((present[0].price, present[0].higher), (cop(1_200), true));
        assert_eq!(paid(price(&product, Some(1_000), Some(99), 101)), 1_000);
        assert_eq!(paid(price(&product, Some(5_000), Some(99), 101)), 1_000, "lower: at the server's price");
    }

    #[test]
    fn what_is_not_sold_has_no_price_or_does_not_fit_is_told_line_by_line() {
        let (good, mut gone) = (product(&[(0, 1_000)]), product(&[(0, 1_000)]));
        let (huge, early) = (product(&[(0, i64::MAX / 5)]), product(&[(50, 1)]));
        gone.status = ProductStatus::Archived;
        let ids = [good.id, gone.id, huge.id, early.id, ProductId::new()];
        let quantity = Quantity::new(10).expect("quantity");
        let wanted = ids.map(|product_id| Wanted { product_id, quantity, price_seen: Some(cop(1)) });
        let products = [good, gone, huge, early].into_iter().map(|p| (p.id, p)).collect();
        let faults = price_lines(&wanted, &products, None, at(10), Currency::COP).expect_err("faults");
        let expected = [LineFault::NotSold, LineFault::TooLarge, LineFault::NoPrice, LineFault::UnknownProduct];
        assert_eq!(faults, NotPriced::Faults((1..).zip(expected).collect()));
    }

    #[test]
    fn a_sum_that_does_not_fit_is_refused() {
        let big = [product(&[(0, i64::MAX / 15)]), product(&[(0, i64::MAX / 15)])];
        let quantity = Quantity::new(10).expect("quantity");
        let wanted = [0, 1].map(|i: usize| Wanted { product_id: big[i].id, quantity, price_seen: None });
        let products = big.into_iter().map(|p| (p.id, p)).collect();
        assert_eq!(price_lines(&wanted, &products, None, at(1), Currency::COP), Err(NotPriced::SumTooLarge));
    }

    proptest! {
        #[test]
        fn the_instant_of_prices_is_within_its_bounds(
            captured in proptest::option::of(-10_000i64..10_000), arrived in -10_000i64..10_000
        ) {
            let instant = instant_of_prices(captured.map(at), at(arrived));
            prop_assert!(instant <= at(arrived) && instant >= at(arrived - 72));
            if captured.is_some_and(|c| c >= arrived - 72 && c <= arrived) {
                prop_assert_eq!(Some(instant), captured.map(at));
            }
        }

        #[test]
        fn nobody_pays_more_than_the_screen_said(
            prices in proptest::collection::vec((0i64..200, 1i64..5_000), 1..6),
            seen in 1i64..5_000, captured in proptest::option::of(0i64..250), arrived in 0i64..250
        ) {
            match price(&product(&prices), Some(seen), captured, arrived) {
                Ok((lines, totals)) => {
                    prop_assert!(lines[0].unit_price.amount <= seen);
                    prop_assert_eq!(totals.total.amount, totals.subtotal.amount + totals.tax.amount);
                }
                Err(NotPriced::PriceChanged(present)) => prop_assert!(present[0].higher),
                Err(NotPriced::Faults(faults)) => prop_assert_eq!(faults, vec![(0, LineFault::NoPrice)]),
                Err(other) => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn totals_are_sums_of_lines(prices in proptest::collection::vec((1i64..10_000_000, 1i64..=1_000_000), 1..30)) {
            let products: Vec<Product> = prices.iter().map(|(price, _)| product(&[(0, *price)])).collect();
            let wanted: Vec<Wanted> = products
                .iter()
                .zip(&prices)
                .map(|(p, (_, q))| (p.id, Quantity::new(*q).expect("quantity")))
                .map(|(product_id, quantity)| Wanted { product_id, quantity, price_seen: None })
                .collect();
            let products = products.into_iter().map(|p| (p.id, p)).collect();
            let (lines, totals) = price_lines(&wanted, &products, None, at(1), Currency::COP).expect("priced");
            prop_assert_eq!(totals.subtotal.amount, lines.iter().map(|l| l.net.amount).sum::<i64>());
            prop_assert_eq!(totals.tax.amount, lines.iter().map(|l| l.tax.amount).sum::<i64>());
            prop_assert_eq!(totals.total.amount, lines.iter().map(|l| l.total.amount).sum::<i64>());
        }
    }
}
