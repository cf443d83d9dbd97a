//! The reference company: the demonstration company grown to ten thousand shops. Pure and seeded; the same every time.

use super::Size;
use super::words::{BRANDS, CATEGORIES, FIRST, KINDS, KINDS_OF_GOODS, LAST, QUARTERS, SHOPS};
use crate::demo::company::{Company, Product, Seller, Shop, Supplier};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::purchasing::PriceFrom;
use contracts::{Currency, Money};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeSet;

/// Cities and what share of the new shops lies there, in percent; the zones of `zones.csv` deliver to all of them.
const CITIES: [(&str, usize, u32, f64, f64); 16] = [
    ("Bogotá", 0, 38, 4.65, -74.09),
    ("Soacha", 0, 6, 4.58, -74.21),
    ("Chía", 0, 3, 4.86, -74.05),
    ("Zipaquirá", 0, 2, 5.02, -74.00),
    ("Facatativá", 0, 2, 4.81, -74.35),
    ("Fusagasugá", 0, 2, 4.34, -74.36),
    ("Medellín", 1, 16, 6.24, -75.57),
    ("Bello", 1, 4, 6.33, -75.55),
    ("Itagüí", 1, 3, 6.17, -75.61),
    ("Envigado", 1, 3, 6.17, -75.58),
    ("Rionegro", 1, 2, 6.15, -75.37),
    ("Cali", 2, 12, 3.43, -76.52),
    ("Palmira", 2, 3, 3.53, -76.30),
    ("Yumbo", 2, 2, 3.58, -76.49),
    ("Jamundí", 2, 1, 3.26, -76.54),
    ("Tuluá", 2, 1, 4.08, -76.20),
];
/// What a shelf price ends in, in pesos.
const STEP: i64 = 50;
/// Minor units of a peso.
const CENTS: i64 = 100;

/// The company of a size. It begins with everybody and everything of the demonstration company.
///
/// # Errors
/// When a file of the demonstration company does not make sense.
pub fn grown(seed: u64, size: Size) -> anyhow::Result<Company> {
    let mut company = Company::read()?;
    let rng = &mut StdRng::seed_from_u64(seed ^ 0x5245_4645);
    add_suppliers(&mut company, size.suppliers(), rng);
    add_products(&mut company, size.products(), rng);
    let regions = add_sellers(&mut company, size.sellers(), rng);
    add_shops(&mut company, size.shops(), &regions, rng);
    // Room for all of them, whatever the size.
    for zone in &mut company.zones {
        zone.stops_per_day = zone.stops_per_day.saturating_mul(20);
        zone.kilograms_per_day = zone.kilograms_per_day.saturating_mul(60);
    }
    Ok(company)
}

/// One of many, the first ones more often.
fn skewed(rng: &mut StdRng, count: usize) -> usize {
    let point: f64 = rng.random_range(0.0..1.0);
    ((point * point * count as f64) as usize).min(count.saturating_sub(1))
}

fn person(rng: &mut StdRng) -> String {
    let [first, mother] = [0, 1].map(|_| skewed(rng, LAST.len()));
    format!("{} {} {}", FIRST[skewed(rng, FIRST.len())], LAST[first], LAST[mother])
}

fn add_suppliers(company: &mut Company, count: usize, rng: &mut StdRng) {
    for number in company.suppliers.len()..count {
        let brand = BRANDS[number % BRANDS.len()];
        let kind = ["Distribuidora", "Alimentos", "Industrias", "Comercializadora", "Productos"][number % 5];
        let form = if number.is_multiple_of(3) { "S.A." } else { "S.A.S." };
        company.suppliers.push(Supplier {
            key: format!("ref_{number:03}"),
            legal_name: format!("{kind} {brand} {} {form}", QUARTERS[skewed(rng, QUARTERS.len())])
                + &format!(" {number}"),
            tax_id: Some(format!("9{:08}-{}", 10_000_000 + number * 7_919, number % 10)),
            email: format!("pedidos{number:03}@reference.example"),
            phone: Some(format!("+5760{:08}", 10_000_000 + number)),
        });
    }
}

