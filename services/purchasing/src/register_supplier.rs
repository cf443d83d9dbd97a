//! A buyer enters a supplier.

use crate::search_products::SUPPLIER;
use crate::status::CatalogueStatus;
use crate::store;
use crate::supplier::{Supplier, SupplierDetails, SupplierRefused};
use axum::extract::State;
use chassis::{
    Access, App, Audience, Body, Caller, Checks, Claim, DbError, Problem, Reply, Routes, Tx, Validate, search,
};
use contracts::SupplierId;
use contracts::identity::Role;
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::routes;

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Purchasing, Role::Admin]), routes!(register_supplier))
}

/// What a buyer enters about a supplier.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct NewSupplier {
    /// Made by the client, so that a repeated request is recognised.
    #[serde(default)]
    pub id: Option<SupplierId>,
    /// Unique without case and accents.
    #[schema(min_length = 1, max_length = 200, example = "Lácteos Fuentenieve S.A.")]
    pub legal_name: String,
    /// As the tax office writes it, such as a NIT.
    #[serde(default)]
    #[schema(max_length = 40, example = "860514927-9")]
    pub tax_id: Option<String>,
    /// Unique without case.
    #[schema(format = "email", example = "ventas@fuentenieve.example")]
    pub email: String,
    /// E.164.
    #[serde(default)]
    #[schema(example = "+576017453218")]
    pub phone: Option<String>,
}

impl NewSupplier {
    fn details(&self) -> SupplierDetails {
        let Self { id: _, legal_name, tax_id, email, phone } = self.clone();
        SupplierDetails { legal_name, tax_id, email, phone }.tidied()
    }
}

impl Validate for NewSupplier {
    fn validate(&self, c: &mut Checks) {
        self.details().check(c);
    }
}

/// Enter a supplier
#[utoipa::path(post, path = "/api/purchasing/suppliers", tag = "purchasing", request_body = NewSupplier, responses(
    (status = 201, description = "The new supplier.", body = Supplier),
    (status = 200, description = "It was entered before with the same id; as it is now.", body = Supplier),
))]
async fn register_supplier(State(app): State<App>, caller: Caller, body: Body<NewSupplier>) -> Result<Reply, Problem> {
    let id = body.id.unwrap_or_else(SupplierId::new);
    app.command(&caller.clone(), &body.clone(), move |tx: Tx| async move {
        match tx.claim_id(id.0, "supplier", &caller, &body).await? {
            Claim::New => {}
            Claim::Same => {
                let supplier = store::supplier(&tx, id).await?.ok_or_else(Problem::not_found)?;
                return Ok(Reply::ok(&supplier).etag(supplier.version));
            }
            Claim::Taken => return Err(Problem::id_taken()),
        }
        let supplier = Supplier {
            id,
            version: 1,
            status: CatalogueStatus::Active,
            details: body.details(),
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        refuse_twin(&tx, &supplier).await?;
        store::insert_suppliers(&tx, std::slice::from_ref(&supplier)).await.map_err(taken)?;
        search::index_new(&tx, SUPPLIER, &[(id.0, supplier.details.search_texts().join(" "))]).await?;
        tx.hint("suppliers", id.0, 1, &[Audience::Staff]);
        tx.audit(id.0, "supplier_registered", json!(supplier.details));
        let path = format!("/api/purchasing/suppliers/{id}");
        Ok(Reply::created(&supplier).location(path).etag(supplier.version))
    })
    .await
}

/// Refuses a supplier with the legal name or e-mail address of another.
pub(crate) async fn refuse_twin(tx: &Tx, supplier: &Supplier) -> Result<(), Problem> {
    match store::supplier_twin(tx, supplier.id, &supplier.details).await? {
        Some(name) if name == supplier.details.name_key() => Err(SupplierRefused::LegalNameTaken.into()),
        Some(_) => Err(SupplierRefused::EmailTaken.into()),
        None => Ok(()),
    }
}

/// What a broken unique index says: somebody else was faster by a moment.
pub(crate) fn taken(error: DbError) -> Problem {
    match error {
        DbError::Unique(index) if index.contains("legal_name") => SupplierRefused::LegalNameTaken.into(),
        DbError::Unique(index) if index.contains("email") => SupplierRefused::EmailTaken.into(),
        DbError::Unique(_) => Problem::id_taken(),
        other => other.into(),
    }
}
