//! `GetMetadata`: the names of everything, without the schemas. Agrees with `GetProviderSchema`.

use tfplugin6::get_metadata as rpc;

use super::{Inner, schemas};

pub(super) fn answer(inner: &Inner, _: rpc::Request) -> rpc::Response {
    rpc::Response {
        server_capabilities: Some(schemas::CAPABILITIES),
        resources: inner
            .resources
            .keys()
            .map(|name| tfplugin6::get_metadata::ResourceMetadata { type_name: (*name).to_owned() })
            .collect(),
        ..rpc::Response::default()
    }
}
