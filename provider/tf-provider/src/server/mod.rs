//! The server: one file an RPC, each of three moves (convert in, call, convert out). This file holds what
//! they share and the list of them.

mod apply;
mod call;
mod catalogue;
mod close;
mod configure;
mod functions;
mod generate;
mod identities;
mod import;
mod invoke;
mod limits;
mod list;
mod metadata;
mod move_state;
mod naming;
mod open;
mod plan;
mod plan_action;
mod read;
mod read_data;
mod renew;
mod reply;
mod run;
mod schemas;
mod service;
mod unsupported;
mod upgrade;
mod upgrade_identity;
mod validate;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kit::stop::StopSwitch;
use tokio_util::task::TaskTracker;

use self::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::provider::Provider;
use crate::schema::{Schema, check};

/// Speaks the protocol for a [`Provider`].
#[derive(Clone)]
pub struct Server {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("resources", &self.inner.catalogue.resources.keys())
            .finish_non_exhaustive()
    }
}

struct Inner {
    provider: Arc<dyn Provider>,
    schema: Schema,
    catalogue: Catalogue,
    /// Whether the provider was configured with values that are not known yet.
    config_unknown: AtomicBool,
    /// Raised by `StopProvider`; later calls get a fresh signal.
    stop: StopSwitch,
    /// Work in flight: it outlives the RPC that asked for it.
    tracker: TaskTracker,
}

impl Server {
    /// A server for `provider`.
    pub fn new(provider: Arc<dyn Provider>) -> Self {
        let inner = Inner {
            catalogue: Catalogue::of(provider.as_ref()),
            schema: provider.schema(),
            provider,
            config_unknown: AtomicBool::new(false),
            stop: StopSwitch::default(),
            tracker: TaskTracker::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// What is wrong with the schemas of this provider; core would refuse the whole of it.
    pub fn schema_errors(&self) -> Vec<String> {
        self.inner.schema_errors()
    }

    /// Asks everything in flight to stop, as `StopProvider` does.
    pub fn stop(&self) {
        self.inner.stop.stop();
    }

    /// Resolves when nothing is in flight any more. No new work may be asked for afterwards.
    pub async fn drained(&self) {
        self.inner.tracker.close();
        self.inner.tracker.wait().await;
    }
}

impl tf_plugin::Drain for Server {
    async fn drain(&self, _why: tf_plugin::Ending) {
        self.stop();
        self.drained().await;
    }
}

impl Inner {
    fn schema_errors(&self) -> Vec<String> {
        let foreign = self.provider.is_foreign();
        let mut found = if foreign {
            check::foreign_schema("provider", &self.schema)
        } else {
            check::provider(&self.schema)
        };
        found.extend(self.catalogue.errors(if foreign { check::foreign_schema } else { check::schema }));
        found
    }

    /// A broken schema is refused here with all that is wrong, rather than by core with the first of it.
    fn sound(&self) -> Result<(), Diagnostics> {
        let unfit = self.provider.unfit();
        if unfit.has_errors() {
            return Err(unfit);
        }
        let broken: Diagnostics = self
            .schema_errors()
            .into_iter()
            .map(|sentence| Diagnostic::bug(format!("The schema breaks a rule of Terraform: {sentence}")))
            .collect();
        if broken.is_empty() { Ok(()) } else { Err(broken) }
    }

    /// Whether the provider was configured with values that are not known yet.
    fn is_config_unknown(&self) -> bool {
        self.config_unknown.load(Ordering::Acquire)
    }
}