fn add_products(company: &mut Company, count: usize, rng: &mut StdRng) {
    let mut names: BTreeSet<String> = company.products.iter().map(|product| product.name.clone()).collect();
    let mut number = company.products.len();
    while number < count {
        let category = &CATEGORIES[rng.random_range(0..CATEGORIES.len())];
        let goods = category.goods[skewed(rng, category.goods.len())];
        let variety = KINDS_OF_GOODS[skewed(rng, KINDS_OF_GOODS.len())];
        let brand = skewed(rng, BRANDS.len());
        let (size, grams) = category.sizes[rng.random_range(0..category.sizes.len())];
        let words = [goods, variety, BRANDS[brand], size];
        let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        if !names.insert(name.clone()) {
            continue;
        }
        let price = category.price * (grams + 40) / 1_000 * rng.random_range(70..140) / 100;
        company.products.push(Product {
            sku: format!("R{}-{number:05}", category.name[..3].to_uppercase()),
            name,
            supplier: company.suppliers[(brand * 2 + number % 2) % company.suppliers.len()].key.clone(),
            category: category.name.to_owned(),
            unit: category.unit.to_owned(),
            pack_size: [6, 12, 24, 36][rng.random_range(0..4)],
            price_cop: rounded(price),
            tax_rate_bp: category.tax,
            weight_grams: grams + grams / 20,
            volume_ml: grams + grams / 8,
            shelf_life_days: category.life.map(|(life, _)| life),
            min_days_left: category.life.map(|(_, left)| left),
            barcode: Some(format!("771{:010}", number * 97 + 13)),
        });
        number += 1;
    }
}

/// Answers with the sellers of each warehouse's region.
fn add_sellers(company: &mut Company, count: usize, rng: &mut StdRng) -> Vec<Vec<String>> {
    let mut regions = vec![Vec::new(); company.warehouses.len().max(1)];
    for seller in &company.sellers {
        let near = (0..company.warehouses.len()).min_by(|a, b| {
            let metres = |house: &usize| company.warehouses[*house].location().metres_to(&seller.start_point());
            metres(a).total_cmp(&metres(b))
        });
        regions[near.unwrap_or(0)].push(seller.key.clone());
    }
    for number in company.sellers.len()..count {
        let (city, region, _, lat, lon) = city(rng);
        let key = format!("seller{number:03}");
        company.sellers.push(Seller {
            name: person(rng),
            email: format!("{key}@demo.storeflow.test"),
            zone: format!("{city}: {}", QUARTERS[skewed(rng, QUARTERS.len())]),
            lat: nearby(lat, rng),
            lon: nearby(lon, rng),
            key: key.clone(),
        });
        regions[region].push(key);
    }
    regions
}

fn city(rng: &mut StdRng) -> (&'static str, usize, u32, f64, f64) {
    let mut point = rng.random_range(0..CITIES.iter().map(|city| city.2).sum());
    let hit = CITIES.into_iter().find(|city| {
        let hit = point < city.2;
        point = point.saturating_sub(city.2);
        hit
    });
    hit.unwrap_or(CITIES[0])
}

/// Five decimals, some kilometres around.
fn nearby(degrees: f64, rng: &mut StdRng) -> f64 {
    ((degrees + rng.random_range(-0.04..0.04)) * 100_000.0).round() / 100_000.0
}

