//! What a data source is: something that is looked at, never made.

use async_trait::async_trait;

use crate::deferral::Refusal;
use crate::diagnostic::Diagnostics;
use crate::schema::Schema;
use crate::scope::Cx;
use crate::value::Value;

/// A data source.
#[async_trait]
pub trait DataSource: Send + Sync {
    /// `signalcraft_migration_status`
    fn type_name(&self) -> &str;

    /// Its attributes.
    fn schema(&self) -> Schema;

    /// What is wrong with a configuration as such, beyond the schema's validators and rules. Called often,
    /// with unknowns.
    async fn validate(&self, _cx: &Cx, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Looks. Core waits with this until the configuration is known, so that it is read while planning if it
    /// can be, and otherwise during apply. `config` has the schema's defaults in it.
    async fn read(&self, cx: &Cx, config: Value) -> Result<Looked, Refusal>;
}

/// What was seen.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The configuration, with what is computed filled in.
    pub state: Value,
    /// Warnings.
    pub diagnostics: Diagnostics,
}

impl From<Value> for Looked {
    fn from(state: Value) -> Self {
        Self { state, diagnostics: Diagnostics::new() }
    }
}
