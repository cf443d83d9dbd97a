//! Which services there are.

use chassis::ServiceDef;
use contracts::Service;
use identity::IdentityConfig;

/// What the services are started with.
#[derive(Clone, Debug)]
pub struct PartsConfig {
    /// Seals identity's private keys.
    pub wrapping_key: [u8; 32],
}

/// One service.
#[must_use]
pub fn part(service: Service, config: &PartsConfig) -> ServiceDef {
    match service {
        Service::Identity => identity::service(IdentityConfig { wrapping_key: config.wrapping_key }),
        Service::Purchasing => purchasing::service(),
        Service::Inventory => inventory::service(),
        Service::Sales => sales::service(),
        Service::Ordering => ordering::service(),
        Service::Logistics => logistics::service(),
    }
}

/// All services.
#[must_use]
pub fn parts(config: &PartsConfig) -> Vec<ServiceDef> {
    Service::ALL.into_iter().map(|service| part(service, config)).collect()
}
