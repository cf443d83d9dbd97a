//! Photos of shortages: whoever sees a report adds some, before it is settled or after.

use crate::hints;
use crate::read_shortages::visible_to;
use crate::store::shortages;
use chassis::media::{MediaKind, MediaRules, Medium, Subject, attach};
use chassis::{App, Principal, Problem, Tx};
use contracts::ShortageId;
use contracts::identity::Role;
use serde_json::json;

/// Pixels of the longer side: in a list, and as large as a screen.
const SIZES: [u32; 2] = [320, 1280];

/// The kinds of media of sales.
pub fn media() -> MediaRules {
    let photo = MediaKind::images("shortage_photo", "shortage")
        .by(&[Role::Customer, Role::Seller])
        .by(&Role::STAFF)
        .sizes(&SIZES);
    MediaRules::new(may_see).kind(photo).ready(show)
}

async fn may_see(app: App, who: Principal, subject: Subject) -> Result<bool, Problem> {
    let shortage = shortages::shortage(app.db(), ShortageId(subject.id)).await?;
    Ok(shortage.is_some_and(|shortage| visible_to(&who, &shortage)))
}

/// The report shows the photo from now on. One more than a report may have stays loose, and is removed after a while.
async fn show(tx: Tx, medium: Medium) -> Result<(), Problem> {
    let id = ShortageId(medium.subject.id);
    let mut shortage = shortages::shortage_to_change(&tx, id).await?.ok_or_else(Problem::not_found)?;
    if !shortage.show(medium.id, tx.now()) {
        return Ok(());
    }
    shortages::save(&tx, &shortage).await?;
    attach(&tx, id.0, &[medium.id]).await?;
    hints::shortage_changed(&tx, &shortage);
    tx.audit(id.0, "shortage_photo_added", json!({"media_id": medium.id}));
    Ok(())
}
