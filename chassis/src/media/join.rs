//! From pieces to one object: joined as a stream, and ready only if it is what was announced.
//!
//! One process joins at a time, by a lease that it renews. If it dies, the lease ends and another begins the join anew: until
//! the transaction that makes the medium ready nothing of it counts, and what is written twice is the same.

use super::Media;
use super::content::ENOUGH;
use super::pictures::{self, Picture, Unreadable};
use super::store::{self, Drawn, Medium, Status};
use super::upload::{Refused, check_content};
use super::view::disposition;
use crate::app::App;
use crate::blobs::{BlobError, Handling};
use crate::db::{Actor, Cause, DbError, Tx};
use crate::http::problem::Problem;
use crate::http::text::Text;
use axum::body::Bytes;
use axum::http::StatusCode;
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::Duration;
use uuid::Uuid;

/// A request waits for the join so long; it goes on without it.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often the lease is renewed.
const RENEWAL: Duration = Duration::from_secs(4);
/// Whoever has joined an upload removes its pieces itself, unless it has died since.
const LEFT_ALONE: TimeDelta = TimeDelta::seconds(10);

/// What came of it.
#[derive(Debug)]
pub(super) enum Joined {
    /// It can be read.
    Ready,
    /// It is not what was announced; it comes again from the beginning.
    Refused(Problem),
    /// Another process is at it, or this one still is.
    Elsewhere,
}

/// Joins an upload of which all pieces are here. It goes on when the request that asked for it ends.
pub(super) async fn join(app: &App, id: Uuid) -> Result<Joined, Problem> {
    let work = app.clone();
    let task = crate::run::start_task(async move { join_here(&work, id).await });
    match tokio::time::timeout(PATIENCE, task).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => {
            tracing::error!(%error, "joining an upload ended early");
            Err(Problem::bug())
        }
        Err(_) => Ok(Joined::Elsewhere),
    }
}

/// The same for all whose process has fallen silent, and the pieces that it left.
pub(crate) async fn resume(app: App) -> anyhow::Result<()> {
    let media = app.media().map_err(|_| anyhow::anyhow!("a service without media"))?;
    for id in store::with_pieces(app.db(), app.now() - LEFT_ALONE).await? {
        if let Some(medium) = store::find(app.db(), id).await? {
            remove_pieces(&app, media, &medium).await;
        }
    }
    for id in store::abandoned(app.db(), app.now()).await? {
        match join_here(&app, id).await {
            Ok(_) => tracing::info!(%id, "an abandoned upload was joined"),
            Err(problem) => tracing::warn!(%id, code = problem.code(), "an upload cannot be joined yet"),
        }
    }
    Ok(())
}

async fn join_here(app: &App, id: Uuid) -> Result<Joined, Problem> {
    let media = app.media()?;
    // Nobody closes it.
    let _turn = media.joining.acquire().await.map_err(|_| Problem::unavailable())?;
    let joiner = Uuid::new_v4();
    let claimed: Result<bool, DbError> =
        app.db().write(move |tx: Tx| async move { store::claim(&tx, id, joiner).await }).await;
    let claimed = claimed?;
    let medium = store::find(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    if !claimed {
        return Ok(match medium.status {
            Status::Ready => Joined::Ready,
            Status::Uploading => Joined::Refused(mismatch()),
            Status::Checking | Status::Gone => Joined::Elsewhere,
        });
    }
    let outcome = tokio::select! {
        outcome = join_claimed(app, media, medium.clone(), joiner) => outcome,
        () = lose(app, id, joiner) => return Ok(Joined::Elsewhere),
    };
    match outcome {
        Ok(()) => {
            remove_pieces(app, media, &medium).await;
            Ok(Joined::Ready)
        }
        // A reason that lies in the upload: it comes again.
        Err(problem) if problem.status().is_client_error() => {
            let past = medium.clone();
            let anew: Result<bool, DbError> =
                app.db().write(move |tx: Tx| async move { store::begin_anew(&tx, &past, joiner).await }).await;
            if !anew? {
                return Ok(Joined::Elsewhere);
            }
            if let Err(error) = media.blobs.remove_under(&medium.pieces_of_round()).await {
                tracing::warn!(%error, "pieces of a refused upload are left; they are removed with it");
            }
            Ok(Joined::Refused(problem))
        }
        Err(problem) => {
            let back: Result<(), DbError> =
                app.db().write(move |tx: Tx| async move { store::give_back(&tx, id, joiner).await }).await;
            // Otherwise the lease ends by itself.
            drop(back);
            Err(problem)
        }
    }
}

/// Renews the lease; ends when it is another's.
async fn lose(app: &App, id: Uuid, joiner: Uuid) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        let held: Result<bool, DbError> =
            app.db().write(move |tx: Tx| async move { store::hold(&tx, id, joiner).await }).await;
        if matches!(held, Ok(false)) {
            return;
        }
    }
}

