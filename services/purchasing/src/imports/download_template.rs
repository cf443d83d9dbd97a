//! A buyer downloads a table to fill in: empty, or with what is in the catalogue now.

use crate::imports::columns::ImportKind;
use crate::imports::sheet::Format;
use crate::imports::template;
use crate::product::Product;
use crate::store;
use crate::supplier::Supplier;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chassis::{Access, App, Caller, DbError, Problem, QueryOf, Routes};
use contracts::identity::Role;
use serde::Deserialize;
use utoipa_axum::routes;
use uuid::Uuid;

/// Things that are read at once.
const PAGE: usize = 1_000;

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Purchasing, Role::Admin]), routes!(download_import_template))
}

/// Which table is wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct TemplateFilter {
    /// What it is to list.
    #[param(inline)]
    kind: ImportKind,
    /// `xlsx` (the default) or `csv`.
    #[param(inline)]
    format: Option<TemplateFormat>,
    /// `empty` (the default), or `catalogue`: with everything that is active now, to be changed and uploaded again.
    #[param(inline)]
    content: Option<TemplateContent>,
}

#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum TemplateFormat {
    /// Text with semicolons.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum TemplateContent {
    /// Only the titles.
    Empty,
    /// What is active.
    Catalogue,
}

/// Download a table for an import
///
/// Its titles are in the language of the caller. Uploaded as it is, a table with the catalogue changes nothing.
#[utoipa::path(get, path = "/api/purchasing/imports/template", tag = "purchasing", params(TemplateFilter), responses(
    (status = 200, description = "The table.", content(
        (Vec<u8> = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )),
))]
async fn download_import_template(
    State(app): State<App>,
    caller: Caller,
    QueryOf(filter): QueryOf<TemplateFilter>,
) -> Result<Response, Problem> {
    let titles = filter.kind.fields().iter().filter(|field| field.name != "tax_rate_bp");
    let mut rows: Vec<Vec<String>> = vec![titles.map(|field| field.title(caller.lang).to_owned()).collect()];
    if filter.content == Some(TemplateContent::Catalogue) {
        match filter.kind {
            ImportKind::Products => all_products(&app, &mut rows).await?,
            ImportKind::Suppliers => all_suppliers(&app, &mut rows).await?,
        }
    }
    let format = match filter.format.unwrap_or(TemplateFormat::Xlsx) {
        TemplateFormat::Csv => Format::Csv,
        TemplateFormat::Xlsx => Format::Xlsx,
    };
    let file = chassis::blocking(move || match format {
        Format::Csv => template::csv(rows.into_iter()),
        Format::Xlsx => template::xlsx(rows.into_iter()),
    })
    .await;
    let kind = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let name = format!("attachment; filename=\"storeflow-{}.{}\"", filter.kind.name(), format.name());
    let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, file).into_response())
}

async fn all_products(app: &App, rows: &mut Vec<Vec<String>>) -> Result<(), DbError> {
    let mut last = Uuid::nil();
    loop {
        let ids = store::product_ids_after(app.db(), last, PAGE).await?;
        let Some(end) = ids.last() else { return Ok(()) };
        last = end.0;
        let products = store::products(app.db(), &ids, app.now()).await?;
        rows.extend(products.iter().filter(|product| product.status.is_active()).map(product_row));
    }
}

/// In the order of the titles.
fn product_row(product: &Product) -> Vec<String> {
    let details = &product.details;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    vec![
        details.name.clone(),
        details.sku.clone(),
        product.supplier_name.clone(),
        decimal(product.price.amount),
        text(&details.image_url),
        text(&details.category),
        details.unit.clone(),
        details.pack_size.to_string(),
        format!("{} %", decimal(details.tax_rate_bp.basis_points())),
        details.weight_grams.to_string(),
        details.volume_ml.to_string(),
        number(details.shelf_life_days),
        number(details.min_days_left),
        text(&details.barcode),
    ]
}

/// Hundredths with a decimal comma; both conventions are read again.
fn decimal(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    if rest == 0 { whole.to_string() } else { format!("{whole},{rest:02}") }
}

async fn all_suppliers(app: &App, rows: &mut Vec<Vec<String>>) -> Result<(), DbError> {
    let mut last = Uuid::nil();
    loop {
        let suppliers = store::suppliers_after(app.db(), last, PAGE).await?;
        let Some(end) = suppliers.last() else { return Ok(()) };
        last = end.id.0;
        rows.extend(suppliers.iter().filter(|supplier| supplier.status.is_active()).map(supplier_row));
    }
}

/// In the order of the titles.
fn supplier_row(supplier: &Supplier) -> Vec<String> {
    let details = supplier.details.clone();
    vec![details.legal_name, details.email, details.tax_id.unwrap_or_default(), details.phone.unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_are_written_as_people_do() {
        assert_eq!((decimal(123_450).as_str(), decimal(100).as_str(), decimal(5).as_str()), ("1234,50", "1", "0,05"));
    }
}
