//! The resources, one folder each. A new one is a folder and a line here.

pub mod migration;

use std::sync::Arc;

use tf_provider::resource::Resource;

use crate::ports::Ports;

/// Every resource of this provider.
pub fn all(ports: &Ports) -> Vec<Arc<dyn Resource>> {
    vec![Arc::new(migration::Migration::new(ports.clone()))]
}
