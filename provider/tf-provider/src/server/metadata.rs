//! `GetMetadata`: the names of everything, without the schemas. Agrees with `GetProviderSchema`.

use tfplugin6::get_metadata as rpc;

use super::{Inner, schemas};

pub(super) fn answer(inner: &Inner, _: rpc::Request) -> rpc::Response {
    let all = &inner.catalogue;
    macro_rules! named {
        ($entries:expr, $message:ident) => {
            $entries.keys().map(|name| rpc::$message { type_name: name.clone() }).collect()
        };
    }
    rpc::Response {
        server_capabilities: Some(schemas::CAPABILITIES),
        resources: named!(all.resources, ResourceMetadata),
        data_sources: named!(all.data_sources, DataSourceMetadata),
        ephemeral_resources: named!(all.ephemerals, EphemeralMetadata),
        list_resources: named!(all.lists, ListResourceMetadata),
        actions: named!(all.actions, ActionMetadata),
        functions: all.functions.keys().map(|name| rpc::FunctionMetadata { name: name.clone() }).collect(),
        ..rpc::Response::default()
    }
}
