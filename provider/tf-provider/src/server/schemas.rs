//! `GetProviderSchema`. Made anew with each call: the server remembers the bytes of the first answer.

use std::collections::BTreeMap;

use tfplugin6::{ActionSchema, ServerCapabilities, get_provider_schema as rpc};

use super::Inner;
use super::catalogue::Entry;
use super::functions;
use super::reply::Reply as _;
use crate::to_wire;

/// What this server can do.
pub(super) const CAPABILITIES: ServerCapabilities = ServerCapabilities {
    plan_destroy: true,
    // nothing depends on the schema having been asked for in the same process
    get_provider_schema_optional: true,
    move_resource_state: true,
    generate_resource_config: true,
};

pub(super) fn answer(inner: &Inner, _: rpc::Request) -> rpc::Response {
    if let Err(broken) = inner.sound() {
        return rpc::Response::refusal(broken);
    }
    let all = &inner.catalogue;
    let actions = all
        .actions
        .iter()
        .map(|(name, entry)| (name.clone(), ActionSchema { schema: Some(to_wire::schema(&entry.schema)) }));
    rpc::Response {
        provider: Some(to_wire::schema(&inner.schema)),
        provider_meta: inner.provider.meta_schema().as_ref().map(to_wire::schema),
        resource_schemas: schemas(&all.resources),
        data_source_schemas: schemas(&all.data_sources),
        ephemeral_resource_schemas: schemas(&all.ephemerals),
        list_resource_schemas: schemas(&all.lists),
        action_schemas: actions.collect(),
        functions: functions::all(inner),
        server_capabilities: Some(CAPABILITIES),
        ..rpc::Response::default()
    }
}

fn schemas<T: ?Sized>(all: &BTreeMap<String, Entry<T>>) -> BTreeMap<String, tfplugin6::Schema> {
    all.iter().map(|(name, entry)| (name.clone(), to_wire::schema(&entry.schema))).collect()
}
