//! `signalcraft_migration`: schema migrations as a resource. The door: which file answers which call.

mod adopting;
mod apply;
mod files;
mod importing;
mod listing;
mod model;
mod naming;
mod notices;
mod pin;
mod planning;
mod reading;
mod schema;
mod session;
mod state;
mod status;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use tf_provider::deferral::Refusal;
use tf_provider::diagnostic::Diagnostics;
use tf_provider::identity::IdentitySchema;
use tf_provider::private::Private;
use tf_provider::resource::{Change, Deleted, Imported, Outcome, Planned, Proposed, Resource, Seen};
use tf_provider::schema::Schema;
use tf_provider::scope::Cx;
use tf_provider::value::Value;

use crate::ports::Ports;

pub use listing::Ledgers;
pub use status::Status;

/// The resource.
#[derive(Debug)]
pub struct Migration {
    ports: Ports,
}

impl Migration {
    /// A resource that works through these ports.
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }
}

#[async_trait]
impl Resource for Migration {
    fn type_name(&self) -> &'static str {
        "signalcraft_migration"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    async fn plan(&self, cx: &Cx, proposed: Proposed) -> Planned {
        planning::plan(&self.ports, cx, proposed).await
    }

    async fn plan_delete(&self, _cx: &Cx, prior: &Value, _private: &mut Private) -> Diagnostics {
        notices::forgetting(prior).into()
    }

    async fn create(&self, cx: &Cx, change: Change) -> Outcome {
        apply::create(&self.ports, cx, change).await
    }

    async fn update(&self, cx: &Cx, prior: Value, change: Change) -> Outcome {
        apply::update(&self.ports, cx, prior, change).await
    }

    /// Forgets. What was applied stays applied, and the ledger stays in the database.
    async fn delete(&self, _cx: &Cx, _prior: Value, _private: Private) -> Deleted {
        Deleted::Done(Diagnostics::new())
    }

    async fn read(&self, cx: &Cx, state: Value, private: Private) -> Seen {
        reading::read(&self.ports, cx, state, private).await
    }

    async fn import(&self, _cx: &Cx, id: &str) -> Result<Imported, Refusal> {
        importing::by_id(&self.ports, id).await
    }

    fn identity(&self) -> Option<IdentitySchema> {
        Some(naming::schema())
    }

    fn identify(&self, state: &Value) -> Value {
        naming::identify(state)
    }

    async fn import_identity(&self, _cx: &Cx, identity: Value) -> Result<Imported, Refusal> {
        importing::by_identity(&self.ports, &identity).await
    }
}
