//! The demonstration company as its files tell of it (`storeflow/demo/*.csv`): people, goods and places, without history.

use crate::demo::ids;
use anyhow::{Context, ensure};
use contracts::identity::Role;
use contracts::{CustomerId, Location, ProductId, SellerId, ShipTo, SupplierId, UserId, WarehouseId};
use logistics::calendar::Weekday;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Everything that the files tell.
#[derive(Clone, Debug)]
pub struct Company {
    /// People of the office, and the driver.
    pub staff: Vec<Staff>,
    /// Those who look after shops.
    pub sellers: Vec<Seller>,
    /// Those who buy.
    pub shops: Vec<Shop>,
    /// Those who make.
    pub suppliers: Vec<Supplier>,
    /// What is sold.
    pub products: Vec<Product>,
    /// Where it lies.
    pub warehouses: Vec<Warehouse>,
    /// Where it is delivered to.
    pub zones: Vec<Zone>,
}

/// Somebody who signs in and is neither a seller nor a shop.
#[derive(Clone, Debug, Deserialize)]
pub struct Staff {
    /// What he or she signs in with.
    pub email: String,
    /// First and last name.
    pub name: String,
    /// Separated by `|`.
    #[serde(deserialize_with = "listed")]
    pub roles: Vec<Role>,
    /// The supplier that a supplier's user belongs to.
    pub supplier: Option<String>,
}

/// Somebody who looks after shops.
#[derive(Clone, Debug, Deserialize)]
pub struct Seller {
    /// As shops name their seller.
    pub key: String,
    /// First and last name.
    pub name: String,
    /// What he or she signs in with.
    pub email: String,
    /// Where.
    pub zone: String,
    /// Where the day begins, degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// A shop.
#[derive(Clone, Debug, Deserialize)]
pub struct Shop {
    /// What it is known by here.
    pub key: String,
    /// As on its sign.
    pub business_name: String,
    /// Whom to ask for.
    pub owner_name: String,
    /// E.164.
    pub phone: String,
    /// What it signs in with.
    pub email: String,
    /// Street address.
    pub address: String,
    /// City.
    pub city: String,
    /// Degrees north; three shops have no pin on the map.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Who looks after it.
    pub seller: String,
}

/// Who makes goods.
#[derive(Clone, Debug, Deserialize)]
pub struct Supplier {
    /// As products name it.
    pub key: String,
    /// As registered.
    pub legal_name: String,
    /// NIT.
    pub tax_id: Option<String>,
    /// For orders.
    pub email: String,
    /// E.164.
    pub phone: Option<String>,
}

/// Something that is sold.
#[derive(Clone, Debug, Deserialize)]
pub struct Product {
    /// The company's own code.
    pub sku: String,
    /// As shown.
    pub name: String,
    /// Who makes it.
    pub supplier: String,
    /// Such as `lacteos`.
    pub category: String,
    /// Such as `bag`.
    pub unit: String,
    /// Base units in a pack.
    pub pack_size: i64,
    /// The present price of a base unit in pesos, without tax.
    pub price_cop: i64,
    /// Basis points.
    pub tax_rate_bp: i64,
    /// Of a base unit.
    pub weight_grams: i64,
    /// Of a base unit.
    pub volume_ml: i64,
    /// Days from production to expiry.
    pub shelf_life_days: Option<i64>,
    /// Days that it must have left to be sold.
    pub min_days_left: Option<i64>,
    /// GTIN.
    pub barcode: Option<String>,
}

/// A building with stock.
#[derive(Clone, Debug, Deserialize)]
pub struct Warehouse {
    /// Such as `BOG`.
    pub code: String,
    /// As shown.
    pub name: String,
    /// Street address.
    pub address: String,
    /// City.
    pub city: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// Cities that a warehouse delivers to alike. The last two columns are the warehouse's own, the same in each of its zones.
#[derive(Clone, Debug, Deserialize)]
pub struct Zone {
    /// The warehouse's code.
    pub warehouse: String,
    /// As shown.
    pub name: String,
    /// Separated by `|`.
    #[serde(deserialize_with = "listed")]
    pub cities: Vec<String>,
    /// Business days from order to delivery.
    pub lead_days: i64,
    /// Local hour.
    pub cut_off_hour: i64,
    /// 1 is Monday; separated by `|`.
    #[serde(deserialize_with = "listed")]
    pub weekdays: Vec<i64>,
    /// Shops that the warehouse visits on a day.
    pub stops_per_day: i64,
    /// What it delivers on a day.
    pub kilograms_per_day: i64,
}

impl Staff {
    /// The id that it has wherever the company is loaded.
    #[must_use]
    pub fn id(&self) -> UserId {
        ids::of("user", &self.email)
    }
}

impl Seller {
    /// The id that it has wherever the company is loaded.
    #[must_use]
    pub fn id(&self) -> SellerId {
        ids::of("user", &self.email)
    }

    /// Where the day begins.
    #[must_use]
    pub const fn start_point(&self) -> Location {
        Location { lat: self.lat, lon: self.lon }
    }
}

impl Shop {
    /// The id that it has wherever the company is loaded.
    #[must_use]
    pub fn id(&self) -> CustomerId {
        ids::of("shop", &self.key)
    }

    /// Its pin on the map, if it has one.
    #[must_use]
    pub fn location(&self) -> Option<Location> {
        Some(Location { lat: self.lat?, lon: self.lon? })
    }

