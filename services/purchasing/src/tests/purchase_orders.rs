//! Purchase orders from draft to received, and who sees what of them.

use super::*;
use chrono::{NaiveDate, TimeDelta};
use contracts::identity::{Letter, SendMail};
use contracts::inventory::{GoodsReceived, ReceiveGoods, WarehouseState, WarehousesChanged};
use contracts::{Location, Service, WarehouseId};

/// A buyer's world with a warehouse, a supplier and what it makes.
struct Desk {
    world: World,
    supplier: Value,
    /// Whoever works at the supplier.
    theirs: Principal,
    warehouse: WarehouseId,
    milk: Value,
    bread: Value,
}

const ORDERS: &str = "/purchase-orders";

impl Desk {
    async fn open(setup: Setup) -> Self {
        let world = World::start(setup).await;
        let warehouse = WarehouseId::new();
        tell_warehouse(&world, warehouse, 1).await;
        let supplier = world.supplier("Lácteos Andinos").await;
        let theirs = person(&[Role::Supplier], Some(supplier_id(&supplier)));
        let milk = world.product(&supplier, json!({"name": "Leche", "shelf_life_days": 30})).await;
        let bread = world.product(&supplier, json!({"name": "Pan"})).await;
        Self { world, supplier, theirs, warehouse, milk, bread }
    }

    fn today(&self) -> NaiveDate {
        let app = self.world.system.app(Service::Purchasing);
        app.company().local_date(app.now())
    }

    fn day(&self, in_days: i64) -> NaiveDate {
        self.today() + TimeDelta::days(in_days)
    }

    fn body(&self, with: Value) -> Value {
        let mut body = json!({
            "supplier_id": self.supplier["id"],
            "warehouse_id": self.warehouse,
            "expected_on": self.day(7),
            "lines": [self.line(&self.milk, 10), self.line(&self.bread, 5)],
        });
        merge(&mut body, with);
        body
    }

    fn line(&self, product: &Value, quantity: i64) -> Value {
        json!({"product_id": product["id"], "quantity": quantity, "unit_cost": cop(100_000)})
    }

    async fn draft(&self, with: Value) -> Value {
        let answer = self.world.post(ORDERS, &self.world.buyer, self.body(with)).await;
        assert_eq!(answer.status, 201, "{:?}", answer.json);
        answer.json
    }

    async fn sent(&self) -> Value {
        let draft = self.draft(json!({})).await;
        self.done(&draft, "send", &self.world.buyer, json!({})).await
    }

    async fn act(&self, order: &Value, deed: &str, who: &Principal, body: Value) -> Answer {
        self.world.post(&format!("{}/{deed}", path(order)), who, body).await
    }

    async fn done(&self, order: &Value, deed: &str, who: &Principal, body: Value) -> Value {
        let answer = self.act(order, deed, who, body).await;
        assert!((200..300).contains(&answer.status), "{deed}: {:?}", answer.json);
        answer.json
    }

    async fn read(&self, order: &Value) -> Value {
        let answer = self.world.get(&path(order), &self.world.buyer).await;
        assert_eq!(answer.status, 200, "{:?}", answer.json);
        answer.json
    }

    async fn mails(&self) -> Vec<SendMail> {
        self.world.system.settle().await;
        self.world.system.sent()
    }

    async fn listed(&self, who: &Principal, query: &str) -> Vec<String> {
        column(&self.world.get(&format!("{ORDERS}{query}"), who).await, "number")
    }
}

async fn tell_warehouse(world: &World, id: WarehouseId, version: i64) {
    let state = WarehouseState {
        id,
        version,
        code: "BOG".to_owned(),
        name: format!("Bogotá {version}"),
        address: "Calle 17".to_owned(),
        city: "Bogotá".to_owned(),
        location: Location { lat: 4.6, lon: -74.1 },
    };
    world.system.send(&WarehousesChanged { items: vec![state] }).await;
    world.system.settle().await;
}

fn path(order: &Value) -> String {
    format!("{ORDERS}/{}", order["id"].as_str().expect("id"))
}

