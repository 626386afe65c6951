//! `UpgradeResourceIdentity`: called whenever a stored identity is read, at the same version too.

use tfplugin6::upgrade_resource_identity as rpc;

use super::Inner;
use super::upgrade::unreadable;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::to_wire;
use crate::value::codec;

pub(super) fn answer(inner: &Inner, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.resource(&request.type_name)?;
    let identity = inner.catalogue.identity(&request.type_name)?;
    let what = format!("identity of a {}", request.type_name);
    let raw = request.raw_identity.map(|raw| raw.json).unwrap_or_default();
    if raw.is_empty() {
        return Err(Diagnostic::bug(format!("Terraform sent the {what} without its JSON")).into());
    }
    let raw = if request.version < identity.schema.version {
        let json = serde_json::from_slice(&raw).map_err(|error| unreadable(&what, &error))?;
        entry.call.upgrade_identity(request.version, json)?.to_string().into_bytes()
    } else {
        raw
    };
    let upgraded =
        codec::json::decode_state(&raw, &identity.ty).map_err(|error| unreadable(&what, &error))?;
    Ok(rpc::Response {
        upgraded_identity: Some(to_wire::identity(&upgraded, &identity.ty)?),
        ..rpc::Response::default()
    })
}
