//! What came from suppliers, and what suppliers see of it.

use super::*;
use contracts::inventory::{GoodsReceived, ReceiveGoods, ReceivedGoods};
use contracts::{PurchaseOrderId, ReceiptId};

fn goods(
    product_id: ProductId,
    quantity: i64,
    damaged: i64,
    lot: &str,
    expires_on: Option<NaiveDate>,
) -> ReceivedGoods {
    let quantity = Quantity::new(quantity).expect("quantity");
    ReceivedGoods { product_id, quantity, damaged, lot: Some(lot.to_owned()), expires_on }
}

impl World {
    fn receipt(&self, warehouse_id: WarehouseId, lines: Vec<ReceivedGoods>) -> ReceiveGoods {
        ReceiveGoods {
            receipt_id: ReceiptId::new(),
            purchase_order_id: PurchaseOrderId::new(),
            number: "P10000004".to_owned(),
            warehouse_id,
            received_by: UserId::new(),
            received_at: self.app().now(),
            lines,
        }
    }
}

chassis::testing::both!(
    async fn a_receipt_is_booked_once_lot_by_lot_and_damaged_goods_leave_again(setup: Setup) {
        let world = World::start(setup).await;
        let warehouse = world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let milk = world.product(Some(5)).await;
        // Purchasing's message about the other one has not come yet.
        let bread = ProductId::new();
        let lines = vec![
            goods(milk, 10, 2, "A", Some(world.day(30))),
            goods(milk, 5, 0, "A", Some(world.day(30))),
            goods(milk, 4, 0, "B", Some(world.day(2))),
            goods(bread, 3, 3, "C", None),
        ];
        let receipt = world.receipt(warehouse, lines);
        for _ in 0..3 {
            world.system.send(&receipt).await;
        }
        world.system.settle().await;

        assert_eq!(world.level(warehouse, milk).await, (17, 0, 13), "the four are too short-dated to be sold");
        assert_eq!(world.level(warehouse, bread).await, (0, 0, 0));
        let told = world.system.sent::<GoodsReceived>();
        assert!(told.len() == 3 && told.iter().all(|told| told.receipt_id == receipt.receipt_id), "{told:?}");

        let ledger = world.get(&format!("/api/inventory/movements?product_id={milk}")).await;
        let rows = ledger.json["items"].as_array().expect("items");
        let mut seen: Vec<_> = rows
            .iter()
            .map(|row| (row["lot"].as_str().unwrap_or(""), row["reason"].as_str().unwrap_or(""), row["delta"].as_i64()))
            .collect();
        seen.sort();
        let told = [("A", "damaged", Some(-2)), ("A", "received", Some(15)), ("B", "received", Some(4))];
        assert_eq!(seen, told);
        for row in rows {
            assert_eq!(row["reference"], json!(receipt.receipt_id));
            assert_eq!((&row["actor_id"], &row["note"]), (&json!(receipt.received_by), &json!("P10000004")));
        }
        world.assert_books_agree().await;

        let again = world.receipt(warehouse, vec![goods(milk, 1, 0, "A", Some(world.day(30)))]);
        world.system.send(&again).await;
        world.system.settle().await;
        assert_eq!(world.level(warehouse, milk).await.0, 18, "another receipt adds to the same lot");
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn who_waits_is_served_from_what_came(setup: Setup) {
        let world = World::start(setup).await;
        let warehouse = world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let milk = world.product(None).await;
        world.stand_in_line(OrderId::new(), 60, &[(milk, 6)]).await;
        let receipt = world.receipt(warehouse, vec![goods(milk, 9, 1, "A", Some(world.day(90)))]);
        world.system.send(&receipt).await;
        world.system.settle().await;
        world.serve().await;
        assert_eq!(world.level(warehouse, milk).await, (8, 6, 2));
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn a_supplier_sees_the_stock_of_its_own_products_only(setup: Setup) {
        let world = World::start(setup).await;
        let warehouse = world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let (own, other) = (SupplierId::new(), SupplierId::new());
        let state = |supplier_id| ProductState { supplier_id, ..product(ProductId::new(), 1, None) };
        let (milk, bread) = (state(own), state(other));
        world.system.send(&ProductsChanged { items: vec![milk.clone(), bread.clone()] }).await;
        world.system.settle().await;
        for id in [milk.id, bread.id] {
            world.found(warehouse, id, 7).await;
        }
        let sees = |supplier_id: Option<SupplierId>, path: &str| {
            let who = Principal { supplier_id, ..chassis::testing::principal(Role::Supplier) };
            let (token, path) = (world.system.token(who), path.to_owned());
            let system = &world.system;
            async move {
                let answer = system.http("GET", &path, Some(&token), None).await;
                assert_eq!(answer.status, 200, "{}", answer.text);
                let items = answer.json["items"].as_array().cloned().expect("items");
                items.iter().map(|item| item["product_id"].clone()).collect::<Vec<_>>()
            }
        };
        let (all, none) = ("/api/inventory/stock", Vec::<Value>::new());
        assert_eq!(sees(Some(own), all).await, [json!(milk.id)]);
        assert_eq!(sees(Some(other), all).await, [json!(bread.id)]);
        assert_eq!(sees(Some(own), &format!("{all}?product_id={}", bread.id)).await, none);
        assert_eq!(sees(None, all).await, none);

        // A product that changes hands goes with them; what comes late changes nothing.
        let moved = ProductState { supplier_id: other, version: 2, ..milk.clone() };
        world.system.send(&ProductsChanged { items: vec![moved] }).await;
        world.system.settle().await;
        world.system.send(&ProductsChanged { items: vec![milk.clone()] }).await;
        world.system.settle().await;
        assert_eq!(sees(Some(own), all).await, none);
        let lots = world.token(&[Role::Supplier]);
        assert_eq!(world.system.http("GET", "/api/inventory/lots", Some(&lots), None).await.status, 403);
    }
);