fn text<'a>(of: &'a Value, member: &str) -> &'a str {
    of[member].as_str().unwrap_or_else(|| panic!("no {member} in {of}"))
}

fn numbers(order: &Value, member: &str) -> Vec<Option<i64>> {
    order["lines"].as_array().expect("lines").iter().map(|line| line[member].as_i64()).collect()
}

chassis::testing::both!(
    async fn an_order_is_written_sent_confirmed_and_received(setup: Setup) {
        let desk = Desk::open(setup).await;
        let world = &desk.world;
        let draft = desk.draft(json!({"note": "  Por la mañana "})).await;
        let (status, number) = (text(&draft, "status"), text(&draft, "number"));
        assert_eq!((status, &draft["note"], &draft["total"]), ("draft", &json!("Por la mañana"), &cop(1_500_000)));
        assert!(number.strip_prefix('P').is_some_and(contracts::check_digit::is_valid), "{number}");
        assert_eq!((text(&draft, "supplier_name"), text(&draft, "warehouse_name")), ("Lácteos Andinos", "Bogotá 1"));
        assert_eq!(world.get(&path(&draft), &desk.theirs).await.status, 404, "a draft is the buyer's own");

        let headers = [("accept-language", "en")];
        let send = api(&format!("{}/send", path(&draft)));
        for _ in 0..2 {
            let answer = world.system.http_with("POST", &send, Some(&world.token(&world.buyer)), None, &headers).await;
            assert_eq!((answer.status, text(&answer.json, "status")), (200, "sent"), "{:?}", answer.json);
        }
        let mails = desk.mails().await;
        assert_eq!((mails.len(), mails[0].lang.as_str()), (1, "en"), "sent again it is not mailed again");
        assert_eq!(json!(mails[0].address), desk.supplier["email"]);
        assert!(matches!(&mails[0].letter, Letter::PurchaseOrderSent(it) if it.number == number && it.products == 2));

        let says = json!({"on": desk.day(9), "lines": [{"product_id": desk.bread["id"], "quantity": 4, "on": desk.day(11)}],
                          "note": "Falta harina"});
        let confirmed = desk.done(&draft, "confirm", &desk.theirs, says.clone()).await;
        assert_eq!((text(&confirmed, "status"), &confirmed["short"]), ("confirmed", &json!(true)));
        assert_eq!((&confirmed["promised_on"], &confirmed["late"]), (&json!(desk.day(11)), &json!(false)));
        assert_eq!(numbers(&confirmed, "confirmed"), [Some(10), Some(4)]);
        assert_eq!(numbers(&confirmed, "missing"), [Some(0), Some(1)]);
        let again = desk.done(&draft, "confirm", &desk.theirs, says).await;
        assert_eq!(again["version"], confirmed["version"]);
        let amendments = world.get(&format!("{}/amendments", path(&draft)), &world.buyer).await.json;
        let kept = &amendments["items"][0];
        assert_eq!(
            (text(kept, "kind"), text(kept, "note"), text(kept, "by_name")),
            ("confirmed", "Falta harina", "Somebody")
        );
        assert_eq!(amendments["items"].as_array().map(Vec::len), Some(1));

        let id = nobody();
        let first = json!({"id": id, "lines": [
            {"product_id": desk.milk["id"], "quantity": 6, "damaged": 1, "lot": " L-1 ", "expires_on": desk.day(20)},
        ]});
        let receipt = desk.done(&draft, "receipts", &world.staff, first.clone()).await;
        assert_eq!((text(&receipt, "status"), text(&receipt["lines"][0], "lot")), ("booking", "L-1"));
        let repeated = desk.act(&draft, "receipts", &world.staff, first).await;
        assert_eq!((repeated.status, &repeated.json["id"]), (200, &json!(id)));
        let part = desk.read(&draft).await;
        assert_eq!((text(&part, "status"), numbers(&part, "received")), ("partially_received", vec![Some(5), Some(0)]));
        assert_eq!(
            (numbers(&part, "open"), numbers(&part, "damaged")),
            (vec![Some(5), Some(4)], vec![Some(1), Some(0)])
        );
        refused(&desk.act(&draft, "cancel", &world.buyer, json!({})).await, 409, "goods_have_come", &[]);

        // What inventory is asked for carries everything; its answer marks the receipt.
        world.system.settle().await;
        let asked = world.system.sent::<ReceiveGoods>();
        assert_eq!((asked.len(), asked[0].warehouse_id, asked[0].number.as_str()), (1, desk.warehouse, number));
        assert_eq!((asked[0].lines[0].quantity.get(), asked[0].lines[0].damaged), (6, 1));
        let booked = GoodsReceived { receipt_id: asked[0].receipt_id, purchase_order_id: asked[0].purchase_order_id };
        for _ in 0..2 {
            world.system.send(&booked).await;
            world.system.settle().await;
        }
        let seen = desk.read(&draft).await;
        assert_eq!((text(&seen["receipts"][0], "status"), seen["version"].as_i64()), ("booked", Some(5)));
        let one = world.get(&format!("{}/receipts/{id}", path(&draft)), &desk.theirs).await;
        assert_eq!((one.status, &one.json), (200, &seen["receipts"][0]));

        let rest = json!({"lines": [
            {"product_id": desk.milk["id"], "quantity": 3, "lot": "L-2", "expires_on": desk.day(25)},
            {"product_id": desk.milk["id"], "quantity": 4, "lot": "L-3", "expires_on": desk.day(26)},
            {"product_id": desk.bread["id"], "quantity": 4},
        ]});
        desk.done(&draft, "receipts", &world.buyer, rest).await;
        let received = desk.read(&draft).await;
        assert_eq!((text(&received, "status"), numbers(&received, "over")), ("received", vec![Some(2), Some(0)]));
        assert_eq!((&received["short"], numbers(&received, "missing")), (&json!(true), vec![Some(0), Some(1)]));
        let more = json!({"lines": [{"product_id": desk.bread["id"], "quantity": 1}]});
        refused(&desk.act(&draft, "receipts", &world.staff, more).await, 409, "purchase_order_received", &[]);
    }
);

