//! The server: one file an RPC, each of three moves (convert in, call, convert out). This file holds what
//! they share and the list of them.

mod apply;
mod configure;
mod import;
mod metadata;
mod plan;
mod read;
mod reply;
mod run;
mod schemas;
mod service;
mod unsupported;
mod upgrade;
mod validate;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use kit::stop::StopSwitch;
use tokio_util::task::TaskTracker;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::provider::Provider;
use crate::resource::Resource;
use crate::schema::{Schema, check};
use crate::value::Type;

/// Speaks the protocol for a [`Provider`].
#[derive(Clone)]
pub struct Server {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("resources", &self.inner.resources.keys()).finish_non_exhaustive()
    }
}

struct Inner {
    provider: Arc<dyn Provider>,
    schema: Schema,
    resources: BTreeMap<&'static str, Entry>,
    /// Raised by `StopProvider`; later calls get a fresh signal.
    stop: StopSwitch,
    /// Work in flight: it outlives the RPC that asked for it.
    tracker: TaskTracker,
    /// The answer to `GetProviderSchema`, made once.
    schemas: OnceLock<tfplugin6::get_provider_schema::Response>,
}

struct Entry {
    resource: Arc<dyn Resource>,
    schema: Schema,
    ty: Type,
}

impl Server {
    /// A server for `provider`.
    pub fn new(provider: Arc<dyn Provider>) -> Self {
        let schema = provider.schema();
        let resources = provider.resources().into_iter().map(|resource| {
            let schema = resource.schema();
            let ty = schema.ty();
            (resource.type_name(), Entry { resource, schema, ty })
        });
        let inner = Inner {
            resources: resources.collect(),
            schema,
            provider,
            stop: StopSwitch::default(),
            tracker: TaskTracker::new(),
            schemas: OnceLock::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// What is wrong with the schemas of this provider; core would refuse the whole of it.
    pub fn schema_errors(&self) -> Vec<String> {
        let mut found = check::provider(&self.inner.schema);
        for (name, entry) in &self.inner.resources {
            found.extend(check::schema(name, &entry.schema));
        }
        found
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
    fn entry(&self, type_name: &str) -> Result<&Entry, Diagnostics> {
        self.resources.get(type_name).ok_or_else(|| {
            let all = self.resources.keys().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
            Diagnostic::error(
                format!("Unknown resource type \"{type_name}\""),
                format!("This provider has {all}. A newer version of it may have more."),
            )
            .into()
        })
    }
}
