//! A buyer changes a supplier, archives it or brings it back.

use crate::patch::given;
use crate::register_supplier::{refuse_twin, taken};
use crate::search_products::{self, SUPPLIER};
use crate::status::CatalogueStatus;
use crate::store;
use crate::supplier::{Supplier, SupplierDetails};
use axum::extract::State;
use chassis::{
    Access, App, Audience, Body, Caller, Checks, Nullable, PathOf, Problem, Reply, Routes, Tx, Validate, search,
};
use contracts::SupplierId;
use contracts::identity::Role;
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::routes;

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Purchasing, Role::Admin]), routes!(change_supplier))
}

/// What changes; what is left out stays (a JSON merge patch).
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct SupplierChange {
    /// Unique without case and accents.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200)]
    pub legal_name: Option<String>,
    /// `null` removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 40)]
    pub tax_id: Nullable<String>,
    /// Unique without case.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, format = "email")]
    pub email: Option<String>,
    /// E.164; `null` removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub phone: Nullable<String>,
    /// `archived` takes it out of lists and keeps new products from naming it; its products stay as they are.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = CatalogueStatus, required = false)]
    pub status: Option<CatalogueStatus>,
}

impl SupplierChange {
    fn applied_to(&self, present: &SupplierDetails) -> SupplierDetails {
        let change = self.clone();
        SupplierDetails {
            legal_name: change.legal_name.unwrap_or_else(|| present.legal_name.clone()),
            tax_id: change.tax_id.or(present.tax_id.clone()),
            email: change.email.unwrap_or_else(|| present.email.clone()),
            phone: change.phone.or(present.phone.clone()),
        }
        .tidied()
    }
}

impl Validate for SupplierChange {
    fn validate(&self, c: &mut Checks) {
        // What is left out is sound already; these stand in for it.
        let sound = SupplierDetails {
            legal_name: "A".to_owned(),
            tax_id: None,
            email: "a@example.com".to_owned(),
            phone: None,
        };
        self.applied_to(&sound).check(c);
    }
}

/// Change a supplier
#[utoipa::path(patch, path = "/api/purchasing/suppliers/{id}", tag = "purchasing", params(("id" = SupplierId, Path)),
    request_body = SupplierChange, responses((status = 200, description = "The supplier as it is now.", body = Supplier)))]
async fn change_supplier(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<SupplierId>,
    body: Body<SupplierChange>,
) -> Result<Reply, Problem> {
    let seen = caller.if_match()?;
    app.command(&caller, &body.clone(), move |tx: Tx| async move {
        let present = store::lock_supplier(&tx, id).await?.ok_or_else(Problem::not_found)?;
        if present.version != seen {
            return Err(tx.changed_meanwhile(id.0, &present).await);
        }
        let details = body.applied_to(&present.details);
        let status = body.status.unwrap_or(present.status);
        if details == present.details && status == present.status {
            return Ok(Reply::ok(&present).etag(present.version));
        }
        let changed =
            Supplier { version: present.version + 1, status, details, updated_at: tx.now(), ..present.clone() };
        refuse_twin(&tx, &changed).await?;
        store::update_supplier(&tx, &changed).await.map_err(taken)?;
        search::index(&tx, SUPPLIER, id.0, &changed.details.search_texts()).await?;
        if changed.details.legal_name != present.details.legal_name {
            search_products::renamed(&tx, id).await?;
        }
        tx.hint("suppliers", id.0, changed.version, &[Audience::Staff, Audience::Supplier(id)]);
        tx.audit(id.0, "supplier_changed", json!({"from": present, "to": changed}));
        Ok(Reply::ok(&changed).etag(changed.version))
    })
    .await
}
