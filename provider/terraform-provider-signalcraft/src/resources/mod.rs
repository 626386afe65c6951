//! The resources, one folder each, with the data sources and lists about the same things. A new one is a
//! folder and a line here.

pub mod migration;

use std::sync::Arc;

use tf_provider::data_source::DataSource;
use tf_provider::list::ListResource;
use tf_provider::resource::Resource;

use crate::ports::Ports;

/// Every resource of this provider.
pub fn all(ports: &Ports) -> Vec<Arc<dyn Resource>> {
    vec![Arc::new(migration::Migration::new(ports.clone()))]
}

/// Every data source of this provider.
pub fn data_sources(ports: &Ports) -> Vec<Arc<dyn DataSource>> {
    vec![Arc::new(migration::Status::new(ports.clone()))]
}

/// Every list resource of this provider.
pub fn lists(ports: &Ports) -> Vec<Arc<dyn ListResource>> {
    vec![Arc::new(migration::Ledgers::new(ports.clone()))]
}
