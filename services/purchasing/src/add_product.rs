//! A buyer adds a product to the catalogue.

use crate::announce_products::announce;
use crate::price_product::{check_currency, check_price};
use crate::product::{Product, ProductDetails, ProductRefused};
use crate::search_products::PRODUCTS;
use crate::status::CatalogueStatus;
use crate::supplier::Supplier;
use crate::{search_products, store};
use axum::extract::State;
use chassis::{Access, App, Audience, Body, Caller, Checks, Claim, DbError, Problem, Reply, Routes, Tx, Validate};
use contracts::identity::Role;
use contracts::purchasing::PriceFrom;
use contracts::{Money, ProductId, SupplierId, TaxRate};
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::routes;

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Purchasing, Role::Admin]), routes!(add_product))
}

/// What a buyer enters about a product.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct NewProduct {
    /// Made by the client, so that a repeated request is recognised.
    #[serde(default)]
    pub id: Option<ProductId>,
    /// The company's own code; unique without case.
    #[schema(min_length = 1, max_length = 64, example = "LAC-LEC-1000")]
    pub sku: String,
    /// As shown.
    #[schema(min_length = 1, max_length = 200, example = "Leche entera 1 L")]
    pub name: String,
    /// Who makes it.
    pub supplier_id: SupplierId,
    /// For one base unit, without tax, in the company's currency; it holds from now.
    pub price: Money,
    /// Tax on top of the price; none where it is left out.
    #[serde(default)]
    pub tax_rate_bp: Option<TaxRate>,
    /// Such as `lacteos`.
    #[serde(default)]
    #[schema(max_length = 60, example = "lacteos")]
    pub category: Option<String>,
    /// Such as `bottle`; `unit` where it is left out.
    #[serde(default)]
    #[schema(max_length = 20, example = "bottle")]
    pub unit: Option<String>,
    /// Base units in a pack, a way to type quantities; 1 where it is left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub pack_size: Option<i64>,
    /// Weight of a base unit.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000_000)]
    pub weight_grams: Option<i64>,
    /// Volume of a base unit.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub volume_ml: Option<i64>,
    /// Days from production to expiry.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 36_500)]
    pub shelf_life_days: Option<i64>,
    /// Days a lot must have left to be sold; not more than its shelf life.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 36_500)]
    pub min_days_left: Option<i64>,
    /// GTIN, or whatever the maker prints: letters, digits and hyphens.
    #[serde(default)]
    #[schema(max_length = 32, example = "7709412001072")]
    pub barcode: Option<String>,
    /// A whole `https://` address of a picture.
    #[serde(default)]
    #[schema(max_length = 2_000)]
    pub image_url: Option<String>,
}

impl NewProduct {
    fn details(&self) -> ProductDetails {
        let new = self.clone();
        ProductDetails {
            sku: new.sku,
            name: new.name,
            supplier_id: new.supplier_id,
            category: new.category,
            unit: new.unit.filter(|unit| !unit.trim().is_empty()).unwrap_or_else(|| "unit".to_owned()),
            pack_size: new.pack_size.unwrap_or(1),
            tax_rate_bp: new.tax_rate_bp.unwrap_or(TaxRate::ZERO),
            weight_grams: new.weight_grams.unwrap_or(0),
            volume_ml: new.volume_ml.unwrap_or(0),
            shelf_life_days: new.shelf_life_days,
            min_days_left: new.min_days_left,
            barcode: new.barcode,
            image_url: new.image_url,
        }
        .tidied()
    }
}

impl Validate for NewProduct {
    fn validate(&self, c: &mut Checks) {
        self.details().check(c);
        check_price(c, &self.price);
    }
}

/// Add a product
#[utoipa::path(post, path = "/api/purchasing/products", tag = "purchasing", request_body = NewProduct, responses(
    (status = 201, description = "The new product.", body = Product),
    (status = 200, description = "It was added before with the same id; as it is now.", body = Product),
))]
async fn add_product(State(app): State<App>, caller: Caller, body: Body<NewProduct>) -> Result<Reply, Problem> {
    check_currency(&body.price, app.company().currency)?;
    let id = body.id.unwrap_or_else(ProductId::new);
    app.command(&caller.clone(), &body.clone(), move |tx: Tx| async move {
        match tx.claim_id(id.0, "product", &caller, &body).await? {
            Claim::New => {}
            Claim::Same => {
                let product = store::product(&tx, id, tx.now()).await?.ok_or_else(Problem::not_found)?;
                return Ok(Reply::ok(&product).etag(product.version));
            }
            Claim::Taken => return Err(Problem::id_taken()),
        }
        let details = body.details();
        // Held until the product is written, so that a new name of the supplier reaches the product's search words.
        let supplier = store::lock_supplier(&tx, details.supplier_id).await?.ok_or(ProductRefused::UnknownSupplier)?;
        refuse_archived(&supplier)?;
        if store::product_by_sku(&tx, &details.sku).await?.is_some() {
            return Err(ProductRefused::SkuTaken.into());
        }
        let price = PriceFrom { price: body.price, valid_from: tx.now() };
        let product = Product {
            id,
            version: 1,
            status: CatalogueStatus::Active,
            details,
            supplier_name: supplier.details.legal_name,
            price: price.price,
            price_valid_from: price.valid_from,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        store::insert_products(&tx, std::slice::from_ref(&product)).await.map_err(taken)?;
        store::set_prices(&tx, &[(id, price)], tx.now()).await?;
        search_products::index_new(&tx, std::slice::from_ref(&product)).await?;
        announce(&tx, &[id]).await?;
        tx.hint(PRODUCTS, id.0, 1, &[Audience::SignedIn]);
        tx.audit(id.0, "product_added", json!(product));
        let path = format!("/api/purchasing/products/{id}");
        Ok(Reply::created(&product).location(path).etag(product.version))
    })
    .await
}

/// Nothing new is bought from a supplier that no longer takes part.
pub(crate) fn refuse_archived(supplier: &Supplier) -> Result<(), ProductRefused> {
    match supplier.status {
        CatalogueStatus::Active => Ok(()),
        CatalogueStatus::Archived => Err(ProductRefused::SupplierArchived),
    }
}

/// What a broken unique index says: somebody else was faster by a moment.
pub(crate) fn taken(error: DbError) -> Problem {
    match error {
        DbError::Unique(index) if index.contains("sku") => ProductRefused::SkuTaken.into(),
        DbError::Unique(_) => Problem::id_taken(),
        other => other.into(),
    }
}
