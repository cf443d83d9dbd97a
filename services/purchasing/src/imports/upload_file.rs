//! A buyer uploads a file; its rows are kept, and the check begins.

use crate::imports::cell::Cell;
use crate::imports::columns::{Columns, ImportKind};
use crate::imports::file_refused::{FileRefused, LARGEST_FILE};
use crate::imports::import::{Counts, Import, ImportStatus, Work};
use crate::imports::read_imports::ImportDetail;
use crate::imports::sheet::{self, Sheet, SheetRow};
use crate::product::sku_key;
use crate::store::imports::{self as store, StagedRow};
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use chassis::{Access, App, Caller, Claim, Db, DbError, Problem, Reply, RequestHash, Routes, Tx};
use contracts::identity::Role;
use contracts::purchasing::ContinueImport;
use contracts::{ImportId, fold};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};
use utoipa_axum::routes;
use uuid::Uuid;

/// Uploads that are read at once, since each holds a file in memory.
static READING: Semaphore = Semaphore::const_new(2);
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Rows of one statement.
const ROWS: usize = 500;
/// The form around the file.
const FORM: usize = 64 * 1024;

/// The route.
pub fn routes() -> Routes {
    let (schemas, paths, methods) = routes!(upload_import);
    let methods = methods.layer(DefaultBodyLimit::max(LARGEST_FILE + FORM));
    Routes::new().add(Access::roles(&[Role::Purchasing, Role::Admin]), (schemas, paths, methods))
}

/// The form of an upload (for the API description).
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only described")]
struct ImportForm {
    /// A table: CSV (semicolons, commas or tabs; UTF-8, UTF-16 or Windows-1252) or `.xlsx`; at most 32 MB and 200,000 rows.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// What it lists.
    kind: ImportKind,
    /// Made by the client, so that a repeated request is recognised.
    #[schema(required = false)]
    id: Option<ImportId>,
}