chassis::testing::both!(
    async fn a_draft_changes_freely_and_what_was_sent_by_kept_amendments(setup: Setup) {
        let desk = Desk::open(setup).await;
        let world = &desk.world;
        let draft = desk.draft(json!({})).await;
        let change =
            async |version: i64, body: Value| world.patch(&path(&draft), &world.buyer, Some(version), body).await;
        assert_eq!(world.patch(&path(&draft), &world.buyer, None, json!({})).await.status, 428);
        let other = world.supplier("Panes").await;
        refused(
            &change(1, json!({"supplier_id": other["id"]})).await,
            422,
            "product_of_another_supplier",
            &["/lines/0/product_id", "/lines/1/product_id"],
        );
        let changed =
            change(1, json!({"expected_on": desk.day(8), "lines": [desk.line(&desk.milk, 12)], "note": "x"})).await;
        assert_eq!((changed.status, changed.json["version"].as_i64()), (200, Some(2)), "{:?}", changed.json);
        let stale = change(1, json!({"note": "y"})).await;
        refused(&stale, 412, "changed_meanwhile", &[]);
        assert_eq!((text(&stale.json, "changed_by"), text(&stale.json["present"], "note")), ("Somebody", "x"));
        let amendments = format!("{}/amendments", path(&draft));
        assert_eq!(column(&world.get(&amendments, &world.buyer).await, "id").len(), 0, "a draft is nobody else's");
        assert!(desk.mails().await.is_empty());

        desk.done(&draft, "send", &world.buyer, json!({})).await;
        desk.done(&draft, "confirm", &world.buyer, json!({})).await;
        let bread = desk.line(&desk.bread, 3);
        let changed = change(4, json!({"lines": [desk.line(&desk.milk, 12), bread]})).await;
        assert_eq!((changed.status, text(&changed.json, "status")), (200, "sent"), "{:?}", changed.json);
        assert_eq!(numbers(&changed.json, "confirmed"), [Some(12), None], "the other line is confirmed as it is");
        refused(
            &change(5, json!({"warehouse_id": desk.warehouse, "supplier_id": other["id"]})).await,
            422,
            "product_of_another_supplier",
            &[],
        );
        let elsewhere = WarehouseId::new();
        tell_warehouse(world, elsewhere, 1).await;
        refused(&change(5, json!({"warehouse_id": elsewhere})).await, 409, "purchase_order_sent", &[]);
        let kept = world.get(&amendments, &desk.theirs).await;
        assert_eq!(column(&kept, "kind"), ["changed", "confirmed"]);
        let fields = kept.json["items"][0]["changes"].as_array().expect("changes");
        assert_eq!(
            (text(&fields[0], "field"), &fields[0]["to"], &fields[0]["from"]),
            ("quantity", &json!(3), &Value::Null)
        );
        let letters = desk.mails().await;
        assert!(
            matches!(letters.last().map(|mail| &mail.letter), Some(Letter::PurchaseOrderChanged(it)) if it.products == 2)
        );

        desk.done(&draft, "cancel", &world.buyer, json!({})).await;
        let cancelled = desk.done(&draft, "cancel", &world.buyer, json!({})).await;
        assert_eq!(text(&cancelled, "status"), "cancelled");
        let letters = desk.mails().await;
        assert_eq!(letters.len(), 3);
        assert!(letters.iter().any(|mail| matches!(mail.letter, Letter::PurchaseOrderCancelled(_))));
        refused(&change(6, json!({"note": "z"})).await, 409, "purchase_order_cancelled", &[]);
        for deed in ["send", "confirm", "close"] {
            refused(&desk.act(&draft, deed, &world.buyer, json!({})).await, 409, "purchase_order_cancelled", &[]);
        }
    }
);

