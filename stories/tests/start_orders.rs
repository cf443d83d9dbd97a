//! A service that has never run yet loses nothing: its queue and its bindings are there before it is.

use contracts::Service;
use serde_json::json;
use stories::company::{created, new_id, order};
use stories::world::{ADMIN, PASSWORD, panics};
use stories::{Api, Cluster, ClusterOptions, Company, Servers, eventually, invariants};

async fn cluster_without(later: &[Service]) -> Cluster {
    let options = ClusterOptions { later: later.to_vec(), ..ClusterOptions::on(Servers::shared().expect("servers")) };
    Cluster::start(options).await.expect("it starts")
}

async fn start(cluster: &mut Cluster, service: Service) {
    cluster.launch(service, 0, false).expect("it starts");
    cluster.wait_ready(service, 0).await.expect("it becomes ready");
}

/// Ten accepted orders; none has come anywhere yet.
async fn ten_orders(company: &Company) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..10 {
        let id = new_id();
        let shop = &company.shops[n % company.shops.len()];
        let body = order(&id, "complete", &[(&company.products[n % company.products.len()], 2)]);
        assert_eq!(shop.post_until_answered("/api/sales/orders", &body).await.status, 202);
        ids.push(id);
    }
    ids
}

async fn all_are(company: &Company, ids: &[String], status: &str) {
    for id in ids {
        let order = company.admin.get(&format!("/api/sales/orders/{id}")).await.ok();
        assert_eq!(order["status"], status, "{order}");
    }
}

async fn all_go_out(company: &Company, ids: &[String]) {
    let orders = invariants::hold(&company.admin, 60).await;
    assert_eq!(orders.len(), ids.len());
    all_are(company, ids, "scheduled").await;
    assert_eq!(panics(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ordering_comes_last() {
    let mut cluster = cluster_without(&[Service::Ordering]).await;
    let company = Company::set_up(&cluster.url(), 2, 100, 2).await;
    let ids = ten_orders(&company).await;
    // One is cancelled before anybody has looked at it.
    let cancelled = company.shops[0].post(&format!("/api/sales/orders/{}/cancel", ids[0]), &json!({})).await;
    assert_eq!(cancelled.status, 202, "{}", cancelled.json);
    all_are(&company, &ids, "submitted").await;
    start(&mut cluster, Service::Ordering).await;
    let orders = invariants::hold(&company.admin, 60).await;
    assert_eq!(orders.len(), ids.len());
    all_are(&company, &ids[..1], "cancelled").await;
    all_are(&company, &ids[1..], "scheduled").await;
    assert_eq!(panics(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logistics_comes_last() {
    let mut cluster = cluster_without(&[Service::Logistics, Service::Ordering]).await;
    let company = Company::set_up(&cluster.url(), 2, 100, 2).await;
    let ids = ten_orders(&company).await;
    start(&mut cluster, Service::Ordering).await;
    eventually("their stock is held", 30, || async {
        let stock = company.admin.all("/api/inventory/stock").await;
        stock.iter().filter_map(|row| row["reserved"].as_i64()).sum::<i64>() == 20
    })
    .await;
    all_are(&company, &ids, "submitted").await;
    start(&mut cluster, Service::Logistics).await;
    all_go_out(&company, &ids).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sales_hears_of_shops_and_products_that_are_older_than_itself() {
    let mut cluster =
        cluster_without(&[Service::Sales, Service::Inventory, Service::Logistics, Service::Ordering]).await;
    let mut company = without_stock(&cluster).await;
    for service in [Service::Sales, Service::Logistics, Service::Inventory, Service::Ordering] {
        start(&mut cluster, service).await;
    }
    stock_up(&mut company).await;
    let ids = ten_orders(&company).await;
    all_go_out(&company, &ids).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inventory_then_logistics_then_ordering_come_after_the_orders() {
    let mut cluster = cluster_without(&[Service::Inventory, Service::Logistics, Service::Ordering]).await;
    let mut company = without_stock(&cluster).await;
    let ids = ten_orders(&company).await;
    start(&mut cluster, Service::Inventory).await;
    stock_up(&mut company).await;
    start(&mut cluster, Service::Logistics).await;
    all_are(&company, &ids, "submitted").await;
    start(&mut cluster, Service::Ordering).await;
    all_go_out(&company, &ids).await;
}

/// Two products and two shops; there is no inventory to have a warehouse in.
async fn without_stock(cluster: &Cluster) -> Company {
    let guest = Api::new(cluster.url());
    let admin = guest.sign_in(ADMIN, PASSWORD).await;
    let supplier = json!({"legal_name": "Molinos del Sur S.A.", "email": "ventas@molinos.example"});
    let supplier = created(&admin, "/api/purchasing/suppliers", &supplier).await;
    let mut company = Company { admin, products: Vec::new(), warehouse: String::new(), shops: Vec::new() };
    for n in 0..2 {
        let product = json!({"sku": format!("HIS-{n:04}"), "name": format!("Harina {n} de 1 kg"), "supplier_id": supplier,
            "price": {"amount": 410_000, "currency": "COP"}, "tax_rate_bp": 1900, "weight_grams": 1_000, "volume_ml": 1_500,
            "category": "granos"});
        let id = created(&company.admin, "/api/purchasing/products", &product).await;
        company.products.push(id);
        let shop = company.open_shop(&guest, n).await;
        company.shops.push(shop);
    }
    company
}

/// A warehouse with 100 units of each product.
async fn stock_up(company: &mut Company) {
    let warehouse = json!({"code": "BOG", "name": "Bogotá", "address": "Calle 17 # 96-20", "city": "Bogotá",
                           "location": {"lat": 4.6736, "lon": -74.1432}});
    // It has only just begun, and may not have heard of identity's keys yet.
    let warehouse = company.admin.post_until_answered("/api/inventory/warehouses", &warehouse).await.ok();
    company.warehouse = warehouse["id"].as_str().expect("an id").to_owned();
    for id in &company.products {
        let adjustment = json!({"warehouse_id": company.warehouse, "product_id": id, "lot": "L1",
                                "expires_on": "2099-12-31", "delta": 100, "reason": "found"});
        eventually("inventory knows the product", 20, || async {
            company.admin.post("/api/inventory/adjustments", &adjustment).await.status == 201
        })
        .await;
    }
}
