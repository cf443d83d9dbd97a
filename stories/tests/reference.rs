//! The reference data is a company like any other: what must hold of every company holds of it, and it goes on.

use stories::{Api, OneMachine, invariants};

#[tokio::test(flavor = "multi_thread")]
async fn what_must_hold_of_every_company_holds_of_the_reference_data() {
    storeflow::use_ring();
    let one = OneMachine::start(&["--demo", "--scale", "reference:0.001"]).await.expect("it starts");
    let password = storeflow::demo::kept_password(&one.data).expect("a password is kept");
    let guest = Api::new(one.url.clone());
    let admin = guest.sign_in("admin@demo.storeflow.test", &password).await;
    let orders = invariants::hold(&admin, 60).await;
    assert!(orders.len() >= 1_000, "{} orders", orders.len());
    let count = |status: &str| orders.iter().filter(|order| order["status"] == status).count();
    assert!(count("delivered") > 850 && count("rejected") > 0 && count("cancelled") > 0);
    // It was loaded into an empty folder; now it is there, and a second load leaves it alone.
    let products = admin.get("/api/purchasing/products?limit=1&search=leche").await.ok();
    assert_eq!(products["items"].as_array().map(Vec::len), Some(1));
}
