//! `UpgradeResourceState`: called on every read, even at the same version.

use tfplugin6::upgrade_resource_state as rpc;

use super::Inner;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::check;
use crate::to_wire;
use crate::value::codec;

pub(super) fn answer(inner: &Inner, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.resource(&request.type_name)?;
    let raw = request.raw_state.map(|state| state.json).unwrap_or_default();
    if raw.is_empty() {
        return Err(Diagnostic::error(
            "State in a form that is too old",
            "The state was written by Terraform 0.11 or earlier, before this provider existed.",
        )
        .into());
    }
    let what = format!("state of a {}", request.type_name);
    let raw = if request.version < entry.schema.version {
        let json = serde_json::from_slice(&raw).map_err(|error| unreadable(&what, &error))?;
        entry.call.upgrade(request.version, json)?.to_string().into_bytes()
    } else {
        raw
    };
    let state = codec::json::decode_state(&raw, &entry.ty).map_err(|error| unreadable(&what, &error))?;
    let found = check::stored(&entry.schema, &state);
    if found.has_errors() {
        return Err(found);
    }
    Ok(rpc::Response { upgraded_state: Some(to_wire::value(&state, &entry.ty)?), ..rpc::Response::default() })
}

/// What to say of JSON in a state file that does not fit.
pub(super) fn unreadable(what: &str, why: &(dyn std::error::Error + 'static)) -> Diagnostics {
    let why = kit::error::chain(why);
    Diagnostic::error(
        format!("The {what} cannot be read"),
        format!(
            "The state file holds something that this version of the provider does not understand: {why}. \
             Nothing was changed. Restore an earlier state, or use the version of the provider that wrote it."
        ),
    )
    .into()
}
