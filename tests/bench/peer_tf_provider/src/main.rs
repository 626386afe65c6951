//! The smallest provider that can be interrupted: one resource whose creation takes a while.
//!
//! `PEER_MARKER` names a file: `creating` is written to it when creation begins, `created` when it ends.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tf_provider::schema::{Attribute, AttributeConstraint, AttributeType, Block, Description, Schema};
use tf_provider::value::{ValueEmpty, ValueString};
use tf_provider::{AttributePath, Diagnostics, DynamicDataSource, DynamicResource, Provider, Resource, map, serve};

const CREATION_TAKES: Duration = Duration::from_secs(8);

#[derive(Debug, Clone, Serialize, Deserialize, Default)]
struct State<'a> {
    #[serde(borrow = "'a")]
    id: ValueString<'a>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Slow;

fn mark(text: &str) {
    if let Some(path) = std::env::var_os("PEER_MARKER") {
        // Without its marker the experiment waits in vain and says so.
        let _ = std::fs::write(path, text);
    }
}

#[async_trait]
impl Resource for Slow {
    type State<'a> = State<'a>;
    type PrivateState<'a> = ValueEmpty;
    type ProviderMetaState<'a> = ValueEmpty;

    fn schema(&self, _diags: &mut Diagnostics) -> Option<Schema> {
        let id = Attribute {
            attr_type: AttributeType::String,
            description: Description::plain("An id"),
            constraint: AttributeConstraint::Computed,
            ..Default::default()
        };
        Some(Schema { version: 1, block: Block { attributes: map! { "id" => id }, ..Default::default() } })
    }

    async fn validate<'a>(&self, _diags: &mut Diagnostics, _config: State<'a>) -> Option<()> {
        Some(())
    }

    async fn read<'a>(
        &self,
        _diags: &mut Diagnostics,
        state: State<'a>,
        private: ValueEmpty,
        _meta: ValueEmpty,
    ) -> Option<(State<'a>, ValueEmpty)> {
        Some((state, private))
    }

    async fn plan_create<'a>(
        &self,
        _diags: &mut Diagnostics,
        _proposed: State<'a>,
        _config: State<'a>,
        _meta: ValueEmpty,
    ) -> Option<(State<'a>, ValueEmpty)> {
        Some((State { id: ValueString::Unknown }, ValueEmpty::default()))
    }

    async fn plan_update<'a>(
        &self,
        _diags: &mut Diagnostics,
        _prior: State<'a>,
        proposed: State<'a>,
        _config: State<'a>,
        private: ValueEmpty,
        _meta: ValueEmpty,
    ) -> Option<(State<'a>, ValueEmpty, Vec<AttributePath>)> {
        Some((proposed, private, Vec::new()))
    }

    async fn plan_destroy<'a>(
        &self,
        _diags: &mut Diagnostics,
        _prior: State<'a>,
        private: ValueEmpty,
        _meta: ValueEmpty,
    ) -> Option<ValueEmpty> {
        Some(private)
    }

    async fn create<'a>(
        &self,
        _diags: &mut Diagnostics,
        _planned: State<'a>,
        _config: State<'a>,
        private: ValueEmpty,
        _meta: ValueEmpty,
    ) -> Option<(State<'a>, ValueEmpty)> {
        mark("creating");
        tokio::time::sleep(CREATION_TAKES).await;
        mark("created");
        Some((State { id: ValueString::from(Cow::Borrowed("one")) }, private))
    }

    async fn update<'a>(
        &self,
        _diags: &mut Diagnostics,
        _prior: State<'a>,
        planned: State<'a>,
        _config: State<'a>,
        private: ValueEmpty,
        _meta: ValueEmpty,
    ) -> Option<(State<'a>, ValueEmpty)> {
        Some((planned, private))
    }

    async fn destroy<'a>(
        &self,
        _diags: &mut Diagnostics,
        _state: State<'a>,
        _private: ValueEmpty,
        _meta: ValueEmpty,
    ) -> Option<()> {
        Some(())
    }
}

#[derive(Debug, Default, Clone)]
struct Peer;

#[async_trait]
impl Provider for Peer {
    type Config<'a> = ValueEmpty;
    type MetaState<'a> = ValueEmpty;

    fn schema(&self, _diags: &mut Diagnostics) -> Option<Schema> {
        let block = Block { description: Description::plain("A peer"), ..Default::default() };
        Some(Schema { version: 1, block })
    }

    async fn validate<'a>(&self, _diags: &mut Diagnostics, _config: ValueEmpty) -> Option<()> {
        Some(())
    }

    async fn configure<'a>(&self, _diags: &mut Diagnostics, _version: String, _config: ValueEmpty) -> Option<()> {
        Some(())
    }

    fn get_resources(&self, _diags: &mut Diagnostics) -> Option<HashMap<String, Box<dyn DynamicResource>>> {
        Some(map! { "slow" => Slow })
    }

    fn get_data_sources(&self, _diags: &mut Diagnostics) -> Option<HashMap<String, Box<dyn DynamicDataSource>>> {
        Some(map! {})
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    serve("peer", Peer).await
}