fn add_shops(company: &mut Company, count: usize, regions: &[Vec<String>], rng: &mut StdRng) {
    for number in company.shops.len()..count {
        let (city, region, _, lat, lon) = city(rng);
        let quarter = QUARTERS[skewed(rng, QUARTERS.len())];
        let kind = KINDS[skewed(rng, KINDS.len())];
        let name = SHOPS[skewed(rng, SHOPS.len())];
        let more = if rng.random_bool(0.4) { format!(" de {quarter}") } else { String::new() };
        let street = ["Calle", "Carrera", "Avenida", "Diagonal", "Transversal"][skewed(rng, 5)];
        let [main, cross, door] = [(1, 190), (1, 120), (2, 99)].map(|(from, to)| rng.random_range(from..to));
        let pinned = rng.random_bool(0.95);
        let key = format!("shop{number:05}");
        company.shops.push(Shop {
            business_name: format!("{kind} {name}{more}"),
            owner_name: person(rng),
            phone: format!("+5733{:08}", number * 7_919 % 100_000_000),
            email: format!("{key}@demo.storeflow.test"),
            address: format!("{street} {main} # {cross}-{door}, {quarter}"),
            city: city.to_owned(),
            lat: pinned.then(|| nearby(lat, rng)),
            lon: pinned.then(|| nearby(lon, rng)),
            seller: regions[region][rng.random_range(0..regions[region].len())].clone(),
            key,
        });
    }
}

/// The prices of each product over the whole past, oldest first: dearer once or twice a year, with an offer now and then. The
/// present one is the product's.
#[must_use]
pub fn prices(
    seed: u64,
    company: &Company,
    now: DateTime<Utc>,
    past: TimeDelta,
    currency: Currency,
) -> Vec<Vec<PriceFrom>> {
    let of = |(place, product): (usize, &Product)| {
        let rng = &mut StdRng::seed_from_u64(seed ^ (place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let (mut at, mut pesos) = (now, product.price_cop);
        let mut changes: Vec<(DateTime<Utc>, i64)> = Vec::new();
        loop {
            at -= TimeDelta::days(rng.random_range(70..330));
            if at <= now - past {
                break;
            }
            changes.push((midnight(at), pesos));
            let before = if rng.random_bool(0.9) { rng.random_range(930..990) } else { rng.random_range(1_010..1_050) };
            pesos = rounded(pesos * before / 1_000);
        }
        changes.push((now - past, pesos));
        changes.reverse();
        let price = |(valid_from, pesos)| PriceFrom { valid_from, price: Money::new(pesos * CENTS, currency) };
        changes.into_iter().map(price).collect()
    };
    company.products.iter().enumerate().map(of).collect()
}

fn rounded(pesos: i64) -> i64 {
    ((pesos + STEP / 2) / STEP * STEP).max(STEP)
}

/// Prices change over night (05:00 UTC is midnight in Bogotá).
fn midnight(at: DateTime<Utc>) -> DateTime<Utc> {
    at.date_naive().and_hms_opt(5, 0, 0).unwrap_or_default().and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_company_grows_and_nothing_is_there_twice() {
        let company = grown(7, Size::new(1.0).expect("size")).expect("grown");
        assert_eq!((company.shops.len(), company.products.len(), company.sellers.len()), (10_000, 5_000, 200));
        let unique = |keys: Vec<&str>| keys.iter().collect::<BTreeSet<_>>().len() == keys.len();
        assert!(unique(company.shops.iter().map(|shop| shop.email.as_str()).collect()));
        assert!(unique(company.shops.iter().map(|shop| shop.phone.as_str()).collect()));
        assert!(unique(company.products.iter().map(|product| product.sku.as_str()).collect()));
        assert!(unique(company.suppliers.iter().map(|supplier| supplier.legal_name.as_str()).collect()));
        let sellers = company.sellers();
        assert!(company.shops.iter().all(|shop| sellers.contains_key(shop.seller.as_str())));
    }

    #[test]
    fn every_product_had_a_price_at_every_time() {
        let size = Size::new(0.01).expect("size");
        let company = grown(7, size).expect("grown");
        let (now, past) = (DateTime::UNIX_EPOCH + TimeDelta::days(20_000), TimeDelta::days(1_100));
        for (product, prices) in company.products.iter().zip(prices(7, &company, now, past, Currency::COP)) {
            assert!(prices.windows(2).all(|pair| pair[0].valid_from < pair[1].valid_from), "{prices:?}");
            assert_eq!(prices[0].valid_from, now - past);
            assert_eq!(prices.last().map(|price| price.price.amount), Some(product.price_cop * CENTS));
        }
    }
}
