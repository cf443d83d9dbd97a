//! What a shop may order instead of something that is not there. Pure.

use contracts::sales::Substitute;
use contracts::{Money, ProductId};

/// Substitutes of one line.
pub const MOST: usize = 3;
/// How far a substitute's price may be from that of the product that is missing, in hundredths of the latter.
pub const PRICE_RANGE: i64 = 30;

/// A product that is sold, of which something is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnShelf {
    /// The product.
    pub id: ProductId,
    /// As shown.
    pub name: String,
    /// For one base unit, now.
    pub price: Money,
    /// Base units in the warehouse that has most: one order is filled from one warehouse.
    pub available: i64,
}

/// The best substitutes for `quantity` units of a product that costs `price`: of `shelf`, which holds its category, without
/// what the order names anyway. First those of which there is enough, then those whose price is nearest.
#[must_use]
pub fn choose(
    price: Money,
    quantity: i64,
    shelf: &[OnShelf],
    is_ordered: impl Fn(ProductId) -> bool,
) -> Vec<Substitute> {
    let apart = |other: &OnShelf| (i128::from(other.price.amount) - i128::from(price.amount)).abs();
    let near = |other: &&OnShelf| {
        other.price.currency == price.currency
            && apart(other) * 100 <= i128::from(price.amount) * i128::from(PRICE_RANGE)
    };
    let mut others: Vec<&OnShelf> =
        shelf.iter().filter(|other| other.available > 0 && !is_ordered(other.id)).filter(near).collect();
    others.sort_by_key(|other| (other.available < quantity, apart(other), other.id));
    let substitute = |other: &OnShelf| Substitute {
        product_id: other.id,
        name: other.name.clone(),
        price: other.price,
        available: other.available,
    };
    others.into_iter().take(MOST).map(substitute).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::Currency;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn cop(amount: i64) -> Money {
        Money::new(amount, Currency::COP)
    }

    fn on_shelf(n: u128, price: i64, available: i64) -> OnShelf {
        OnShelf { id: ProductId(Uuid::from_u128(n)), name: format!("P{n}"), price: cop(price), available }
    }

    fn chosen(price: i64, quantity: i64, shelf: &[OnShelf]) -> Vec<u128> {
        let none = |_| false;
        choose(cop(price), quantity, shelf, none).iter().map(|other| other.product_id.0.as_u128()).collect()
    }

    #[test]
    fn enough_goes_before_near_and_near_before_far() {
        let shelf = [on_shelf(1, 100, 2), on_shelf(2, 129, 50), on_shelf(3, 95, 50), on_shelf(4, 101, 0)];
        assert_eq!(chosen(100, 10, &shelf), [3, 2, 1]);
        assert_eq!(chosen(100, 1, &shelf), [1, 3, 2]);
    }

    #[test]
    fn the_range_has_both_ends_and_a_price_of_nothing_has_none() {
        let shelf = [on_shelf(1, 130, 9), on_shelf(2, 131, 9), on_shelf(3, 70, 9), on_shelf(4, 69, 9)];
        assert_eq!(chosen(100, 1, &shelf), [1, 3]);
        assert!(chosen(0, 1, &shelf).is_empty());
    }

    #[test]
    fn what_is_ordered_anyway_is_no_substitute() {
        let shelf = [on_shelf(1, 100, 9), on_shelf(2, 100, 9)];
        let ordered = choose(cop(100), 1, &shelf, |id| id == shelf[0].id);
        assert_eq!(ordered.iter().map(|other| other.product_id).collect::<Vec<_>>(), [shelf[1].id]);
    }

    proptest! {
        #[test]
        fn never_too_many_too_dear_or_not_there(
            price in 1i64..2_000_000_000_000, quantity in 1i64..100,
            others in prop::collection::vec((1i64..2_000_000_000_000, 0i64..120), 0..12),
        ) {
            let shelf: Vec<OnShelf> = (1..).zip(others).map(|(n, (price, there))| on_shelf(n, price, there)).collect();
            let found = choose(cop(price), quantity, &shelf, |_| false);
            prop_assert!(found.len() <= MOST);
            for other in &found {
                prop_assert!(other.available > 0);
                prop_assert!((other.price.amount - price).abs() * 10 <= price * 3);
            }
            let enough = found.iter().map(|other| other.available >= quantity).collect::<Vec<_>>();
            prop_assert!(enough.windows(2).all(|pair| pair[0] || !pair[1]), "enough comes first");
        }
    }
}
