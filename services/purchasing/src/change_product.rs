//! A buyer changes a product, its present price, archives it or brings it back.

use crate::add_product::{refuse_archived, taken};
use crate::announce_products::announce;
use crate::attach_image::keep_shown;
use crate::patch::given;
use crate::price_product::{check_currency, check_price, set_price};
use crate::product::{Product, ProductDetails, ProductRefused};
use crate::search_products::PRODUCTS;
use crate::status::CatalogueStatus;
use crate::{search_products, store};
use axum::extract::State;
use chassis::{Access, App, Audience, Body, Caller, Checks, Nullable, PathOf, Problem, Reply, Routes, Tx, Validate};
use contracts::identity::Role;
use contracts::purchasing::PriceFrom;
use contracts::{Money, ProductId, SupplierId, TaxRate};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use utoipa_axum::routes;

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Purchasing, Role::Admin]), routes!(change_product))
}

/// What changes; what is left out stays (a JSON merge patch).
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct ProductChange {
    /// The company's own code; unique without case.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 64)]
    pub sku: Option<String>,
    /// As shown.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Who makes it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = SupplierId, required = false)]
    pub supplier_id: Option<SupplierId>,
    /// For one base unit, without tax; it holds from now until the next scheduled price.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Money, required = false)]
    pub price: Option<Money>,
    /// Tax on top of the price.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = TaxRate, required = false)]
    pub tax_rate_bp: Option<TaxRate>,
    /// `null` removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 60)]
    pub category: Nullable<String>,
    /// Such as `bottle`.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 20)]
    pub unit: Option<String>,
    /// Base units in a pack.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = i64, required = false, minimum = 1, maximum = 1_000_000)]
    pub pack_size: Option<i64>,
    /// Weight of a base unit.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = i64, required = false, minimum = 0, maximum = 10_000_000)]
    pub weight_grams: Option<i64>,
    /// Volume of a base unit.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = i64, required = false, minimum = 0, maximum = 100_000_000)]
    pub volume_ml: Option<i64>,
    /// Days from production to expiry; `null` removes it.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 36_500)]
    pub shelf_life_days: Nullable<i64>,
    /// Days a lot must have left to be sold; `null` means inventory's default.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 36_500)]
    pub min_days_left: Nullable<i64>,
    /// `null` removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 32)]
    pub barcode: Nullable<String>,
    /// A whole `https://` address of a picture; `null` removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2_000)]
    pub image_url: Nullable<String>,
    /// `archived` takes it out of lists and orders; `active` brings it back.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = CatalogueStatus, required = false)]
    pub status: Option<CatalogueStatus>,
}

impl ProductChange {
    fn applied_to(&self, present: ProductDetails) -> ProductDetails {
        let change = self.clone();
        ProductDetails {
            sku: change.sku.unwrap_or(present.sku),
            name: change.name.unwrap_or(present.name),
            supplier_id: change.supplier_id.unwrap_or(present.supplier_id),
            category: change.category.or(present.category),
            unit: change.unit.unwrap_or(present.unit),
            pack_size: change.pack_size.unwrap_or(present.pack_size),
            tax_rate_bp: change.tax_rate_bp.unwrap_or(present.tax_rate_bp),
            weight_grams: change.weight_grams.unwrap_or(present.weight_grams),
            volume_ml: change.volume_ml.unwrap_or(present.volume_ml),
            shelf_life_days: change.shelf_life_days.or(present.shelf_life_days),
            min_days_left: change.min_days_left.or(present.min_days_left),
            barcode: change.barcode.or(present.barcode),
            image_url: change.image_url.or(present.image_url),
        }
        .tidied()
    }
}

impl Validate for ProductChange {
    fn validate(&self, c: &mut Checks) {
        // What is left out is sound by itself; this stands in for it. Rules across fields are checked again on the whole.
        self.applied_to(ProductDetails::plain("A", "A", SupplierId(uuid::Uuid::nil()))).check(c);
        if let Some(price) = &self.price {
            check_price(c, price);
        }
    }
}

/// Change a product
#[utoipa::path(patch, path = "/api/purchasing/products/{id}", tag = "purchasing", params(("id" = ProductId, Path)),
    request_body = ProductChange, responses((status = 200, description = "The product as it is now.", body = Product)))]
async fn change_product(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<ProductId>,
    body: Body<ProductChange>,
) -> Result<Reply, Problem> {
    let seen = caller.if_match()?;
    if let Some(price) = &body.price {
        check_currency(price, app.company().currency)?;
    }
    app.command(&caller, &body.clone(), move |tx: Tx| async move {
        let present = store::lock_product(&tx, id, tx.now()).await?.ok_or_else(Problem::not_found)?;
        if present.version != seen {
            return Err(tx.changed_meanwhile(id.0, &present).await);
        }
        let changed = decide(&tx, &present, &body).await?;
        if (&changed.details, changed.status, changed.price) == (&present.details, present.status, present.price) {
            return Ok(Reply::ok(&present).etag(present.version));
        }
        let changed = Product { version: present.version + 1, updated_at: tx.now(), ..changed };
        store::update_product(&tx, &changed).await.map_err(taken)?;
        keep_shown(&tx, id, &present.details, &changed.details).await?;
        if changed.price != present.price {
            set_price(&tx, id, PriceFrom { price: changed.price, valid_from: changed.price_valid_from }).await?;
        }
        search_products::index(&tx, std::slice::from_ref(&changed)).await?;
        let (old, new) = (present.details.supplier_id, changed.details.supplier_id);
        search_products::move_between(&tx, id, old, new).await?;
        announce(&tx, &[id]).await?;
        tx.hint(PRODUCTS, id.0, changed.version, &[Audience::SignedIn]);
        tx.audit(id.0, "product_changed", json!({"from": present, "to": changed}));
        Ok(Reply::ok(&changed).etag(changed.version))
    })
    .await
}

/// What the change makes of the product, version and time apart.
async fn decide(tx: &Tx, present: &Product, change: &ProductChange) -> Result<Product, Problem> {
    let mut product = present.clone();
    product.details = change.applied_to(present.details.clone());
    let mut checks = Checks::default();
    product.details.check(&mut checks);
    checks.into_result()?;
    product.status = change.status.unwrap_or(present.status);
    // The old and the new supplier are held, always in one order: a new name of either writes the same search words.
    let (old, new) = (present.details.supplier_id, product.details.supplier_id);
    for id in BTreeSet::from([old, new]) {
        let supplier = store::lock_supplier(tx, id).await?.ok_or(ProductRefused::UnknownSupplier)?;
        if id == new {
            if id != old {
                refuse_archived(&supplier)?;
            }
            product.supplier_name = supplier.details.legal_name;
        }
    }
    if store::product_by_sku(tx, &product.details.sku).await?.is_some_and(|other| other != present.id) {
        return Err(ProductRefused::SkuTaken.into());
    }
    if let Some(price) = change.price.filter(|price| *price != present.price) {
        (product.price, product.price_valid_from) = (price, tx.now().max(present.price_valid_from));
    }
    Ok(product)
}
