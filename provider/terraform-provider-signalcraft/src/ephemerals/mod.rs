//! The ephemeral resources, one file each. A new one is a file and a line here.

mod database_token;
mod letters;

use std::sync::Arc;

use tf_provider::ephemeral::Ephemeral;

use crate::ports::Ports;

/// Every ephemeral resource of this provider.
pub fn all(ports: &Ports) -> Vec<Arc<dyn Ephemeral>> {
    vec![Arc::new(database_token::DatabaseToken::new(ports.clone()))]
}
