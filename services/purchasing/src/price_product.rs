//! A buyer sets a price, from now or from a day to come, and looks at the history.

use crate::announce_products::announce;
use crate::prices::{self, MOST_PUBLIC, PriceRefused};
use crate::product::HIGHEST_PRICE;
use crate::search_products::PRODUCTS;
use crate::store::{self, PriceRow};
use axum::extract::State;
use chassis::{
    Access, App, Audience, Body, Caller, Checks, Listing, ListingParams, Page, PathOf, Problem, Reply, Routes, Sort,
    Tx, Validate,
};
use chrono::{DateTime, Utc};
use contracts::identity::Role;
use contracts::purchasing::PriceFrom;
use contracts::{Currency, Money, ProductId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::routes;
use uuid::Uuid;

/// What prices can be sorted by; the latest first unless asked otherwise.
const SORTS: &[Sort] = &[Sort::time("valid_from"), Sort::time("created_at")];

/// The routes.
pub fn routes() -> Routes {
    let who = || Access::roles(&[Role::Purchasing, Role::Admin]);
    Routes::new().add(who(), routes!(price_product)).add(who(), routes!(list_prices))
}

/// A price to come, or of now.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct NewPrice {
    /// For one base unit, without tax, in the company's currency.
    pub price: Money,
    /// The first instant at which it holds: now or in the next five years. Up to five minutes ago means now.
    pub valid_from: DateTime<Utc>,
}

impl Validate for NewPrice {
    fn validate(&self, c: &mut Checks) {
        check_price(c, &self.price);
    }
}

/// The rules of every price.
pub(crate) fn check_price(c: &mut Checks, price: &Money) {
    c.range("/price/amount", price.amount, 0..=HIGHEST_PRICE);
}

/// An installation has one currency.
pub(crate) fn check_currency(price: &Money, company: Currency) -> Result<(), Problem> {
    let mut checks = Checks::default();
    checks.currency("/price", price, company);
    checks.into_result()
}

/// A price in the history of a product.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
struct ProductPrice {
    /// The price itself.
    id: Uuid,
    /// The product that has it.
    product_id: ProductId,
    /// For one base unit, without tax.
    price: Money,
    /// The first instant at which it holds, until the next one.
    valid_from: DateTime<Utc>,
    /// When it was set.
    created_at: DateTime<Utc>,
}

impl From<PriceRow> for ProductPrice {
    fn from(row: PriceRow) -> Self {
        let PriceFrom { price, valid_from } = row.price();
        Self { id: row.id, product_id: ProductId(row.product_id), price, valid_from, created_at: row.created_at }
    }
}

/// Set a price from now on or from a later instant
///
/// A price that begins at the same instant as another takes its place. The history is kept.
#[utoipa::path(post, path = "/api/purchasing/products/{id}/prices", tag = "purchasing", params(("id" = ProductId, Path)),
    request_body = NewPrice, responses((status = 201, description = "The price.", body = ProductPrice)))]
async fn price_product(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<ProductId>,
    body: Body<NewPrice>,
) -> Result<Reply, Problem> {
    check_currency(&body.price, app.company().currency)?;
    app.command(&caller, &body.clone(), move |tx: Tx| async move {
        let mut product = store::lock_product(&tx, id, tx.now()).await?.ok_or_else(Problem::not_found)?;
        let valid_from = prices::start(body.valid_from, tx.now())?;
        let price = PriceFrom { price: body.price, valid_from };
        set_price(&tx, id, price).await?;
        product.version += 1;
        product.updated_at = tx.now();
        store::update_product(&tx, &product).await?;
        announce(&tx, &[id]).await?;
        tx.hint(PRODUCTS, id.0, product.version, &[Audience::SignedIn]);
        tx.audit(id.0, "price_set", json!(price));
        let set =
            store::price_from(&tx, id, valid_from).await?.map(ProductPrice::from).ok_or_else(Problem::not_found)?;
        Ok(Reply::created(&set).location(format!("/api/purchasing/products/{id}/prices")))
    })
    .await
}

/// Writes a price, unless others would have to hear of too many.
pub(crate) async fn set_price(tx: &Tx, id: ProductId, price: PriceFrom) -> Result<(), Problem> {
    store::set_prices(tx, &[(id, price)], tx.now()).await?;
    let heard = store::recent_prices(tx, &[id], tx.now()).await?.remove(&id).unwrap_or_default();
    if heard.public(tx.now()).len() > MOST_PUBLIC { Err(PriceRefused::TooMany.into()) } else { Ok(()) }
}

/// List the prices that a product had, has and will have
///
/// Sorted by `valid_from` (the latest first by default) or `created_at`.
#[utoipa::path(get, path = "/api/purchasing/products/{id}/prices", tag = "purchasing",
    params(("id" = ProductId, Path), ListingParams),
    responses((status = 200, description = "A page of prices.", body = Page<ProductPrice>)))]
async fn list_prices(
    State(app): State<App>,
    _caller: Caller,
    PathOf(id): PathOf<ProductId>,
    listing: Listing,
) -> Result<Reply, Problem> {
    let page = listing.over(SORTS)?;
    if store::product(app.db(), id, app.now()).await?.is_none() {
        return Err(Problem::not_found());
    }
    let rows: Vec<PriceRow> = store::select_prices(id).fetch(app.db(), &page).await?;
    Ok(Reply::ok(&page.finish(rows.into_iter().map(ProductPrice::from).collect())))
}
