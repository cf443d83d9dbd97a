//! A small company, set up through the gateway as its people would.

use crate::api::Api;
use crate::eventually;
use crate::world::{ADMIN, PASSWORD};
use serde_json::{Value, json};

/// A company with some products in one warehouse, and shops that order.
pub struct Company {
    /// The administrator.
    pub admin: Api,
    /// The product ids.
    pub products: Vec<String>,
    /// The warehouse id.
    pub warehouse: String,
    /// The shops, signed in.
    pub shops: Vec<Api>,
}

impl Company {
    /// `stock` units of each of `products` products, and `shops` shops.
    ///
    /// # Panics
    /// When something is refused.
    pub async fn set_up(url: &str, products: usize, stock: i64, shops: usize) -> Self {
        let guest = Api::new(url);
        let admin = guest.sign_in(ADMIN, PASSWORD).await;
        // The keys that tokens are checked with come to the services by message.
        for service in contracts::Service::ALL {
            let path = format!("/api/{service}/system/health");
            eventually("the service knows the key", 60, || async {
                let health = admin.get(&path).await;
                // Where no replica can be reached the service has not been started yet: some stories do so later.
                health.status == 200 || health.code() == "service_unavailable"
            })
            .await;
        }
        Self::set_up_by(admin, &guest, products, stock, shops).await
    }

    /// The same by an administrator who is signed in already.
    ///
    /// # Panics
    /// When something is refused.
    pub async fn set_up_by(admin: Api, guest: &Api, products: usize, stock: i64, shops: usize) -> Self {
        let warehouse = json!({"code": "BOG", "name": "Bogotá", "address": "Calle 17 # 96-20", "city": "Bogotá",
                               "location": {"lat": 4.6736, "lon": -74.1432}});
        let warehouse = created(&admin, "/api/inventory/warehouses", &warehouse).await;
        let supplier = json!({"legal_name": "Molinos del Sur S.A.", "email": "ventas@molinos.example"});
        let supplier = created(&admin, "/api/purchasing/suppliers", &supplier).await;
        let mut ids = Vec::new();
        for n in 0..products {
            let product = json!({"sku": format!("HIS-{n:04}"), "name": format!("Harina {n} de 1 kg"), "supplier_id": supplier,
                "price": {"amount": 410_000 + 100 * i64::try_from(n).expect("few"), "currency": "COP"}, "tax_rate_bp": 1900,
                "weight_grams": 1_000, "volume_ml": 1_500, "category": "granos"});
            ids.push(created(&admin, "/api/purchasing/products", &product).await);
        }
        for id in &ids {
            // Inventory learns of a product by message: it may take a moment.
            let adjustment = json!({"warehouse_id": warehouse, "product_id": id, "lot": "L1", "expires_on": "2099-12-31",
                                    "delta": stock, "reason": "found"});
            eventually("inventory knows the product", 20, || async {
                admin.post("/api/inventory/adjustments", &adjustment).await.status == 201
            })
            .await;
        }
        let mut company = Self { admin, products: ids, warehouse, shops: Vec::new() };
        for n in 0..shops {
            let shop = company.open_shop(guest, n).await;
            company.shops.push(shop);
        }
        let customer = company.shops.first().cloned();
        if let Some(customer) = customer {
            let last = company.products.last().cloned().unwrap_or_default();
            eventually("sales knows the products", 20, || async {
                let body = json!({"fulfilment": "complete", "lines": [{"product_id": last, "quantity": 999_999, "price_seen":
                    {"amount": 1, "currency": "COP"}}]});
                // Refused for its price: sales knows the product and its price, and stores nothing.
                customer.post("/api/sales/orders", &body).await.code() == "price_changed"
            })
            .await;
        }
        company
    }

    /// Registers a shop and signs it in.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn open_shop(&self, guest: &Api, n: usize) -> Api {
        let phone = format!("+5730{:08}", 10_000_000 + n);
        let body = json!({"business_name": format!("Tienda {n}"), "phone": phone, "password": PASSWORD, "city": "Bogotá",
                          "address": format!("Carrera {n} # 10-20"), "location": {"lat": 4.65, "lon": -74.1}});
        let answer = guest.post_until_answered("/api/identity/customers", &body).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
        guest.sign_in(&phone, PASSWORD).await
    }
}

/// Creates something and answers with its id.
///
/// # Panics
/// When it is refused.
pub async fn created(api: &Api, path: &str, body: &Value) -> String {
    let answer = api.post_until_answered(path, body).await.ok();
    answer["id"].as_str().expect("an id").to_owned()
}

/// An order of some quantity of some products.
#[must_use]
pub fn order(id: &str, fulfilment: &str, lines: &[(&str, i64)]) -> Value {
    let lines: Vec<Value> =
        lines.iter().map(|(product, quantity)| json!({"product_id": product, "quantity": quantity})).collect();
    json!({"id": id, "fulfilment": fulfilment, "lines": lines})
}

/// A new id, as a phone makes it.
#[must_use]
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
