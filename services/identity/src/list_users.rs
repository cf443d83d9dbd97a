//! The people who sign in, page by page, for administrators; the sellers among them for the whole office.

use crate::store::users::{self, Wanted};
use crate::user::{User, UserStatus};
use axum::extract::State;
use chassis::{Access, App, Listing, ListingParams, Page, PathOf, Problem, QueryOf, Reply, Routes, Sort};
use contracts::identity::Role;
use contracts::{CustomerId, Location, SellerId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

/// What the lists can be sorted by; newest first by default.
const SORTS: &[Sort] = &[Sort::time("created_at"), Sort::folded("name", "name_folded")];

/// The routes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .add(Access::roles(&[Role::Admin]), routes!(list_users))
        .add(Access::roles(&[Role::Admin]), routes!(show_user))
        .add(Access::staff(), routes!(list_sellers))
}

/// Which users.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UserFilter {
    /// Beginnings of words of name, e-mail address, phone or zone.
    search: Option<String>,
    /// With this role.
    role: Option<Role>,
    /// In this state.
    status: Option<UserStatus>,
    /// Of this shop.
    customer_id: Option<CustomerId>,
}

/// Which sellers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SellerFilter {
    /// Beginnings of words of name, e-mail address, phone or zone.
    search: Option<String>,
    /// Whether they may sign in.
    status: Option<UserStatus>,
}

/// A user with the role seller, as the office sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Seller {
    /// The seller; the same as its user.
    id: SellerId,
    /// What the seller is called.
    name: String,
    /// E.164.
    phone: Option<String>,
    /// E-mail address.
    email: Option<String>,
    /// The territory, in words.
    zone: Option<String>,
    /// Where the day begins.
    start_point: Option<Location>,
    /// Whether the seller may sign in.
    status: UserStatus,
    /// Raised by one with each change.
    version: i64,
    /// When the seller came.
    created_at: chrono::DateTime<chrono::Utc>,
}

impl From<User> for Seller {
    fn from(user: User) -> Self {
        Self {
            id: SellerId(user.id.0),
            name: user.name,
            phone: user.phone,
            email: user.email,
            zone: user.zone,
            start_point: user.start_point,
            status: user.status,
            version: user.version,
            created_at: user.created_at,
        }
    }
}

/// List users
#[utoipa::path(get, path = "/api/identity/users", params(ListingParams, UserFilter), tag = "identity",
    responses((status = 200, description = "One page", body = Page<User>)))]
async fn list_users(
    State(app): State<App>,
    listing: Listing,
    QueryOf(filter): QueryOf<UserFilter>,
) -> Result<Reply, Problem> {
    let paging = listing.over(SORTS)?;
    let wanted =
        Wanted { search: filter.search, role: filter.role, status: filter.status, customer_id: filter.customer_id };
    Ok(Reply::ok(&paging.finish(users::page(app.db(), wanted, &paging).await?)))
}

/// Show a user
#[utoipa::path(get, path = "/api/identity/users/{id}", params(("id" = UserId, Path, description = "The user")),
    tag = "identity", responses((status = 200, description = "The user", body = User)))]
async fn show_user(State(app): State<App>, PathOf(id): PathOf<UserId>) -> Result<Reply, Problem> {
    let user = users::find(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&user).etag(user.version))
}

/// List sellers
#[utoipa::path(get, path = "/api/identity/sellers", params(ListingParams, SellerFilter), tag = "identity",
    responses((status = 200, description = "One page", body = Page<Seller>)))]
async fn list_sellers(
    State(app): State<App>,
    listing: Listing,
    QueryOf(filter): QueryOf<SellerFilter>,
) -> Result<Reply, Problem> {
    let paging = listing.over(SORTS)?;
    let wanted = Wanted { search: filter.search, role: Some(Role::Seller), status: filter.status, ..Wanted::default() };
    let sellers = users::page(app.db(), wanted, &paging).await?;
    Ok(Reply::ok(&paging.finish(sellers.into_iter().map(Seller::from).collect())))
}
