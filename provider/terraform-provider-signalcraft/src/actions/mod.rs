//! The actions, one file each. A new one is a file and a line here.

mod notify;

use std::sync::Arc;

use tf_provider::action::Action;

use crate::ports::Ports;

/// Every action of this provider.
pub fn all(ports: &Ports) -> Vec<Arc<dyn Action>> {
    vec![Arc::new(notify::Notify::new(ports.clone()))]
}
