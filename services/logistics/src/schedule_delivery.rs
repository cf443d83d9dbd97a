//! `logistics.schedule_delivery`: finds the first day with room and takes it.
//!
//! Six statements in the common case, the insert of the delivery included: the earlier answer, the rule of the city,
//! the days to come, the shop's stop, the day's row (only where the day is limited), the delivery.

use crate::calendar::Calendar;
use crate::capacity::Shop;
use crate::delivery::Answer;
use crate::holidays::Country;
use crate::store::{self, Purpose};
use crate::sync_deliveries;
use crate::zones;
use chassis::{DbError, Failure, Tx};
use chrono::NaiveDate;
use contracts::DeliveryId;
use contracts::logistics::ScheduleDelivery;

/// Idempotent by order: asked again, the first answer is given again; after its undo it is cancelled already.
pub async fn handle(tx: Tx, order: ScheduleDelivery) -> Result<(), Failure> {
    if order.weight_grams < 0 || order.volume_ml < 0 {
        return Err(Failure::Refuse("weight and volume cannot be negative".to_owned()));
    }
    if let Some(answer) = store::answer(&tx, order.order_id).await? {
        answer.publish(&tx, order.order_id);
        return Ok(());
    }
    let answer = book(&tx, &order).await?;
    let kept = match &answer {
        Answer::Scheduled { delivery_id, on } => {
            let kept = store::insert_delivery(&tx, *delivery_id, &order, *on).await?;
            if let Some(kept) = &kept {
                sync_deliveries::hint(&tx, (*delivery_id, 1, order.customer_id, kept.seller()));
            }
            kept.is_some()
        }
        Answer::Refused(reason) => store::insert_no_delivery(&tx, order.order_id, Some(reason)).await?,
        Answer::Cancelled => true,
    };
    if !kept {
        // The same command (or its undo) ran beside this one: what was taken here is rolled back, and its answer is
        // given.
        return Err(Failure::Retry("the order was answered by another message meanwhile".to_owned()));
    }
    answer.publish(&tx, order.order_id);
    Ok(())
}

/// Takes room on the first day that has some.
async fn book(tx: &Tx, order: &ScheduleDelivery) -> Result<Answer, DbError> {
    let city = zones::city_key(order.ship_to.city.as_deref());
    let rule = store::zone_matches(tx, order.warehouse_id, &city, Purpose::Booking).await?.rule();
    let from = tx.company().local_date(order.submitted_at.min(tx.now()));
    let outlook = store::outlook(tx, order.warehouse_id, order.customer_id, from).await?;
    let country = Country::of(tx.company().time_zone);
    let calendar = Calendar { company: tx.company(), country, closed: &outlook.closed, rule };
    let days: Vec<NaiveDate> = calendar.days_left(order.submitted_at, tx.now()).collect();
    for on in &days {
        let shop = if outlook.stops.contains(on) { Shop::HasAStop } else { Shop::IsNew };
        if !outlook.plan.has_room(*on, shop, order.weight_grams) {
            continue;
        }
        // What was read may be old: others book at the same time. The database has the last word.
        if store::take_room(tx, order, *on, outlook.plan.counted(*on)).await? {
            return Ok(Answer::Scheduled { delivery_id: DeliveryId::new(), on: *on });
        }
    }
    Ok(Answer::Refused(outlook.plan.refusal(&days, order.weight_grams)))
}
