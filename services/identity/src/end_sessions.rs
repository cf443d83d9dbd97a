//! Sessions end before their time: their refresh tokens are forgotten, and every process refuses the access tokens that
//! are still about.

use crate::store::sessions::{self, EndedWhy};
use crate::user::TOKEN_LIFETIME;
use chassis::{DbError, Revoked, Tx};
use contracts::{SessionId, UserId};

/// With more sessions than this the whole user is revoked at once.
const FEW: usize = 20;

/// Ends one session.
///
/// # Errors
/// [`DbError`].
pub async fn end_one(tx: &Tx, user: UserId, id: SessionId, why: EndedWhy) -> Result<(), DbError> {
    sessions::end(tx, id, why).await?;
    tx.revoke(&Revoked { user_id: user, session_id: Some(id), before: tx.now() });
    Ok(())
}

/// Ends the sessions of a user, all or all but one; answers how many.
///
/// # Errors
/// [`DbError`].
pub async fn end_all(tx: &Tx, user: UserId, kept: Option<SessionId>, why: EndedWhy) -> Result<usize, DbError> {
    let ended = sessions::end_all_of(tx, user, kept, why).await?;
    // Whatever was not used for so long has no access token that is still good.
    let live: Vec<SessionId> =
        ended.iter().filter(|(_, used)| *used + TOKEN_LIFETIME >= tx.now()).map(|(id, _)| *id).collect();
    if kept.is_none() && live.len() > FEW {
        tx.revoke(&Revoked { user_id: user, session_id: None, before: tx.now() });
    } else {
        for id in live {
            tx.revoke(&Revoked { user_id: user, session_id: Some(id), before: tx.now() });
        }
    }
    Ok(ended.len())
}

/// Ends the sessions of a user and leaves the access tokens to their last minutes, in which they are told why.
///
/// # Errors
/// [`DbError`].
pub async fn end_quietly(tx: &Tx, user: UserId, why: EndedWhy) -> Result<usize, DbError> {
    Ok(sessions::end_all_of(tx, user, None, why).await?.len())
}
