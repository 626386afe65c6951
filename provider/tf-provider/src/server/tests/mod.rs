//! Promises of the server, over its RPCs: a room for each kind of thing, and what these share.

mod actions;
mod data_sources;
mod ephemerals;
mod functions;
mod identities;
mod lists;
mod resources;
mod whole;

use std::sync::Arc;

use async_trait::async_trait;
use tfplugin6::{self as wire, DynamicValue};

use super::Server;
use crate::action::Action;
use crate::data_source::DataSource;
use crate::diagnostic::Diagnostics;
use crate::ephemeral::Ephemeral;
use crate::function::Function;
use crate::list::ListResource;
use crate::provider::Provider;
use crate::resource::Resource;
use crate::schema::{Attribute, Schema};
use crate::scope::Cx;
use crate::value::{Type, Value, codec};

/// Where the house keeps the summary of its own mistakes.
const BUG: &str = "This is a bug in the provider";

/// A provider with one of each.
struct House;

#[async_trait]
impl Provider for House {
    fn schema(&self) -> Schema {
        Schema::new([("region", Attribute::string().optional())])
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        vec![Arc::new(resources::Lamp), Arc::new(identities::Room)]
    }

    fn data_sources(&self) -> Vec<Arc<dyn DataSource>> {
        vec![Arc::new(data_sources::Weather)]
    }

    fn functions(&self) -> Vec<Arc<dyn Function>> {
        vec![Arc::new(functions::Join)]
    }

    fn ephemeral_resources(&self) -> Vec<Arc<dyn Ephemeral>> {
        vec![Arc::new(ephemerals::Key)]
    }

    fn list_resources(&self) -> Vec<Arc<dyn ListResource>> {
        vec![Arc::new(lists::Rooms)]
    }

    fn actions(&self) -> Vec<Arc<dyn Action>> {
        vec![Arc::new(actions::Ring)]
    }

    async fn configure(&self, _cx: &Cx, _config: Value, _terraform_version: &str) -> Diagnostics {
        Diagnostics::new()
    }
}

fn server() -> Server {
    Server::new(Arc::new(House))
}

#[expect(clippy::unnecessary_wraps, reason = "every message has it as an option")]
fn packed(value: &Value, ty: &Type) -> Option<DynamicValue> {
    let msgpack = codec::msgpack::encode(value, ty).expect("it fits");
    Some(DynamicValue { msgpack, json: Vec::new() })
}

fn unpacked(value: Option<&DynamicValue>, ty: &Type) -> Value {
    codec::msgpack::decode(&value.expect("a value").msgpack, ty).expect("it fits")
}

fn summaries(all: &[wire::Diagnostic]) -> Vec<&str> {
    all.iter().map(|diagnostic| diagnostic.summary.as_str()).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "every message has it as an option")]
fn takes_deferral() -> Option<wire::ClientCapabilities> {
    Some(wire::ClientCapabilities { deferral_allowed: true, ..Default::default() })
}

/// Configures the provider with a region that is not known yet.
async fn configured_with_unknowns(server: &Server) {
    use wire::provider_server::Provider as _;
    let ty = House.schema().ty();
    let request = wire::configure_provider::Request {
        config: packed(&Value::object([("region", Value::Unknown)]), &ty),
        ..Default::default()
    };
    server.configure_provider(tonic::Request::new(request)).await.expect("an answer");
}