chassis::testing::both!(
    async fn what_is_wrong_is_told_at_its_place(setup: Setup) {
        let desk = Desk::open(setup).await;
        let world = &desk.world;
        let write = async |with: Value| world.post(ORDERS, &world.buyer, desk.body(with)).await;
        refused(&write(json!({"supplier_id": nobody()})).await, 422, "unknown_supplier", &["/supplier_id"]);
        refused(&write(json!({"warehouse_id": nobody()})).await, 422, "unknown_warehouse", &["/warehouse_id"]);
        refused(&write(json!({"lines": []})).await, 422, "invalid", &["/lines"]);
        let twice = json!({"lines": [desk.line(&desk.milk, 1), desk.line(&desk.milk, 2)], "expected_on": "1999-01-01"});
        refused(&write(twice).await, 422, "invalid", &["/lines/1/product_id", "/expected_on"]);
        let mut euro = desk.line(&desk.milk, 1);
        euro["unit_cost"] = json!({"amount": 1, "currency": "EUR"});
        assert_eq!(pointers(&write(json!({"lines": [euro]})).await), ["/lines/0/unit_cost/currency"]);
        let stranger = world.product(&world.supplier("Otro").await, json!({})).await;
        let unknown = json!({"id": nobody()});
        let lines = json!({"lines": [desk.line(&stranger, 1), desk.line(&unknown, 1), desk.line(&desk.milk, 1)]});
        let both = ["/lines/0/product_id", "/lines/1/product_id"];
        refused(&write(lines).await, 422, "product_of_another_supplier", &both);
        let archived = world.product(&desk.supplier, json!({})).await;
        let product = format!("/products/{}", text(&archived, "id"));
        world.patch(&product, &world.buyer, Some(1), json!({"status": "archived"})).await;
        refused(&write(json!({"lines": [desk.line(&archived, 1)]})).await, 422, "product_archived", &[]);

        let order = desk.draft(json!({})).await;
        let comes = |line: Value| json!({"lines": [line]});
        let milk = json!({"product_id": desk.milk["id"], "quantity": 2});
        refused(
            &desk.act(&order, "receipts", &world.staff, comes(milk.clone())).await,
            409,
            "purchase_order_not_sent",
            &[],
        );
        refused(&desk.act(&order, "close", &world.buyer, json!({})).await, 409, "purchase_order_not_sent", &[]);
        desk.done(&order, "send", &world.buyer, json!({})).await;
        refused(
            &desk.act(&order, "receipts", &world.staff, comes(milk)).await,
            422,
            "expiry_missing",
            &["/lines/0/expires_on"],
        );
        let stray = json!({"product_id": stranger["id"], "quantity": 2});
        refused(&desk.act(&order, "receipts", &world.staff, comes(stray.clone())).await, 422, "not_ordered", &[]);
        refused(
            &desk.act(&order, "confirm", &desk.theirs, comes(stray)).await,
            422,
            "not_ordered",
            &["/lines/0/product_id"],
        );
        let broken = json!({"product_id": desk.bread["id"], "quantity": 2, "damaged": 3});
        refused(
            &desk.act(&order, "receipts", &world.staff, comes(broken)).await,
            422,
            "invalid",
            &["/lines/0/damaged"],
        );
        refused(&desk.act(&order, "close", &world.buyer, json!({})).await, 409, "nothing_has_come", &[]);
        assert_eq!(desk.read(&order).await["version"], 2, "nothing of it was stored");

        // The same id again is the same order; another content is not.
        let id = nobody();
        let first = write(json!({"id": id})).await;
        let again = write(json!({"id": id})).await;
        assert_eq!((first.status, again.status, &again.json), (201, 200, &first.json));
        refused(&write(json!({"id": id, "note": "other"})).await, 409, "id_taken", &[]);
    }
);

