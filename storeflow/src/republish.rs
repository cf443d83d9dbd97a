//! `storeflow republish`: the owner of something sends its present state again to the services that keep copies of it.

use crate::desk::{Desk, DeskArgs};
use contracts::registry::REGISTRY;
use contracts::{Kind, Service};
use serde_json::json;
use std::collections::BTreeSet;

/// Sends again, through the running system. A copy that is newer than what is sent stays as it is.
///
/// # Errors
/// When nobody keeps copies of what the service owns, or when the system does not answer or refuses.
pub async fn republish(args: &DeskArgs, service: Service, to: Option<Service>) -> anyhow::Result<String> {
    check(service, to)?;
    let desk = Desk::open(args).await?;
    let path = format!("/api/{service}/system/republish");
    let answer = desk.post(&path, &json!({"to": to})).await?;
    let receivers = to.map_or_else(|| "everybody who keeps copies".to_owned(), |to| to.to_string());
    Ok(format!("{service} has sent {} items again to {receivers}.", answer["items"]))
}

/// Who keeps copies of what a service owns.
pub(crate) fn receivers(service: Service) -> BTreeSet<Service> {
    let own = REGISTRY.iter().filter(|spec| spec.kind == Kind::Replica && spec.owner == service);
    own.flat_map(|spec| spec.consumers.iter().copied()).collect()
}

fn check(service: Service, to: Option<Service>) -> anyhow::Result<()> {
    let names = |services: &BTreeSet<Service>| services.iter().map(|s| s.name()).collect::<Vec<_>>().join(", ");
    let known = receivers(service);
    if known.is_empty() {
        let owners: BTreeSet<Service> = Service::ALL.into_iter().filter(|s| !receivers(*s).is_empty()).collect();
        anyhow::bail!("nobody keeps copies of what {service} owns; there is something of: {}", names(&owners));
    }
    match to {
        // Every service learns identity's keys.
        Some(to) if !known.contains(&to) && service != Service::Identity => {
            anyhow::bail!("{to} keeps no copies of what {service} owns; these do: {}", names(&known))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_keeps_is_refused_with_advice() {
        let told = |service, to| check(service, to).expect_err("refused").to_string();
        assert_eq!(
            told(Service::Ordering, None),
            "nobody keeps copies of what ordering owns; there is something of: identity, purchasing, inventory, sales"
        );
        assert_eq!(
            told(Service::Purchasing, Some(Service::Logistics)),
            "logistics keeps no copies of what purchasing owns; these do: inventory, sales, insights"
        );
        assert!(check(Service::Purchasing, Some(Service::Sales)).is_ok());
        assert!(check(Service::Identity, Some(Service::Ordering)).is_ok(), "the keys");
        assert!(check(Service::Inventory, None).is_ok());
    }
}
