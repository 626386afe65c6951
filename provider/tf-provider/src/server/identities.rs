//! `GetResourceIdentitySchemas`. Asked for by cores from 1.12.

use tfplugin6::get_resource_identity_schemas as rpc;

use super::Inner;
use crate::diagnostic::Diagnostics;
use crate::to_wire;

pub(super) fn answer(inner: &Inner, _: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    inner.sound()?;
    let all = inner.catalogue.identities.iter();
    Ok(rpc::Response {
        identity_schemas: all
            .map(|(name, identity)| (name.clone(), to_wire::identity_schema(&identity.schema)))
            .collect(),
        ..rpc::Response::default()
    })
}