chassis::testing::both!(
    async fn a_supplier_sees_its_own_and_nobody_elses(setup: Setup) {
        let desk = Desk::open(setup).await;
        let world = &desk.world;
        let order = desk.sent().await;
        let draft = desk.draft(json!({})).await;
        desk.done(&draft, "cancel", &world.buyer, json!({})).await;
        let stranger = person(&[Role::Supplier], Some(supplier_id(&world.supplier("Otro").await)));
        let untied = person(&[Role::Supplier], None);
        let number = text(&order, "number").to_owned();
        assert_eq!(desk.listed(&desk.theirs, "").await, [number], "without drafts, cancelled ones too");
        for who in [&stranger, &untied] {
            assert_eq!(desk.listed(who, "").await, Vec::<String>::new());
            assert_eq!(world.get(&path(&order), who).await.status, 404);
            assert_eq!(world.get(&format!("{}/amendments", path(&order)), who).await.status, 404);
            assert_eq!(world.get(&format!("{}/receipts/{}", path(&order), nobody()), who).await.status, 404);
            assert_eq!(desk.act(&order, "confirm", who, json!({})).await.status, 404);
        }
        let other = format!("?supplier_id={}", text(&desk.supplier, "id"));
        assert_eq!(desk.listed(&stranger, &other).await, Vec::<String>::new());
        for who in [&desk.theirs, &world.shop] {
            assert_eq!(world.post(ORDERS, who, desk.body(json!({}))).await.status, 403);
            for deed in ["send", "cancel", "close"] {
                assert_eq!(desk.act(&order, deed, who, json!({})).await.status, 403, "{deed}");
            }
            assert_eq!(world.patch(&path(&order), who, Some(2), json!({})).await.status, 403);
        }
        assert_eq!(world.get(ORDERS, &world.shop).await.status, 403);
        assert_eq!(desk.act(&order, "confirm", &world.staff, json!({})).await.status, 403);
        // Whoever is tied to another warehouse does not receive here.
        let line = json!({"lines": [{"product_id": desk.bread["id"], "quantity": 1}]});
        let elsewhere = Principal { warehouse_ids: vec![WarehouseId::new()], ..world.staff.clone() };
        assert_eq!(desk.act(&order, "receipts", &elsewhere, line.clone()).await.status, 404);
        let here = Principal { warehouse_ids: vec![desk.warehouse], ..world.staff.clone() };
        assert_eq!(desk.act(&order, "receipts", &here, line).await.status, 201);
    }
);

