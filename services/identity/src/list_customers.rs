//! The shops, page by page: all for the office, its own for a seller.

use crate::customer::Customer;
use crate::store::customers::{self, Wanted};
use axum::extract::State;
use chassis::{Access, App, Caller, Listing, ListingParams, Page, Problem, QueryOf, Reply, Routes, Sort, Text};
use contracts::SellerId;
use contracts::identity::{CustomerStatus, Role};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

/// What the list can be sorted by; newest first by default.
const SORTS: &[Sort] = &[Sort::time("created_at"), Sort::folded("business_name", "name_folded")];

/// The route.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Seller]).and_staff(), routes!(list_customers))
}

/// Which shops.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CustomerFilter {
    /// Beginnings of words of name, address, city, phone or e-mail address.
    search: Option<String>,
    /// In this state.
    status: Option<CustomerStatus>,
    /// In this city, without case and accents.
    city: Option<String>,
    /// Looked after by this seller.
    seller_id: Option<SellerId>,
}

/// List shops
///
/// A seller sees the shops that it looks after.
#[utoipa::path(get, path = "/api/identity/customers", params(ListingParams, CustomerFilter), tag = "identity",
    responses((status = 200, description = "One page", body = Page<Customer>)))]
async fn list_customers(
    State(app): State<App>,
    caller: Caller,
    listing: Listing,
    QueryOf(filter): QueryOf<CustomerFilter>,
) -> Result<Reply, Problem> {
    let paging = listing.over(SORTS)?;
    if filter.status == Some(CustomerStatus::Unknown) {
        let text = Text::new("Use pending, active or blocked.", "Use pending, active o blocked.");
        return Err(Problem::bad_parameter("status", text));
    }
    let wanted = Wanted {
        search: filter.search,
        status: filter.status,
        city: filter.city,
        seller_id: filter.seller_id,
        visible_to: (!caller.principal.is_staff()).then_some(SellerId(caller.principal.user_id.0)),
    };
    Ok(Reply::ok(&paging.finish(customers::page(app.db(), wanted, &paging).await?)))
}
