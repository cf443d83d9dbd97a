//! Sell-out: what of its products a supplier sells to shops through the company, by day or by product.
//!
//! It counts what was confirmed (of what was delivered, what was really delivered), by the local day on which the order was
//! accepted. What waits, was rejected, cancelled or could not be delivered does not count.

use crate::store::sell_out;
use axum::extract::State;
use chassis::{Access, App, Caller, Problem, QueryOf, Reply, Routes, Text, local_day};
use chrono::{Days, NaiveDate};
use contracts::identity::Role;
use contracts::{Money, ProductId, SupplierId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa_axum::routes;

/// The most days of one question: each order of these days is looked at.
const MOST_DAYS: u64 = 92;

/// Those of the company who see everybody's.
const INSIDE: [Role; 3] = [Role::Purchasing, Role::SalesManager, Role::Admin];

/// `GET /api/sales/sell-out`.
pub fn routes() -> Routes {
    let who = Access::roles(&[Role::Supplier, Role::Purchasing, Role::SalesManager, Role::Admin]);
    Routes::new().add(who, routes!(show_sell_out))
}

/// What sell-out is added up by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SellOutBy {
    /// A row for each day, those without any too.
    #[default]
    Day,
    /// A row for each product of which any was sold, the largest amount first.
    Product,
}

/// Which sell-out is meant.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SellOutQuery {
    /// The first local day.
    from: NaiveDate,
    /// The last local day; at most 92 days in all.
    to: NaiveDate,
    /// `day` (the default) or `product`.
    #[param(inline)]
    group_by: Option<SellOutBy>,
    /// Only of this supplier's products; a supplier sees its own in any case.
    supplier_id: Option<SupplierId>,
}

/// What was sold in a time.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SellOut {
    /// The first local day.
    pub from: NaiveDate,
    /// The last local day.
    pub to: NaiveDate,
    /// What it is added up by.
    pub group_by: SellOutBy,
    /// A row for each day or product.
    pub items: Vec<SellOutRow>,
    /// Base units of all rows.
    pub units: i64,
    /// Net amount of all rows.
    pub net: Money,
}

/// What was sold on a day, or of a product.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct SellOutRow {
    /// The local day on which the orders were accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// The product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// Its present SKU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Its present name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Base units.
    pub units: i64,
    /// Without tax.
    pub net: Money,
}

/// Show what was sold of a supplier's products, by day or by product
///
/// A supplier sees that of its own products. It counts what was confirmed, and of delivered orders what was really delivered, by
/// the local day on which the order was accepted.
#[utoipa::path(get, path = "/api/sales/sell-out", tag = "sales", params(SellOutQuery),
    responses((status = 200, description = "The sell-out", body = SellOut)))]
async fn show_sell_out(
    State(app): State<App>,
    caller: Caller,
    QueryOf(query): QueryOf<SellOutQuery>,
) -> Result<Reply, Problem> {
    let days = days(query.from, query.to)?;
    let group_by = query.group_by.unwrap_or_default();
    let who = &caller.principal;
    let of = match who.has_any(&INSIDE) {
        true => Some(query.supplier_id),
        // Its own, and nothing where it is not tied to a supplier (yet) or asks for another's.
        false => who.supplier_id.filter(|own| query.supplier_id.is_none_or(|asked| asked == *own)).map(Some),
    };
    let currency = app.company().currency;
    let row = |on, units, net| SellOutRow {
        on: Some(on),
        product_id: None,
        sku: None,
        name: None,
        units,
        net: Money::new(net, currency),
    };
    let items: Vec<SellOutRow> = match (of, group_by) {
        (None, SellOutBy::Day) => days.iter().map(|day| row(*day, 0, 0)).collect(),
        (None, SellOutBy::Product) => Vec::new(),
        (Some(of), SellOutBy::Day) => {
            let bounds: Vec<_> = days.iter().map(|day| app.company().day(*day)).collect();
            let sold: BTreeMap<usize, sell_out::Sold> = sell_out::by_day(app.db(), of, &bounds).await?;
            let sold = |number: usize| sold.get(&number).copied().unwrap_or_default();
            let rows = days.iter().enumerate();
            rows.map(|(number, day)| row(*day, sold(number).units, sold(number).net)).collect()
        }
        (Some(of), SellOutBy::Product) => {
            let (from, to) = (app.company().day(query.from).0, app.company().day(query.to).1);
            sell_out::by_product(app.db(), of, from, to).await?
        }
    };
    let units = items.iter().map(|row| row.units).sum();
    let net = Money::new(items.iter().map(|row| row.net.amount).sum(), currency);
    Ok(Reply::ok(&SellOut { from: query.from, to: query.to, group_by, items, units, net }))
}

/// The days of a question.
fn days(from: NaiveDate, to: NaiveDate) -> Result<Vec<NaiveDate>, Problem> {
    local_day("from", Some(from))?;
    local_day("to", Some(to))?;
    let count = (to - from).num_days() + 1;
    match u64::try_from(count).ok().filter(|count| (1..=MOST_DAYS).contains(count)) {
        Some(count) => Ok((0..count).map(|number| from + Days::new(number)).collect()),
        None => {
            let text = Text::new(
                format!("Use a day from `from` on, at most {MOST_DAYS} days in all."),
                format!("Use un día desde `from`, máximo {MOST_DAYS} días en total."),
            );
            Err(Problem::bad_parameter("to", text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_has_1_to_92_days() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("day");
        let count = |from: &str, to: &str| days(day(from), day(to)).map(|days| days.len()).ok();
        assert_eq!(count("2026-11-24", "2026-11-24"), Some(1));
        assert_eq!(count("2026-01-01", "2026-04-02"), Some(92));
        assert_eq!(count("2026-01-01", "2026-04-03"), None);
        assert_eq!(count("2026-11-24", "2026-11-23"), None);
        assert_eq!(count("1999-12-31", "2000-01-01"), None);
    }
}
