//! What of the orders needs somebody today, and how the last weeks went: the first page of those who sell.
//!
//! The amounts are those of `sell_out.rs`, to the cent: what was confirmed (of what was delivered, what was really delivered),
//! by the local day on which the order was accepted.

use crate::store::overview;
use axum::extract::State;
use chassis::{Access, App, Problem, QueryOf, Reply, Routes, Text, local_day};
use chrono::{Days, NaiveDate, TimeDelta};
use contracts::Money;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

/// The days shown where none are asked for.
const DAYS: u64 = 30;
/// The most days of one question: each order of these days is looked at.
const MOST_DAYS: i64 = 92;
/// After so long an order should have an answer.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);
/// For so many days a rejection is news.
const REJECTED_DAYS: u64 = 7;

/// `GET /api/sales/overview`.
pub fn routes() -> Routes {
    Routes::new().add(Access::staff(), routes!(show_sales_overview))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct OverviewQuery {
    /// The first local day; 29 days before the last where it is not given.
    from: Option<NaiveDate>,
    /// The last local day; today where it is not given. At most 92 days in all.
    to: Option<NaiveDate>,
}

/// How the orders are.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
struct SalesOverview {
    /// The first local day.
    from: NaiveDate,
    /// The last local day.
    to: NaiveDate,
    /// What needs somebody, as of now.
    attention: Attention,
    /// Each day, those without orders too.
    days: Vec<SalesDay>,
}

/// Numbers of orders that need somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Attention {
    /// Accepted more than 15 minutes ago and still without an answer.
    pub(crate) stuck: i64,
    /// Waiting for stock.
    pub(crate) backordered: i64,
    /// Rejected; of those accepted in the last 7 days.
    pub(crate) rejected: i64,
    /// Could not be delivered.
    pub(crate) delivery_failed: i64,
}

/// The orders that were accepted on a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
struct SalesDay {
    /// The local day.
    on: NaiveDate,
    /// Orders, whatever became of them; backorders are parts of theirs.
    orders: i64,
    /// What was sold with them, without tax.
    net: Money,
    /// Base units asked for in those that were decided on and not cancelled.
    units_ordered: i64,
    /// Base units of these that were promised at once: the fill rate's numerator.
    units_filled: i64,
}

/// Show what of the orders needs somebody, and the days
#[utoipa::path(get, path = "/api/sales/overview", tag = "sales", params(OverviewQuery),
    responses((status = 200, description = "The figures", body = SalesOverview)))]
async fn show_sales_overview(State(app): State<App>, QueryOf(query): QueryOf<OverviewQuery>) -> Result<Reply, Problem> {
    let (company, now) = (app.company(), app.now());
    let today = company.local_date(now);
    let to = local_day("to", query.to)?.unwrap_or(today);
    let from = local_day("from", query.from)?.unwrap_or(to - Days::new(DAYS - 1));
    let count = (to - from).num_days() + 1;
    if !(1..=MOST_DAYS).contains(&count) {
        let text = Text::new(
            format!("Use a day from `from` on, at most {MOST_DAYS} days in all."),
            format!("Use un día desde `from`, máximo {MOST_DAYS} días en total."),
        );
        return Err(Problem::bad_parameter("to", text));
    }
    let days: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= to).collect();
    let bounds: Vec<_> = days.iter().map(|day| company.day(*day)).collect();
    let sums = overview::by_day(app.db(), &bounds).await?;
    let day = |(number, on): (usize, NaiveDate)| {
        let sum = sums.get(&number).copied().unwrap_or_default();
        SalesDay {
            on,
            orders: sum.orders,
            net: Money::new(sum.net, company.currency),
            units_ordered: sum.units_ordered,
            units_filled: sum.units_filled,
        }
    };
    let since = company.day(today - Days::new(REJECTED_DAYS - 1)).0;
    let attention = overview::attention(app.db(), now - PATIENCE, since).await?;
    Ok(Reply::ok(&SalesOverview { from, to, attention, days: days.into_iter().enumerate().map(day).collect() }))
}
