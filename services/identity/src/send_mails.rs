//! Mails leave: written in the transaction that they are about, sent after it, again with pauses, and given up.

use crate::gate::Gate;
use crate::mail::{Letter, Mail, PurchaseOrderNews};
use crate::mailer::NotSent;
use crate::sealing;
use crate::store::company;
use crate::store::mails::{self, DueMail, NewMail, Outcome};
use crate::user::User;
use chassis::{App, DbError, Failure, Lang, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::identity::SendMail;
use std::sync::Arc;
use uuid::Uuid;

/// For how long a mail is one process' own: longer than a try takes.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// How often a mail is tried.
const TRIES: i64 = 7;

/// Puts a letter to a user on its way, if the user has an address; not worth sending after `expires_at`.
///
/// # Errors
/// [`DbError`].
pub async fn put_on_way(
    tx: &Tx,
    gate: &Gate,
    user: &User,
    letter: &Letter,
    lang: Lang,
    expires_at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let Some(address) = &user.email else { return Ok(false) };
    let signature = company::read(tx).await?.signature();
    let mail = letter.write(address, &user.name, lang, &signature);
    enter(tx, gate, Uuid::now_v7(), user.id.0, letter.kind(), &mail, expires_at).await?;
    Ok(true)
}

/// Puts a letter to somebody outside on its way, as another service asks; the same `id` again is the same mail.
///
/// # Errors
/// [`Failure`]: a letter that only a newer build can write waits for it.
pub async fn asked_for(tx: Tx, command: SendMail, gate: Arc<Gate>) -> Result<(), Failure> {
    use contracts::identity::Letter::{PurchaseOrderCancelled, PurchaseOrderChanged, PurchaseOrderSent, Unknown};
    let (news, about) = match command.letter {
        PurchaseOrderSent(about) => (PurchaseOrderNews::Sent, about),
        PurchaseOrderChanged(about) => (PurchaseOrderNews::Changed, about),
        PurchaseOrderCancelled(about) => (PurchaseOrderNews::Cancelled, about),
        Unknown => return Err(Failure::Retry("this build cannot write this letter".to_owned())),
    };
    let letter = Letter::PurchaseOrder {
        news,
        number: about.number,
        expected_on: about.expected_on,
        products: about.products,
        link: gate.mailer.link(&format!("/purchase-orders/{}", about.id)),
    };
    let signature = company::read(&tx).await?.signature();
    let lang = Lang::from_accept_language(Some(&command.lang));
    let mail = letter.write(&command.address, &command.name, lang, &signature);
    let expires_at = tx.now() + TimeDelta::days(2);
    Ok(enter(&tx, &gate, command.id, about.id.0, letter.kind(), &mail, expires_at).await?)
}

async fn enter(
    tx: &Tx,
    gate: &Gate,
    id: Uuid,
    about: Uuid,
    kind: &'static str,
    mail: &Mail,
    expires_at: DateTime<Utc>,
) -> Result<(), DbError> {
    let mail = serde_json::to_vec(mail).unwrap_or_default();
    let sealed = sealing::seal(&gate.wrapping_key, &id.to_string(), &mail);
    mails::insert(tx, NewMail { id, kind, about, sealed, expires_at }).await
}

/// Sends what is due now, beside the request that wrote it.
pub fn soon(app: &App, gate: &Arc<Gate>) {
    let (app, gate) = (app.clone(), Arc::clone(gate));
    drop(chassis::run::start_task(async move {
        if let Err(error) = run(app, gate).await {
            tracing::warn!(%error, "mails could not be sent; they are tried again");
        }
    }));
}

/// Sends what is due.
///
/// # Errors
/// When the database does not answer.
pub async fn run(app: App, gate: Arc<Gate>) -> anyhow::Result<()> {
    while mails::any_due(app.db(), app.now()).await? {
        let due: Vec<DueMail> = app.db().write(|tx| async move { mails::lease(&tx, LEASE).await }).await?;
        for mail in due {
            let outcome = send(&app, &gate, &mail).await;
            let (id, tries) = (mail.id, mail.tries);
            app.db().write(move |tx| async move { mails::settle(&tx, id, tries, outcome).await }).await?;
        }
    }
    Ok(())
}

async fn send(app: &App, gate: &Gate, due: &DueMail) -> Outcome {
    let opened = sealing::open(&gate.wrapping_key, &due.id.to_string(), &due.sealed).ok();
    let Some(mail) = opened.and_then(|bytes| serde_json::from_slice::<Mail>(&bytes).ok()) else {
        return Outcome::GivenUp("its content cannot be opened".to_owned());
    };
    let sent = match due.expires_at <= app.now().timestamp_micros() {
        true => Err(NotSent::Never("it came too late".to_owned())),
        false => gate.mailer.send(due.id, due.created_at, &mail).await,
    };
    match (sent, pause(due.tries)) {
        (Ok(()), _) => Outcome::Sent,
        (Err(NotSent::Later(error)), Some(pause)) => {
            tracing::warn!(mail = %due.id, kind = due.kind, error, "a mail was not taken; it is tried again");
            Outcome::Again(app.now() + pause, error)
        }
        (Err(error), _) => {
            tracing::error!(mail = %due.id, kind = due.kind, %error, "a mail was given up");
            Outcome::GivenUp(error.to_string())
        }
    }
}

/// How long to wait after so many tries; `None`: it is given up.
fn pause(tries: i64) -> Option<TimeDelta> {
    let exponent = u32::try_from(tries.clamp(1, TRIES) - 1).unwrap_or_default();
    (tries < TRIES).then(|| TimeDelta::seconds(5 * 3_i64.pow(exponent)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_for_half_an_hour() {
        let pauses: Vec<i64> = (1..).map_while(pause).map(|pause| pause.num_seconds()).collect();
        assert_eq!(pauses, [5, 15, 45, 135, 405, 1_215]);
        assert!((25..40).contains(&(pauses.iter().sum::<i64>() / 60)));
    }
}
