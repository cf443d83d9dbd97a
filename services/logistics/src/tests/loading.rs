//! What `storeflow demo` loads in bulk.

use super::*;
use crate::calendar::Weekday;
use crate::delivery::DeliveryStatus;
use crate::load::{CapacitySetting, HistoricDelivery, Settings, ZoneSetting, load_history, load_settings};
use chassis::testing::{Setup, both};
use chassis::{DbError, Tx};
use contracts::{DeliveryId, Service};

fn past(story: &Story, customer_id: CustomerId, on: NaiveDate, status: DeliveryStatus) -> HistoricDelivery {
    HistoricDelivery {
        id: DeliveryId::new(),
        order_id: OrderId::new(),
        number: "00000018".to_owned(),
        customer_id,
        seller_id: None,
        ship_to: ship_to(Some("Bogotá")),
        warehouse_id: story.warehouse,
        on,
        weight_grams: 100,
        volume_ml: 200,
        status,
        scheduled_at: story.now() - TimeDelta::days(3),
        updated_at: story.now() - TimeDelta::days(1),
    }
}

both!(
    async fn settings_and_history_load_in_bulk_and_count(setup: Setup) {
        let story = Story::begin(setup).await;
        let zone = |name: &str, cities: &[&str], weekdays: &[Weekday]| ZoneSetting {
            warehouse_id: story.warehouse,
            name: name.to_owned(),
            cities: cities.iter().map(|city| (*city).to_owned()).collect(),
            lead_days: 1,
            cut_off_hour: 16,
            weekdays: weekdays.to_vec(),
        };
        let settings = Settings {
            closed_days: vec![(story.today() + TimeDelta::days(40), "Aniversario".to_owned())],
            zones: vec![
                zone("Ciudad", &["Bogotá"], &Weekday::ALL[..6]),
                zone("Sabana", &["Chía"], &[Weekday::Tue]),
                zone("Sur", &["Soacha"], &[Weekday::Tue]),
            ],
            capacities: vec![CapacitySetting {
                warehouse_id: story.warehouse,
                weekday: None,
                stops: Some(3),
                grams: None,
            }],
        };
        let db = story.system.app(Service::Logistics).db();
        let given = settings.clone();
        let loaded: Result<(), DbError> = db.write(move |tx: Tx| async move { load_settings(&tx, &given).await }).await;
        loaded.expect("settings");
        assert_eq!(story.get("/api/logistics/calendars").await["items"].as_array().expect("items").len(), 2);

        let shop = story.shop(Some("Bogotá"), None).await;
        let tomorrow = story.options(shop).await[0];
        let mut history: Vec<_> = (0..6_000)
            .map(|n| {
                past(&story, CustomerId::new(), story.today() - TimeDelta::days(1 + n % 90), DeliveryStatus::Delivered)
            })
            .collect();
        history.push(past(&story, shop, tomorrow, DeliveryStatus::Scheduled));
        history.push(past(&story, shop, tomorrow, DeliveryStatus::Scheduled));
        history.push(past(&story, CustomerId::new(), tomorrow, DeliveryStatus::Scheduled));
        history.push(past(&story, CustomerId::new(), tomorrow, DeliveryStatus::Cancelled));
        let scheduled = history[6_000].order_id;
        let loaded: Result<(), DbError> =
            db.write(move |tx: Tx| async move { load_history(&tx, &history).await }).await;
        loaded.expect("history");
        assert_eq!(story.used().await, [(tomorrow, 2, 300)]);
        let page = story.get("/api/logistics/deliveries?status=delivered&limit=200").await;
        assert_eq!(page["items"].as_array().expect("items").len(), 200);

        // They are deliveries like others.
        story.cancel(scheduled).await;
        assert_eq!(story.used().await, [(tomorrow, 2, 200)]);
        let full = story.schedule(&story.order(CustomerId::new(), 5)).await;
        assert_eq!(full, Some(tomorrow), "the third stop");

        let again: Result<(), DbError> =
            db.write(move |tx: Tx| async move { load_settings(&tx, &settings).await }).await;
        assert!(again.is_err_and(|error| error.is_unique_violation()), "cities are taken; nothing is kept");
        assert_eq!(story.get("/api/logistics/zones").await["items"].as_array().expect("items").len(), 3);
    }
);