chassis::testing::both!(
    async fn lists_show_what_is_late_and_what_is_short(setup: Setup) {
        let desk = Desk::open(setup).await;
        let world = &desk.world;
        let on = |days: i64| json!({"expected_on": desk.day(days)});
        let number = |order: &Value| text(order, "number").to_owned();
        let (late, soon, far) = (desk.draft(on(1)).await, desk.draft(on(3)).await, desk.draft(on(9)).await);
        for order in [&late, &soon, &far] {
            desk.done(order, "send", &world.buyer, json!({})).await;
        }
        let draft = desk.draft(on(0)).await;
        let short = json!({"lines": [{"product_id": desk.bread["id"], "quantity": 0}]});
        desk.done(&soon, "confirm", &desk.theirs, short).await;
        world.system.advance(TimeDelta::days(2));
        let all = [&draft, &late, &soon, &far].map(number);
        assert_eq!(desk.listed(&world.buyer, "?sort=expected_on").await, all);
        assert_eq!(desk.listed(&world.buyer, "?late=true").await, [number(&late)], "a draft is never late");
        assert_eq!(desk.listed(&world.buyer, "?late=false").await.len(), 3);
        assert_eq!(desk.listed(&world.buyer, "?short=true").await, [number(&soon)]);
        assert_eq!(desk.listed(&world.buyer, "?short=false&sort=number").await, [&late, &far, &draft].map(number));
        assert_eq!(desk.listed(&world.buyer, "?status=sent&sort=number").await, [&late, &far].map(number));
        let filter = format!("?warehouse_id={}&supplier_id={}", desk.warehouse, text(&desk.supplier, "id"));
        assert_eq!(desk.listed(&world.buyer, &filter).await.len(), 4);
        assert_eq!(desk.listed(&world.buyer, &format!("?warehouse_id={}", nobody())).await.len(), 0);
        assert_eq!(desk.listed(&world.buyer, &format!("?number={}", number(&far))).await, [number(&far)]);
        // Paged by each sort.
        for sort in ["created_at", "-expected_on", "number", "expected_on,-number"] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = world.get(&format!("{ORDERS}?limit=1&sort={sort}{cursor}"), &world.buyer).await;
                seen.extend(column(&page, "number"));
                let Some(next) = page.json["next_cursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(sorted(seen), sorted(all.to_vec()), "{sort}");
        }
        // What came late is late no more.
        let goods = json!({"lines": [
            {"product_id": desk.milk["id"], "quantity": 4, "expires_on": desk.day(20)},
            {"product_id": desk.bread["id"], "quantity": 5},
        ]});
        desk.done(&late, "receipts", &world.staff, goods).await;
        assert_eq!(desk.listed(&world.buyer, "?late=true").await, [number(&late)], "not all of it came");
        let closed = desk.done(&late, "close", &world.buyer, json!({})).await;
        assert_eq!(
            (text(&closed, "status"), &closed["late"], &closed["short"]),
            ("received", &json!(false), &json!(true))
        );
        assert_eq!(desk.listed(&world.buyer, "?late=true").await.len(), 0);
        assert_eq!(sorted(desk.listed(&world.buyer, "?short=true").await), [&late, &soon].map(number));
    }
);

chassis::testing::both!(
    async fn warehouses_are_kept_in_their_newest_version_and_waited_for(setup: Setup) {
        let desk = Desk::open(setup).await;
        let world = &desk.world;
        tell_warehouse(world, desk.warehouse, 3).await;
        tell_warehouse(world, desk.warehouse, 2).await;
        assert_eq!(text(&desk.draft(json!({})).await, "warehouse_name"), "Bogotá 3");
        // Two receive at once: both count, and the order is complete once.
        let order = desk.sent().await;
        let line = |quantity: i64| json!({"lines": [{"product_id": desk.bread["id"], "quantity": quantity}]});
        let answers = futures_all((0..8).map(|_| desk.act(&order, "receipts", &world.staff, line(1)))).await;
        assert!(answers.iter().all(|answer| answer.status == 201), "{answers:?}");
        let seen = desk.read(&order).await;
        assert_eq!((numbers(&seen, "received")[1], seen["receipts"].as_array().map(Vec::len)), (Some(8), Some(8)));
        world.system.settle().await;
        assert_eq!(world.system.sent::<ReceiveGoods>().len(), 8);
        let audited =
            world.get(&format!("/system/audit?subject={}", text(&order, "id")), &person(&[Role::Admin], None)).await;
        let what = column(&audited, "what");
        assert_eq!(what.iter().filter(|what| *what == "purchase_order_goods_received").count(), 8, "{what:?}");
    }
);

