//! Recommend products to a shop, each with its reason: what it buys again and again and is due, and what others buy with what it
//! buys. Nothing where the evidence is thin.

use crate::advice::{self, Advice, MOST_LOOKED_AT, Why};
use crate::follow::first_day;
use crate::store::{self, Product};
use crate::texts;
use axum::extract::State;
use chassis::{Access, App, Caller, Lang, Problem, QueryOf, Reply, Routes, Text};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::identity::Role;
use contracts::{CustomerId, ProductId, SellerId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use utoipa_axum::routes;

/// `GET /api/insights/recommendations`.
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Customer, Role::Seller]).and_staff(), routes!(list_recommendations))
}

/// For which shop.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecommendationFilter {
    /// The shop; a customer may leave it out.
    #[param(value_type = Option<Uuid>)]
    pub customer_id: Option<CustomerId>,
}

/// What a shop may want.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Recommendations {
    /// The shop.
    pub customer_id: CustomerId,
    /// What is due first, then what goes with what it buys; at most 30, none where the evidence is thin.
    #[schema(max_items = 30)]
    pub items: Vec<Recommendation>,
    /// When it was last counted what is bought together; what is due is always of this moment.
    pub reckoned_at: Option<DateTime<Utc>>,
}

/// A product that a shop may want, and why.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Recommendation {
    /// The product.
    pub product_id: ProductId,
    /// Its present SKU.
    pub sku: String,
    /// Its present name.
    pub name: String,
    /// Why.
    pub reason: RecommendationReason,
    /// On what it rests.
    pub evidence: Evidence,
}

/// Why something is recommended, for programs and for people.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RecommendationReason {
    /// For programs.
    pub code: RecommendationCode,
    /// Values by name: `usual_days`, `days_since`; or `product_id`, `name`, `percent`.
    pub params: BTreeMap<String, String>,
    /// For people, in the reader's language.
    #[schema(example = "Se pide más o menos cada 7 días; la última vez fue hace 6 días.")]
    pub text: String,
}

/// Why something is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecommendationCode {
    /// Others buy it with what the shop buys.
    BoughtTogether,
    /// The shop has bought it again and again, and it is time.
    DueAgain,
}

/// On what a recommendation rests; the figures that belong to its reason.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct Evidence {
    /// `due_again`: on how many days the shop bought it in half a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchases: Option<usize>,
    /// `due_again`: the median of the days between two of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usual_days: Option<f64>,
    /// `due_again`: days since the last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_since: Option<i64>,
    /// `due_again`: the local day of the last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_on: Option<NaiveDate>,
    /// `due_again`: the median of what was ordered on a day, in base units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usual_units: Option<i64>,
    /// `bought_together`: orders of all shops in half a year with what the shop buys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orders: Option<u32>,
    /// `bought_together`: of these, orders with both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub together: Option<u32>,
    /// `bought_together`: shops that have ordered both at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shops: Option<u32>,
    /// `bought_together`: how many times as often as by chance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lift: Option<f64>,
}

/// Recommend products to a shop.
///
/// A customer asks for its own shop, a seller for those that it looks after, staff for any. Only products that are sold.
#[utoipa::path(get, path = "/api/insights/recommendations", tag = "insights", params(RecommendationFilter), responses(
    (status = 200, description = "What the shop may want, with reasons", body = Recommendations),
))]
async fn list_recommendations(
    State(app): State<App>,
    caller: Caller,
    QueryOf(filter): QueryOf<RecommendationFilter>,
) -> Result<Reply, Problem> {
    let shop = shop_of(&app, &caller, filter.customer_id).await?;
    let (db, now) = (app.db(), app.now());
    let today = app.company().local_date(now);
    let history = store::history(db, shop, first_day(today)).await?;
    let (due, mut in_mind) = (advice::due(&history, today), advice::in_mind(&history, today));
    let companions = store::companions_of(db, &in_mind[..in_mind.len().min(MOST_LOOKED_AT)]).await?;
    let reckoned_at = store::reckoning(db).await?.map(|last| last.reckoned_at);
    let ids: BTreeSet<ProductId> = due
        .iter()
        .map(|(product, _)| *product)
        .chain(companions.iter().flat_map(|one| [one.product, one.other]))
        .collect();
    let products = store::products(db, &ids).await?;
    let sold: HashSet<ProductId> =
        products.iter().filter(|(_, product)| product.is_sold(now)).map(|(id, _)| *id).collect();
    in_mind.sort_unstable();
    let advice = advice::advise(&due, &in_mind, &companions, &sold);
    let items = advice.into_iter().filter_map(|one| view(one, &products, caller.lang)).collect();
    Ok(Reply::ok(&Recommendations { customer_id: shop, items, reckoned_at }))
}

/// The shop that is asked for, if the caller may ask for it.
async fn shop_of(app: &App, caller: &Caller, asked: Option<CustomerId>) -> Result<CustomerId, Problem> {
    let who = &caller.principal;
    let own = who.customer_id.filter(|_| who.has(Role::Customer));
    let Some(shop) = asked.or(own) else {
        let text = Text::new("Say for which shop.", "Diga para qué tienda.");
        return Err(Problem::bad_parameter("customer_id", text));
    };
    // Its token proves that its own shop exists, whether this service has heard of it or not.
    if own == Some(shop) {
        return Ok(shop);
    }
    let seller = who.has(Role::Seller).then_some(SellerId(who.user_id.0));
    match store::seller_of(app.db(), shop).await? {
        Some(looked_after_by) if who.is_staff() || (seller.is_some() && seller == looked_after_by) => Ok(shop),
        _ => Err(Problem::not_found()),
    }
}

fn view(advice: Advice, products: &HashMap<ProductId, Product>, lang: Lang) -> Option<Recommendation> {
    let product = products.get(&advice.product)?;
    let params = |pairs: Vec<(&str, String)>| pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let (code, params, text, evidence) = match advice.why {
        Why::DueAgain(due) => (
            RecommendationCode::DueAgain,
            params(vec![("usual_days", due.usual_days().to_string()), ("days_since", due.days_since.to_string())]),
            texts::due_again(due),
            Evidence {
                purchases: Some(due.purchases),
                usual_days: Some(due.usual_days()),
                days_since: Some(due.days_since),
                last_on: Some(due.last_on),
                usual_units: Some(due.usual_units),
                ..Evidence::default()
            },
        ),
        Why::BoughtTogether(one) => {
            let (with, percent) = (products.get(&one.product)?, one.confidence_percent());
            (
                RecommendationCode::BoughtTogether,
                params(vec![
                    ("product_id", one.product.to_string()),
                    ("name", with.name.clone()),
                    ("percent", percent.round().to_string()),
                ]),
                texts::bought_together(&with.name, percent),
                Evidence {
                    orders: Some(one.orders),
                    together: Some(one.together),
                    shops: Some(one.shops),
                    lift: Some(one.lift_milli as f64 / 1_000.0),
                    ..Evidence::default()
                },
            )
        }
    };
    let reason = RecommendationReason { code, params, text: text.in_lang(lang).to_owned() };
    let (sku, name) = (product.sku.clone(), product.name.clone());
    Some(Recommendation { product_id: advice.product, sku, name, reason, evidence })
}
