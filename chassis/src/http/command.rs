//! Commands over HTTP: one transaction that holds the change, its messages, its audit rows and the answer to repeat.

use super::body::{Asked, RequestHash};
use super::caller::Visitor;
use super::problem::{Problem, Refusal};
use super::reply::Reply;
use super::text::Text;
use crate::app::App;
use crate::clock::micros;
use crate::db::{Actor, Cause, DbError, Sql, Tx};
use crate::sql_values;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::json;
use std::future::Future;
use uuid::Uuid;

/// What became of a client-made id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Never seen: create the thing.
    New,
    /// The same caller sent the same content before: answer with the thing as it is now.
    Same,
    /// Used by somebody else or for something else.
    Taken,
}

#[derive(Debug)]
struct KeyReused;

impl Refusal for KeyReused {
    fn status(&self) -> u16 {
        422
    }
    fn code(&self) -> &'static str {
        "idempotency_key_reused"
    }
    fn text(&self) -> Text {
        Text::new(
            "This Idempotency-Key was used for another request; make a new one.",
            "Este Idempotency-Key ya se usó para otra solicitud; cree uno nuevo.",
        )
    }
}

#[derive(FromQueryResult)]
struct Kept {
    request_hash: String,
    status: i64,
    headers: String,
    body: String,
}

impl App {
    /// Runs a state-changing request in one transaction: at most once per `Idempotency-Key` (only 2xx answers are kept),
    /// with what it publishes and audits.
    ///
    /// # Errors
    /// What `work` refused, or 422 `idempotency_key_reused`, or 503 when the database does not answer.
    pub async fn command<F, Fut>(&self, caller: &Visitor, asked: &impl Asked, work: F) -> Result<Reply, Problem>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        let hash = asked.request_hash();
        let key = caller.idempotency_key.clone().map(|key| Key {
            claimant: caller.claimant(),
            path: caller.operation.clone(),
            key,
            hash,
        });
        let actor = Actor {
            id: caller.principal.as_ref().map(|p| p.user_id.0),
            name: caller.principal.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
            address: caller.address.clone(),
            user_agent: caller.user_agent.clone(),
        };
        let cause = Cause { actor: Some(actor), ..Cause::default() };
        self.db()
            .write_caused(cause, move |tx: Tx| async move {
                let Some(key) = key else { return work(tx).await };
                let keeper = tx.twin();
                if let Some(kept) = key.begin(&keeper).await? {
                    return Ok(kept);
                }
                let reply = work(tx).await?;
                key.keep(&keeper, &reply).await?;
                Ok(reply)
            })
            .await
    }
}

struct Key {
    claimant: String,
    path: String,
    key: String,
    hash: RequestHash,
}

impl Key {
    /// Takes the key, or answers what was answered. A second request while the first runs waits here for its row.
    async fn begin(&self, tx: &Tx) -> Result<Option<Reply>, Problem> {
        let sql = "INSERT INTO idempotency (caller, path, key, request_hash, status, headers, body, created_at) \
                   VALUES ($1, $2, $3, $4, 0, '', '', $5) ON CONFLICT (caller, path, key) DO NOTHING";
        let values = sql_values![
            self.claimant.clone(),
            self.path.clone(),
            self.key.clone(),
            self.hash.to_hex(),
            micros(tx.now())
        ];
        if tx.exec(sql, values).await? > 0 {
            return Ok(None);
        }
        let sql =
            "SELECT request_hash, status, headers, body FROM idempotency WHERE caller = $1 AND path = $2 AND key = $3";
        let values = sql_values![self.claimant.clone(), self.path.clone(), self.key.clone()];
        let Some(kept) = tx.one::<Kept>(sql, values).await? else { return Err(Problem::unavailable()) };
        if kept.request_hash != self.hash.to_hex() {
            return Err(KeyReused.into());
        }
        let mut headers = HeaderMap::new();
        let pairs: Vec<(String, String)> = serde_json::from_str(&kept.headers).unwrap_or_default();
        for (name, value) in pairs {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
                headers.append(name, value);
            }
        }
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
        let status = u16::try_from(kept.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let body = Some(kept.body).filter(|body| !body.is_empty());
        Ok(Some(Reply { status: status.unwrap_or(StatusCode::OK), body, headers }))
    }

    async fn keep(&self, tx: &Tx, reply: &Reply) -> Result<(), Problem> {
        let headers: Vec<(&str, &str)> =
            reply.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
        let sql =
            "UPDATE idempotency SET status = $1, headers = $2, body = $3 WHERE caller = $4 AND path = $5 AND key = $6";
        let values = sql_values![
            i64::from(reply.status.as_u16()),
            json!(headers).to_string(),
            reply.body.clone().unwrap_or_default(),
            self.claimant.clone(),
            self.path.clone(),
            self.key.clone(),
        ];
        tx.exec(sql, values).await?;
        Ok(())
    }
}

impl Tx {
    /// Takes a client-made id for ever.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn claim_id(&self, id: Uuid, kind: &str, caller: &Visitor, asked: &impl Asked) -> Result<Claim, DbError> {
        #[derive(FromQueryResult)]
        struct Claimed {
            kind: String,
            caller: String,
            request_hash: String,
        }
        let (claimant, hash) = (caller.claimant(), asked.request_hash().to_hex());
        let sql = "INSERT INTO claimed_id (id, kind, caller, request_hash, created_at) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (id) DO NOTHING";
        let values = sql_values![id, kind.to_owned(), claimant.clone(), hash.clone(), micros(self.now())];
        if self.exec(sql, values).await? > 0 {
            return Ok(Claim::New);
        }
        let sql = "SELECT kind, caller, request_hash FROM claimed_id WHERE id = $1";
        let same = self
            .one::<Claimed>(sql, sql_values![id])
            .await?
            .is_some_and(|claimed| claimed.kind == kind && claimed.caller == claimant && claimed.request_hash == hash);
        Ok(if same { Claim::Same } else { Claim::Taken })
    }

    /// 412: the resource is not as the caller has seen it. Says who changed it when, and how it is now.
    pub async fn changed_meanwhile(&self, id: Uuid, present: &impl Serialize) -> Problem {
        #[derive(FromQueryResult)]
        struct Last {
            actor_name: String,
            created_at: DateTime<Utc>,
        }
        let sql =
            "SELECT actor_name, created_at FROM audit WHERE subject = $1 ORDER BY created_at DESC, id DESC LIMIT 1";
        let last = self.one::<Last>(sql, sql_values![id]).await.ok().flatten();
        let text = Text::new(
            "Somebody changed this meanwhile; look at the present state and decide again.",
            "Alguien cambió esto mientras tanto; mire el estado actual y decida de nuevo.",
        );
        let mut problem = Problem::new(StatusCode::PRECONDITION_FAILED, "changed_meanwhile", text)
            .with("present", serde_json::to_value(present).unwrap_or_default());
        if let Some(last) = last {
            let at = last.created_at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            problem = problem.with("changed_by", json!(last.actor_name)).with("changed_at", json!(at));
        }
        problem
    }
}