    /// Where its orders go.
    #[must_use]
    pub fn ship_to(&self) -> ShipTo {
        ShipTo {
            business_name: self.business_name.clone(),
            address: self.address.clone(),
            city: Some(self.city.clone()),
            location: self.location(),
            phone: Some(self.phone.clone()),
        }
    }
}

impl Product {
    /// The id that it has wherever the company is loaded.
    #[must_use]
    pub fn id(&self) -> ProductId {
        ids::of("product", &self.sku)
    }
}

impl Warehouse {
    /// The id that it has wherever the company is loaded.
    #[must_use]
    pub fn id(&self) -> WarehouseId {
        ids::of("warehouse", &self.code)
    }

    /// Where it stands.
    #[must_use]
    pub const fn location(&self) -> Location {
        Location { lat: self.lat, lon: self.lon }
    }
}

impl Zone {
    /// The weekdays on which trucks go out.
    #[must_use]
    pub fn days(&self) -> Vec<Weekday> {
        self.weekdays.iter().filter_map(|number| Weekday::numbered(*number)).collect()
    }
}

/// The id of the supplier that the files call `key`.
#[must_use]
pub fn supplier_id(key: &str) -> SupplierId {
    ids::of("supplier", key)
}

fn listed<'de, D: serde::Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    let text = String::deserialize(from)?;
    let part = |part: &str| {
        // `6` is a number, `seller` a word.
        let value = part.parse().map_or_else(|_| serde_json::Value::from(part), |number: i64| number.into());
        serde_json::from_value(value).map_err(serde::de::Error::custom)
    };
    text.split('|').map(str::trim).filter(|part| !part.is_empty()).map(part).collect()
}

fn rows<T: DeserializeOwned>(name: &str, text: &str) -> anyhow::Result<Vec<T>> {
    let rows: Result<Vec<T>, csv::Error> = csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect();
    let rows = rows.with_context(|| format!("demo/{name} cannot be read"))?;
    ensure!(!rows.is_empty(), "demo/{name} is empty");
    Ok(rows)
}

macro_rules! file {
    ($name:literal) => {
        rows($name, include_str!(concat!("../../demo/", $name)))
    };
}

impl Company {
    /// Reads the files, which are part of the binary.
    ///
    /// # Errors
    /// When a file was edited and no longer makes sense.
    pub fn read() -> anyhow::Result<Self> {
        let company = Self {
            staff: file!("users.csv")?,
            sellers: file!("sellers.csv")?,
            shops: file!("shops.csv")?,
            suppliers: file!("suppliers.csv")?,
            products: file!("products.csv")?,
            warehouses: file!("warehouses.csv")?,
            zones: file!("zones.csv")?,
        };
        company.check()?;
        Ok(company)
    }

    /// What would else come to light only in the middle of loading.
    fn check(&self) -> anyhow::Result<()> {
        let sellers = self.sellers();
        let suppliers: BTreeMap<&str, &Supplier> = self.suppliers.iter().map(|s| (s.key.as_str(), s)).collect();
        for shop in &self.shops {
            ensure!(sellers.contains_key(shop.seller.as_str()), "shop {}: no seller {}", shop.key, shop.seller);
        }
        let named = self.products.iter().map(|product| product.supplier.as_str());
        for supplier in named.chain(self.staff.iter().filter_map(|staff| staff.supplier.as_deref())) {
            ensure!(suppliers.contains_key(supplier), "there is no supplier {supplier}");
        }
        for zone in &self.zones {
            let there = self.warehouses.iter().any(|warehouse| warehouse.code == zone.warehouse);
            ensure!(there, "zone {}: no warehouse {}", zone.name, zone.warehouse);
            ensure!(zone.days().len() == zone.weekdays.len(), "zone {}: weekdays are 1 to 7", zone.name);
        }
        Ok(())
    }

    /// The sellers, by key.
    #[must_use]
    pub fn sellers(&self) -> BTreeMap<&str, &Seller> {
        self.sellers.iter().map(|seller| (seller.key.as_str(), seller)).collect()
    }

    /// Everybody who signs in, with the first role.
    pub fn sign_ins(&self) -> impl Iterator<Item = (Role, &str)> {
        let staff = self.staff.iter().filter_map(|staff| Some((*staff.roles.first()?, staff.email.as_str())));
        let sellers = self.sellers.iter().map(|seller| (Role::Seller, seller.email.as_str()));
        staff.chain(sellers).chain(self.shops.iter().map(|shop| (Role::Customer, shop.email.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_files_hold_what_was_promised() {
        let company = Company::read().expect("readable");
        assert!(company.suppliers.len() >= 12 && company.products.len() >= 200);
        assert_eq!((company.warehouses.len(), company.shops.len(), company.sellers.len()), (3, 60, 6));
        let roles: BTreeSet<Role> = company.sign_ins().map(|(role, _)| role).collect();
        assert_eq!(roles.len(), 9, "every role has a user: {roles:?}");
        for name in
            ["admin", "purchasing", "warehouse", "logistics", "sales", "supplier", "driver", "seller", "customer"]
        {
            let email = format!("{name}@demo.storeflow.test");
            assert_eq!(company.sign_ins().filter(|(_, of)| *of == email).count(), 1, "{email}");
        }
        assert_eq!(company.shops.iter().filter(|shop| shop.location().is_none()).count(), 3);
        assert_eq!(company.shops[0].address, "Calle 140 # 13-42, Cedritos");
    }

    #[test]
    fn nothing_has_the_id_of_another() {
        let company = Company::read().expect("readable");
        let products: BTreeSet<_> = company.products.iter().map(Product::id).collect();
        assert_eq!(products.len(), company.products.len());
        let shops: BTreeSet<_> = company.shops.iter().map(Shop::id).collect();
        assert_eq!(shops.len(), company.shops.len());
    }
}
