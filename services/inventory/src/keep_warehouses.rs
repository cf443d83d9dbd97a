//! Warehouses are entered and changed; those who keep copies are told.

use axum::extract::State;
use chassis::{
    Access, App, Body, Caller, Claim, DbError, Listing, ListingParams, Page, PathOf, Problem, QueryOf, Reply, Routes,
    Sort, Tx,
};
use contracts::WarehouseId;
use contracts::broadcast::Audience;
use contracts::identity::Role;
use contracts::inventory::WarehousesChanged;
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::routes;

use crate::store::warehouses;
use crate::warehouse::{CodeTaken, NewWarehouse, Warehouse, WarehousePatch};

/// The routes of this use case.
pub(crate) fn routes() -> Routes {
    let writers = Access::roles(&[Role::Warehouse, Role::Logistics, Role::Admin]);
    // Suppliers deliver there.
    let readers = Access::roles(&[Role::Supplier]).and_staff();
    Routes::new()
        .add(writers.clone(), routes!(create_warehouse))
        .add(writers, routes!(change_warehouse))
        .add(readers.clone(), routes!(list_warehouses))
        .add(readers, routes!(show_warehouse))
}

/// By what warehouses are chosen.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct WarehouseFilter {
    /// Beginnings of words of code, name, address or city, without case and accents.
    search: Option<String>,
}

/// Enter a warehouse
#[utoipa::path(post, path = "/api/inventory/warehouses", tag = "inventory", request_body = NewWarehouse,
    responses((status = 201, description = "Entered", body = Warehouse),
        (status = 200, description = "It was entered before", body = Warehouse)))]
async fn create_warehouse(State(app): State<App>, caller: Caller, body: Body<NewWarehouse>) -> Result<Reply, Problem> {
    let (who, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx: Tx| async move {
        if let Some(id) = asked.id {
            match tx.claim_id(id.0, "warehouse", &who, &asked).await? {
                Claim::New => {}
                Claim::Same => {
                    let present = warehouses::find(&tx, id).await?.ok_or_else(Problem::not_found)?;
                    return Ok(Reply::ok(&present).etag(present.version));
                }
                Claim::Taken => return Err(Problem::id_taken()),
            }
        }
        let warehouse = open_warehouse(&tx, &asked).await.map_err(|error| taken(error, &asked.code))?;
        tx.audit(warehouse.id.0, "warehouse_created", json!(warehouse));
        let place = format!("/api/inventory/warehouses/{}", warehouse.id);
        Ok(Reply::created(&warehouse).location(place).etag(warehouse.version))
    })
    .await
}

/// Enters a warehouse and tells the others; also for demonstration data.
///
/// # Errors
/// [`DbError::Unique`] when its code (or id) is taken.
pub async fn open_warehouse(tx: &Tx, new: &NewWarehouse) -> Result<Warehouse, DbError> {
    let warehouse = new.open(new.id.unwrap_or_else(WarehouseId::new), tx.now());
    warehouses::insert(tx, &warehouse).await?;
    tx.publish(&WarehousesChanged { items: vec![warehouse.state()] });
    tx.hint("warehouses", warehouse.id.0, warehouse.version, &[Audience::Staff]);
    Ok(warehouse)
}

/// Change a warehouse
#[utoipa::path(patch, path = "/api/inventory/warehouses/{id}", tag = "inventory", request_body = WarehousePatch,
    params(("id" = WarehouseId, Path, description = "The warehouse")),
    responses((status = 200, description = "Changed", body = Warehouse)))]
async fn change_warehouse(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<WarehouseId>,
    body: Body<WarehousePatch>,
) -> Result<Reply, Problem> {
    let seen = caller.if_match()?;
    let patch = (*body).clone();
    app.command(&caller, &body, move |tx: Tx| async move {
        let present = warehouses::find(&tx, id).await?.ok_or_else(Problem::not_found)?;
        if present.version != seen {
            return Err(tx.changed_meanwhile(id.0, &present).await);
        }
        let changed = present.changed(patch.clone(), tx.now());
        match warehouses::update(&tx, &changed).await {
            Ok(true) => {}
            // Somebody was faster between reading and writing.
            Ok(false) => {
                let present = warehouses::find(&tx, id).await?.ok_or_else(Problem::not_found)?;
                return Err(tx.changed_meanwhile(id.0, &present).await);
            }
            Err(error) => return Err(taken(error, &changed.code)),
        }
        tx.publish(&WarehousesChanged { items: vec![changed.state()] });
        tx.hint("warehouses", id.0, changed.version, &[Audience::Staff]);
        tx.audit(id.0, "warehouse_changed", json!(patch));
        Ok(Reply::ok(&changed).etag(changed.version))
    })
    .await
}

fn taken(error: DbError, code: &str) -> Problem {
    let code_taken = error.is_unique_violation() && !error.is_id_taken();
    if code_taken { CodeTaken(code.to_owned()).into() } else { error.into() }
}

/// List warehouses
#[utoipa::path(get, path = "/api/inventory/warehouses", tag = "inventory", params(ListingParams, WarehouseFilter),
    responses((status = 200, description = "One page", body = Page<Warehouse>)))]
async fn list_warehouses(
    State(app): State<App>,
    listing: Listing,
    QueryOf(filter): QueryOf<WarehouseFilter>,
) -> Result<Reply, Problem> {
    const SORTS: &[Sort] = &[Sort::time("created_at"), Sort::text("code"), Sort::folded("name", "name_folded")];
    let page = listing.over(SORTS)?;
    let items = warehouses::list(app.db(), filter.search.as_deref(), &page).await?;
    Ok(Reply::ok(&page.finish(items)))
}

/// Show a warehouse
#[utoipa::path(get, path = "/api/inventory/warehouses/{id}", tag = "inventory",
    params(("id" = WarehouseId, Path, description = "The warehouse")),
    responses((status = 200, description = "The warehouse", body = Warehouse)))]
async fn show_warehouse(State(app): State<App>, PathOf(id): PathOf<WarehouseId>) -> Result<Reply, Problem> {
    let warehouse = warehouses::find(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&warehouse).etag(warehouse.version))
}
