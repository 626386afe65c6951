//! `GetProviderSchema`.

use tfplugin6::{ServerCapabilities, get_provider_schema as rpc};

use super::Inner;
use super::reply::Reply as _;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::schema::check;
use crate::to_wire;

/// What this server can do.
pub(super) const CAPABILITIES: ServerCapabilities = ServerCapabilities {
    plan_destroy: true,
    // nothing depends on the schema having been asked for in the same process
    get_provider_schema_optional: true,
    move_resource_state: false,
    generate_resource_config: false,
};

pub(super) fn answer(inner: &Inner, _: rpc::Request) -> rpc::Response {
    inner.schemas.get_or_init(|| build(inner)).clone()
}

fn build(inner: &Inner) -> rpc::Response {
    let broken: Diagnostics = inner
        .resources
        .iter()
        .map(|(name, entry)| (*name, &entry.schema))
        .chain([("provider", &inner.schema)])
        .flat_map(|(name, schema)| check::schema(name, schema))
        .map(|sentence| Diagnostic::bug(format!("The schema breaks a rule of Terraform: {sentence}")))
        .collect();
    if !broken.is_empty() {
        return rpc::Response::refusal(broken);
    }
    rpc::Response {
        provider: Some(to_wire::schema(&inner.schema)),
        resource_schemas: inner
            .resources
            .iter()
            .map(|(name, entry)| ((*name).to_owned(), to_wire::schema(&entry.schema)))
            .collect(),
        server_capabilities: Some(CAPABILITIES),
        ..rpc::Response::default()
    }
}
