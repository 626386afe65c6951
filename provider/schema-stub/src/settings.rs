//! What the `provider` block says that shows in results: where everything is, and which tags it gets. All else in
//! it is accepted and means nothing here.

use std::collections::BTreeMap;

use tf_provider::value::Value;

/// The account that everything is in. No real one has this number.
pub const ACCOUNT: &str = "000000000000";
const REGION: &str = "us-east-1";

/// Where everything is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `eu-central-1`
    pub region: String,
    /// `provider "aws" { default_tags { tags = ... } }`, in as far as it is known.
    pub default_tags: BTreeMap<String, Value>,
}

impl Settings {
    /// The region that the environment names, or `us-east-1`.
    pub fn in_region(region: Option<&str>) -> Self {
        Self { region: region.unwrap_or(REGION).to_owned(), default_tags: BTreeMap::new() }
    }

    /// The same as changed by a `provider` block.
    #[must_use]
    pub fn configured(mut self, config: &Value) -> Self {
        if let Some(region) = config.get("region").and_then(Value::as_str) {
            region.clone_into(&mut self.region);
        }
        let blocks = config.get("default_tags").and_then(Value::as_elements).unwrap_or_default();
        if let Some(tags) = blocks.first().and_then(|block| block.get("tags")).and_then(Value::as_entries) {
            self.default_tags = tags.clone();
        }
        self
    }
}
