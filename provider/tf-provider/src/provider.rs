//! What a provider is: its own configuration and all that it offers.

use std::sync::Arc;

use async_trait::async_trait;

use crate::action::Action;
use crate::data_source::DataSource;
use crate::diagnostic::Diagnostics;
use crate::ephemeral::Ephemeral;
use crate::function::Function;
use crate::list::ListResource;
use crate::resource::Resource;
use crate::schema::Schema;
use crate::scope::Cx;
use crate::value::Value;

/// A provider.
#[async_trait]
pub trait Provider: Send + Sync {
    /// The schema of the `provider` block.
    fn schema(&self) -> Schema;

    /// The schema of a `provider_meta` block, by which a module says something of itself. Served, so that modules
    /// may write one; what it says reaches nobody.
    fn meta_schema(&self) -> Option<Schema> {
        None
    }

    /// The managed resources.
    fn resources(&self) -> Vec<Arc<dyn Resource>>;

    /// The data sources.
    fn data_sources(&self) -> Vec<Arc<dyn DataSource>> {
        Vec::new()
    }

    /// The functions. They are called on a provider that is not configured.
    fn functions(&self) -> Vec<Arc<dyn Function>> {
        Vec::new()
    }

    /// The ephemeral resources.
    fn ephemeral_resources(&self) -> Vec<Arc<dyn Ephemeral>> {
        Vec::new()
    }

    /// What finds instances of the managed resources. Each names a resource that has an identity.
    fn list_resources(&self) -> Vec<Arc<dyn ListResource>> {
        Vec::new()
    }

    /// The actions.
    fn actions(&self) -> Vec<Arc<dyn Action>> {
        Vec::new()
    }

    /// Whether the schemas were written elsewhere and are only served here: then they are held to what core
    /// refuses, and not to what we refuse ourselves.
    fn is_foreign(&self) -> bool {
        false
    }

    /// Why there is nothing to serve, if so: Terraform is told when it asks what there is.
    fn unfit(&self) -> Diagnostics {
        Diagnostics::new()
    }

    /// What is wrong with a `provider` block, beyond validators and rules. Called with unknowns.
    async fn validate(&self, _cx: &Cx, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Takes the configuration. Unknown values are to be tolerated: what needs them fails later, at the
    /// attribute.
    async fn configure(&self, cx: &Cx, config: Value, terraform_version: &str) -> Diagnostics;
}