/// Upload a file of products or suppliers
///
/// A file that is no table, or lacks columns that every table must have, is refused at once; what is wrong with single rows is
/// in the import when it is `checked`. Columns are known by their titles in Spanish or English, in any order. What a file
/// does not say of a product or supplier that is there stays as it is, also where a cell is empty.
#[utoipa::path(post, path = "/api/purchasing/imports", tag = "purchasing",
    request_body(content = ImportForm, content_type = "multipart/form-data"), responses(
    (status = 202, description = "Its rows are being checked.", body = ImportDetail),
    (status = 200, description = "It was uploaded before with the same id; as it is now.", body = ImportDetail),
))]
async fn upload_import(
    State(app): State<App>,
    caller: Caller,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Reply, Problem> {
    let form = form.map_err(|_| FileRefused::NoForm)?;
    let turn = tokio::time::timeout(PATIENCE, READING.acquire()).await;
    let Ok(Ok(_turn)) = turn else { return Err(Problem::not_ready_yet()) };
    let Upload { id, kind, file_name, file } = Upload::receive(form).await?;
    let hash = RequestHash::of(&[Sha256::digest(&file).as_slice(), kind.name().as_bytes()].concat());
    let staging = Uuid::now_v7();
    let outcome = match keep_rows(&app, staging, kind, file).await {
        Ok(sheet) => begin(&app, &caller, id, hash, new_import(&app, &caller, staging, kind, file_name, sheet)).await,
        Err(problem) => Err(problem),
    };
    if !store::is_taken(app.db(), staging).await? {
        forget(app.db(), staging).await?;
    }
    outcome
}

struct Upload {
    id: Option<ImportId>,
    kind: ImportKind,
    file_name: String,
    file: Vec<u8>,
}

impl Upload {
    async fn receive(mut form: Multipart) -> Result<Self, Problem> {
        let (mut id, mut kind, mut file) = (None, None, None);
        while let Some(mut field) = form.next_field().await.map_err(broken)? {
            match field.name() {
                Some("file") => {
                    let name = file_name(field.file_name().unwrap_or_default());
                    let mut bytes = Vec::new();
                    while let Some(chunk) = field.chunk().await.map_err(broken)? {
                        if bytes.len() + chunk.len() > LARGEST_FILE {
                            return Err(FileRefused::TooLarge.into());
                        }
                        bytes.extend_from_slice(&chunk);
                    }
                    file = Some((name, bytes));
                }
                Some("kind") => kind = ImportKind::named(field.text().await.map_err(broken)?.trim()),
                Some("id") => {
                    let text = field.text().await.map_err(broken)?;
                    id = Some(text.trim().parse().map_err(|_| FileRefused::BadId)?);
                }
                _ => {}
            }
        }
        let kind = kind.ok_or(FileRefused::NoKind)?;
        let (file_name, file) = file.ok_or(FileRefused::NoFile)?;
        Ok(Self { id, kind, file_name, file })
    }
}

fn broken(error: MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { FileRefused::TooLarge } else { FileRefused::BrokenForm }.into()
}

/// The name without folders and what no list should show.
fn file_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Reads the file beside the asynchronous work, and keeps its rows as they come: neither waits for all of the other.
async fn keep_rows(app: &App, staging: Uuid, kind: ImportKind, file: Vec<u8>) -> Result<Sheet, Problem> {
    app.db().write(move |tx: Tx| async move { store::insert_staging(&tx, staging).await }).await?;
    let (sender, mut receiver) = mpsc::channel::<Vec<StagedRow>>(2);
    let reading = chassis::blocking(move || {
        let mut batch = Vec::with_capacity(ROWS);
        let mut open = true;
        let sheet = sheet::read(file, kind, &mut |columns, row| {
            batch.push(staged(columns, &row));
            if batch.len() == ROWS {
                open = sender.blocking_send(std::mem::take(&mut batch)).is_ok();
            }
            open
        });
        if open && !batch.is_empty() {
            // Where nobody listens any more, the other side has an error to tell.
            let _ = sender.blocking_send(batch);
        }
        sheet
    });
    let db = app.db();
    let keeping = async move {
        while let Some(batch) = receiver.recv().await {
            db.write(move |tx: Tx| async move { store::insert_rows(&tx, staging, batch).await }).await?;
        }
        Ok::<(), DbError>(())
    };
    let (sheet, kept) = futures::join!(reading, keeping);
    kept?;
    Ok(sheet?)
}

fn staged(columns: &Columns, row: &SheetRow) -> StagedRow {
    let text = |field: &str| {
        let place = columns.read.iter().position(|column| column.field == field)?;
        Some(row.cells[place].shown()).filter(|text| !text.is_empty())
    };
    let mut cells: Vec<Value> = row.cells.iter().map(Cell::stored).collect();
    if row.extra > 0 {
        cells.push(json!({"extra": row.extra}));
    }
    StagedRow {
        number: row.number.into(),
        key: text("sku").map(|sku| sku_key(&sku)).or_else(|| text("email").map(|email| email.to_lowercase())),
        other_key: text("legal_name").map(|name| fold::fold(&name)).filter(|name| !name.is_empty()),
        cells: Value::Array(cells).to_string(),
    }
}

fn new_import(app: &App, caller: &Caller, staging: Uuid, kind: ImportKind, file_name: String, sheet: Sheet) -> Import {
    let rows = i64::try_from(sheet.rows).unwrap_or(i64::MAX);
    let mut import = Import {
        id: ImportId::new(),
        version: 1,
        kind,
        status: ImportStatus::Checking,
        work: Work::Check,
        step: 1,
        nudges: 0,
        staging_id: Some(staging),
        file_name,
        format: sheet.format.name().to_owned(),
        columns: sheet.columns.read,
        ignored_columns: sheet.columns.ignored,
        counts: Counts { rows, ..Counts::default() },
        done: 0,
        of: rows,
        after_row: 0,
        reason: None,
        created_by: caller.principal.user_id,
        created_by_name: caller.principal.name.clone(),
        created_at: app.now(),
        updated_at: app.now(),
        checked_at: None,
        committed_at: None,
        undone_at: None,
    };
    import.begin(ImportStatus::Checking, Work::Check, rows);
    import
}

async fn begin(
    app: &App,
    caller: &Caller,
    id: Option<ImportId>,
    hash: RequestHash,
    mut import: Import,
) -> Result<Reply, Problem> {
    let (lang, claimant) = (caller.lang, caller.clone());
    app.command(caller, &hash, move |tx: Tx| async move {
        if let Some(id) = id {
            import.id = id;
            match tx.claim_id(id.0, "import", &claimant, &hash).await? {
                Claim::New => {}
                Claim::Same => {
                    let present = store::import(&tx, id).await?.ok_or_else(Problem::not_found)?;
                    return Ok(Reply::ok(&ImportDetail::read(&tx, &present, lang).await?).etag(present.version));
                }
                Claim::Taken => return Err(Problem::id_taken()),
            }
        }
        store::insert_import(&tx, &import).await?;
        tx.publish(&ContinueImport { import_id: import.id, step: import.step });
        tx.audit(import.id.0, "import_uploaded", json!({"file": import.file_name, "rows": import.counts.rows}));
        let path = format!("/api/purchasing/imports/{}", import.id);
        Ok(Reply::accepted(&ImportDetail::of(&import, lang)).location(path).etag(import.version))
    })
    .await
}

/// Throws away the rows of a file that came to nothing.
async fn forget(db: &Db, staging: Uuid) -> Result<(), DbError> {
    while db.write(move |tx: Tx| async move { store::forget_rows(&tx, staging).await }).await? {}
    Ok(())
}