chassis::testing::both!(
    async fn the_overview_leads_to_the_purchase_orders_that_it_counts(setup: Setup) {
        let desk = Desk::open(setup).await;
        desk.draft(json!({})).await;
        desk.sent().await;
        let today = desk.draft(json!({"expected_on": desk.day(0)})).await;
        desk.done(&today, "send", &desk.world.buyer, json!({})).await;
        let lines = json!([{"product_id": desk.milk["id"], "quantity": 4, "on": desk.day(0)},
            {"product_id": desk.bread["id"], "quantity": 5, "on": desk.day(0)}]);
        let order = desk.read(&today).await;
        desk.done(&order, "confirm", &desk.theirs, json!({"lines": lines})).await;
        let overview = async |who: &Principal| {
            let answer = desk.world.get("/overview", who).await;
            assert_eq!(answer.status, 200, "{:?}", answer.json);
            answer.json
        };
        let figures = |drafts: i64, late: i64, expected_today: i64, expected_week: i64| {
            json!({"drafts": drafts, "unconfirmed": 1, "late": late, "short": 1, "expected_today": expected_today,
                "expected_week": expected_week})
        };
        assert_eq!(overview(&desk.world.buyer).await, figures(1, 0, 1, 1));
        assert_eq!(overview(&desk.theirs).await, figures(0, 0, 1, 1), "a supplier sees no drafts");
        let other = person(&[Role::Supplier], Some(SupplierId::new()));
        assert_eq!(overview(&other).await["short"], 0);
        let count = async |query: &str| desk.listed(&desk.world.buyer, query).await.len();
        assert_eq!(
            [count("?short=true&open=true").await, count("?open=false").await, count("?open=true").await],
            [1, 1, 2]
        );
        let day = desk.day(0);
        assert_eq!(count(&format!("?open=true&expected_from={day}&expected_to={day}")).await, 1);
        desk.world.system.advance(TimeDelta::days(1));
        assert_eq!(overview(&desk.world.buyer).await, figures(1, 1, 0, 1));
        assert_eq!(count("?late=true").await, 1);
        let bad = desk.world.get(&format!("{ORDERS}?expected_from=0001-01-01"), &desk.world.buyer).await;
        assert_eq!(bad.status, 400);
    }
);

chassis::testing::both!(
    async fn a_supplier_confirms_what_it_has_seen(setup: Setup) {
        let desk = Desk::open(setup).await;
        let seen = desk.sent().await;
        let more = json!({"lines": [desk.line(&desk.milk, 500)]});
        let version = seen["version"].as_i64();
        let changed = desk.world.patch(&path(&seen), &desk.world.buyer, version, more).await;
        assert_eq!(changed.status, 200, "{:?}", changed.json);
        let confirm = async |version: &Value| {
            let token = desk.world.token(&desk.theirs);
            let with = [("if-match", format!("\"{version}\""))];
            let with: Vec<(&str, &str)> = with.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let path = format!("/api/purchasing{}/confirm", path(&seen));
            desk.world.system.http_with("POST", &path, Some(&token), Some(json!({"lines": []})), &with).await
        };
        let stale = confirm(&seen["version"]).await;
        assert_eq!(
            (stale.status, &stale.json["present"]["version"]),
            (412, &changed.json["version"]),
            "{:?}",
            stale.json
        );
        assert_eq!(confirm(&changed.json["version"]).await.status, 200);
        assert_eq!(confirm(&seen["version"]).await.status, 200, "it changes nothing any more");
    }
);
