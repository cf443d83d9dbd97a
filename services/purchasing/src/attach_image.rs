//! A product gets a picture: whoever keeps the catalogue uploads it, and the product shows it as soon as it is ready.

use crate::announce_products::announce;
use crate::product::{Product, ProductDetails};
use crate::store;
use crate::visibility::Sight;
use chassis::media::{MediaKind, MediaRules, Medium, Subject, attach, detach, picture_path};
use chassis::{App, Audience, DbError, Principal, Problem, Tx};
use contracts::identity::Role;
use contracts::{ProductId, Service};
use serde_json::json;
use uuid::Uuid;

/// Pixels of the longer side: in a list, on a card, as large as a phone.
const SIZES: [u32; 3] = [96, 320, 960];
/// The size that a product's `image_url` names; the others are beside it.
const SHOWN: u32 = 320;

/// The kinds of media of purchasing.
pub fn media() -> MediaRules {
    let image = MediaKind::images("product_image", "product")
        .by(&[Role::Purchasing, Role::Admin])
        .sizes(&SIZES)
        .public_pictures();
    MediaRules::new(may_see).kind(image).ready(show)
}

/// Whoever sees the product.
async fn may_see(app: App, who: Principal, subject: Subject) -> Result<bool, Problem> {
    let product = store::product(app.db(), ProductId(subject.id), app.now()).await?;
    let sight = Sight::of(&who);
    Ok(product.is_some_and(|product| sight.shows_product(product.details.supplier_id, product.status)))
}

/// The product shows the picture from now on, and lets the one before go.
async fn show(tx: Tx, medium: Medium) -> Result<(), Problem> {
    let id = ProductId(medium.subject.id);
    let present = store::lock_product(&tx, id, tx.now()).await?.ok_or_else(Problem::not_found)?;
    let image_url = Some(picture_path(Service::Purchasing, medium.id, SHOWN));
    let details = ProductDetails { image_url, ..present.details.clone() };
    let changed = Product { version: present.version + 1, updated_at: tx.now(), details, ..present.clone() };
    keep_shown(&tx, id, &present.details, &changed.details).await?;
    store::update_product(&tx, &changed).await?;
    announce(&tx, &[id]).await?;
    tx.hint("products", id.0, changed.version, &[Audience::SignedIn]);
    tx.audit(id.0, "product_changed", json!({"from": present, "to": changed}));
    Ok(())
}

/// The picture of ours that a product shows stays; one that it no longer shows is removed after a while.
pub async fn keep_shown(
    tx: &Tx,
    id: ProductId,
    before: &ProductDetails,
    after: &ProductDetails,
) -> Result<(), DbError> {
    let of = |details: &ProductDetails| -> Vec<Uuid> {
        details.image_url.as_deref().and_then(shown_medium).into_iter().collect()
    };
    if before.image_url != after.image_url {
        detach(tx, id.0, &of(before)).await?;
        attach(tx, id.0, &of(after)).await?;
    }
    Ok(())
}

/// The medium that an `image_url` of ours shows.
pub fn shown_medium(image_url: &str) -> Option<Uuid> {
    let rest = image_url.strip_prefix("/api/purchasing/media/")?;
    let (id, size) = rest.split_once("/pictures/")?;
    id.parse().ok().filter(|_| SIZES.iter().any(|known| known.to_string() == size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_of_ours_are_recognised() {
        let id = Uuid::now_v7();
        assert_eq!(shown_medium(&picture_path(Service::Purchasing, id, SHOWN)), Some(id));
        for other in ["https://cdn.example/a.jpg", "/api/purchasing/media/x/pictures/320", "/api/purchasing/media/"] {
            assert_eq!(shown_medium(other), None, "{other}");
        }
        assert_eq!(shown_medium(&format!("/api/purchasing/media/{id}/pictures/321")), None);
    }
}
