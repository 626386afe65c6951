//! What a provider is: its own configuration and its resources.

use std::sync::Arc;

use async_trait::async_trait;

use crate::diagnostic::Diagnostics;
use crate::resource::Resource;
use crate::schema::Schema;
use crate::scope::Cx;
use crate::value::Value;

/// A provider.
#[async_trait]
pub trait Provider: Send + Sync {
    /// The schema of the `provider` block.
    fn schema(&self) -> Schema;

    /// The managed resources.
    fn resources(&self) -> Vec<Arc<dyn Resource>>;

    /// What is wrong with a `provider` block, beyond validators and rules. Called with unknowns.
    async fn validate(&self, _cx: &Cx, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Takes the configuration. Unknown values are to be tolerated: what needs them fails later, at the
    /// attribute.
    async fn configure(&self, cx: &Cx, config: Value, terraform_version: &str) -> Diagnostics;
}
