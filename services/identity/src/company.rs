//! Who the company is: what stands on its purchase orders and under its mails. There is one, from the beginning, without a name
//! until an administrator gives it one.

use crate::store;
use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, Problem, Reply, Routes, Validate};
use chrono::{DateTime, Utc};
use contracts::identity::Role;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::customer::tidy;

/// The routes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .add(Access::signed_in(), routes!(show_company))
        .add(Access::roles(&[Role::Admin]), routes!(change_company))
}

/// Enters the company when the service first starts.
///
/// # Errors
/// When the database does not answer.
pub async fn enter(app: App) -> anyhow::Result<()> {
    if !store::company::is_there(app.db()).await? {
        app.db().write(|tx| async move { store::company::enter(&tx).await }).await?;
    }
    Ok(())
}

/// The company whose installation this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CompanyDetails {
    /// Always the same.
    pub id: Uuid,
    /// Raised by one with each change.
    pub version: i64,
    /// As in its contracts; empty until somebody says it, like all that follows.
    pub legal_name: String,
    /// Its number with the tax office.
    pub tax_id: String,
    /// Where it is.
    pub address: String,
    /// Where it is called.
    pub phone: String,
    /// Where it is written to.
    pub email: String,
    /// When this installation began.
    pub created_at: DateTime<Utc>,
    /// When this last changed.
    pub updated_at: DateTime<Utc>,
}

impl CompanyDetails {
    /// What stands under its mails, line by line.
    #[must_use]
    pub fn signature(&self) -> Vec<String> {
        if self.legal_name.is_empty() {
            return vec!["StoreFlow".to_owned()];
        }
        let contact = [self.phone.as_str(), self.email.as_str()];
        let contact = contact.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
        let lines = [self.legal_name.clone(), self.tax_id.clone(), self.address.clone(), contact];
        lines.into_iter().filter(|line| !line.is_empty()).collect()
    }

    fn changed(&self, change: ChangeCompany, now: DateTime<Utc>) -> Self {
        let or = |new: Option<String>, old: &str| new.map_or_else(|| old.to_owned(), |text| tidy(&text));
        let changed = Self {
            legal_name: or(change.legal_name, &self.legal_name),
            tax_id: or(change.tax_id, &self.tax_id),
            address: or(change.address, &self.address),
            phone: or(change.phone, &self.phone),
            email: or(change.email, &self.email),
            ..self.clone()
        };
        match changed == *self {
            true => changed,
            false => Self { version: self.version + 1, updated_at: now, ..changed },
        }
    }
}

/// A change of it: JSON merge patch; what is empty is not known.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct ChangeCompany {
    /// As in its contracts.
    #[serde(default)]
    legal_name: Option<String>,
    /// Its number with the tax office.
    #[serde(default)]
    tax_id: Option<String>,
    /// Where it is.
    #[serde(default)]
    address: Option<String>,
    /// Where it is called.
    #[serde(default)]
    phone: Option<String>,
    /// Where it is written to.
    #[serde(default)]
    email: Option<String>,
}

impl Validate for ChangeCompany {
    fn validate(&self, checks: &mut Checks) {
        checks.text("/legal_name", self.legal_name.as_deref(), 0..=200);
        checks.text("/tax_id", self.tax_id.as_deref(), 0..=40);
        checks.text("/address", self.address.as_deref(), 0..=300);
        checks.text("/phone", self.phone.as_deref(), 0..=60);
        checks.email("/email", self.email.as_deref().map(str::trim).filter(|text| !text.is_empty()));
    }
}

/// Show the company
#[utoipa::path(get, path = "/api/identity/company", tag = "identity",
    responses((status = 200, description = "The company", body = CompanyDetails)))]
async fn show_company(State(app): State<App>) -> Result<Reply, Problem> {
    let company = store::company::read(app.db()).await?;
    Ok(Reply::ok(&company).etag(company.version))
}

/// Change what is known of the company
#[utoipa::path(patch, path = "/api/identity/company", request_body = ChangeCompany, tag = "identity",
    responses((status = 200, description = "The company as it is now", body = CompanyDetails)))]
async fn change_company(State(app): State<App>, caller: Caller, body: Body<ChangeCompany>) -> Result<Reply, Problem> {
    let seen = caller.if_match()?;
    let change = (*body).clone();
    app.command(&caller, &body, move |tx| async move {
        let present = store::company::read_for_change(&tx).await?;
        if present.version != seen {
            return Err(tx.changed_meanwhile(present.id, &present).await);
        }
        let changed = present.changed(change, tx.now());
        if changed.version != present.version {
            store::company::update(&tx, &changed).await?;
            tx.audit(changed.id, "company_changed", json!({"before": present, "after": changed}));
        }
        Ok(Reply::ok(&changed).etag(changed.version))
    })
    .await
}