async fn join_claimed(app: &App, media: &Media, mut medium: Medium, joiner: Uuid) -> Result<(), Problem> {
    if let Some(image) = stream_together(app, media, &medium).await? {
        medium.pictures = draw(media, &medium, image).await?;
    }
    let actor = Actor { id: Some(medium.uploaded_by), name: medium.uploader_name.clone(), ..Actor::default() };
    let work = app.clone();
    let cause = Cause { actor: Some(actor), ..Cause::default() };
    app.db()
        .write_caused(cause, move |tx: Tx| async move {
            if !store::set_ready(&tx, &medium, joiner).await? {
                return Err(Problem::unavailable());
            }
            let (status, version) = (Status::Ready, medium.version + 1);
            work.media()?.rules.became_ready(tx, Medium { status, version, ..medium }).await
        })
        .await
}

/// Puts the pieces together under the final key if they are what was announced. Answers the content where smaller pictures
/// are made of it; nothing else is ever in memory as a whole.
async fn stream_together(app: &App, media: &Media, medium: &Medium) -> Result<Option<Bytes>, Problem> {
    let handling = Handling { content_type: medium.content_type.clone(), disposition: disposition(medium, None) };
    let mut whole = media.blobs.begin(&medium.key(None), &handling).await?;
    let mut hash = Sha256::new();
    let mut kept = Vec::new();
    let drawn = !media.rules.sizes_of(medium).is_empty();
    let mut at = 0;
    for piece in store::pieces(app.db(), medium).await? {
        let content = match media.blobs.read(&piece.key).await {
            Ok(content) if piece.start_at == at && i64::try_from(content.len()) == Ok(piece.size_bytes) => content,
            // Its object is damaged or lost, as after a restored backup.
            Ok(_) | Err(BlobError::Missing(_)) => break,
            Err(error) => {
                whole.give_up().await;
                return Err(error.into());
            }
        };
        at += piece.size_bytes;
        hash.update(&content);
        if drawn {
            kept.extend_from_slice(&content);
        } else if kept.len() < ENOUGH {
            kept.extend_from_slice(&content[..content.len().min(ENOUGH)]);
        }
        if let Err(error) = whole.write(content).await {
            whole.give_up().await;
            return Err(error.into());
        }
    }
    let hash = hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let sound = if at == medium.size_bytes && hash == medium.sha256 {
        check_content(medium, &kept).map_err(|Refused { problem, .. }| problem)
    } else {
        Err(mismatch())
    };
    if let Err(problem) = sound {
        whole.give_up().await;
        return Err(problem);
    }
    whole.finish().await?;
    Ok(drawn.then(|| kept.into()))
}

fn mismatch() -> Problem {
    let text = Text::new(
        "What came is not what was announced; send it again from the beginning.",
        "Lo que llegó no es lo anunciado; envíelo de nuevo desde el principio.",
    );
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "hash_mismatch", text)
}

/// Makes and stores the smaller pictures.
async fn draw(media: &Media, medium: &Medium, image: Bytes) -> Result<Vec<Drawn>, Problem> {
    let _turn = media.drawing.acquire().await.map_err(|_| Problem::unavailable())?;
    let sizes = media.rules.sizes_of(medium).to_vec();
    let made = crate::blocking(move || pictures::pictures(&image, &sizes)).await.map_err(unreadable)?;
    let mut drawn = Vec::with_capacity(made.len());
    for Picture { size, width, height, content } in made {
        let (key, size_bytes) = (medium.key(Some(size)), content.len() as u64);
        let handling = Handling { content_type: "image/jpeg".to_owned(), disposition: disposition(medium, Some(size)) };
        let mut writing = media.blobs.begin(&key, &handling).await?;
        writing.write(content.into()).await?;
        writing.finish().await?;
        drawn.push(Drawn { size, width, height, size_bytes });
    }
    Ok(drawn)
}

fn unreadable(why: Unreadable) -> Problem {
    let megapixels = pictures::MOST_PIXELS / 1_000_000;
    let (code, text) = match why {
        Unreadable::Damaged => (
            "damaged_image",
            Text::new("This image cannot be read; choose another.", "Esta imagen no se puede leer; elija otra."),
        ),
        Unreadable::TooManyPixels => (
            "too_many_pixels",
            Text::new(
                format!("An image has at most {megapixels} million pixels; make it smaller."),
                format!("Una imagen tiene hasta {megapixels} millones de píxeles; redúzcala."),
            ),
        ),
    };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, text)
}

/// Best effort: what is left is removed by the schedule.
async fn remove_pieces(app: &App, media: &Media, medium: &Medium) {
    if let Err(error) = media.blobs.remove_under(&medium.pieces_folder()).await {
        tracing::warn!(%error, "pieces of a joined upload are left; they are removed later");
        return;
    }
    let id = medium.id;
    let noted: Result<(), DbError> =
        app.db().write(move |tx: Tx| async move { store::pieces_removed(&tx, id).await }).await;
    if let Err(error) = noted {
        tracing::debug!(%error, "noted later that the pieces are removed");
    }
}
