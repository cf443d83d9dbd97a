//! Which services there are.

use chassis::ServiceDef;
use contracts::Service;
use identity::{IdentityConfig, Mailer};

/// What the services are started with. The default is good for descriptions and tests only.
#[derive(Clone, Debug, Default)]
pub struct PartsConfig {
    /// Seals identity's private keys.
    pub wrapping_key: [u8; 32],
    /// How identity's mails leave.
    pub mailer: Mailer,
}

/// One service.
#[must_use]
pub fn part(service: Service, config: &PartsConfig) -> ServiceDef {
    match service {
        Service::Identity => {
            let (wrapping_key, mailer) = (config.wrapping_key, config.mailer.clone());
            identity::service(IdentityConfig { wrapping_key, mailer })
        }
        Service::Purchasing => purchasing::service(),
        Service::Inventory => inventory::service(),
        Service::Sales => sales::service(),
        Service::Ordering => ordering::service(),
        Service::Logistics => logistics::service(),
        Service::Insights => insights::service(),
    }
}

/// All services.
#[must_use]
pub fn parts(config: &PartsConfig) -> Vec<ServiceDef> {
    Service::ALL.into_iter().map(|service| part(service, config)).collect()
}
