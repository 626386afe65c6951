//! `MoveResourceState`: a `moved` block from a resource of another type.

use std::sync::Arc;

use tfplugin6::move_resource_state as rpc;

use super::Inner;
use super::naming::Known;
use super::upgrade::unreadable;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::check;
use crate::private::Private;
use crate::resource::Source;
use crate::scope::Capabilities;
use crate::to_wire;

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.resource(&request.target_type_name)?;
    let cx = inner.cx(Capabilities::default());
    let what = format!("state of a {}", request.source_type_name);
    let json = |raw: &[u8]| serde_json::from_slice(raw).map_err(|error| unreadable(&what, &error));
    let state = request.source_state.map(|raw| raw.json).unwrap_or_default();
    let identity = request.source_identity.map(|raw| raw.json).filter(|raw| !raw.is_empty());
    let source = Source {
        provider: request.source_provider_address,
        type_name: request.source_type_name.clone(),
        version: request.source_schema_version,
        state: json(&state)?,
        private: Private::from_bytes(&request.source_private),
        identity: identity.as_deref().map(json).transpose()?,
    };
    let Some(moved) = entry.call.move_from(&cx, source).await? else {
        return Err(Diagnostic::error(
            format!("A {} cannot become a {}", request.source_type_name, request.target_type_name),
            format!(
                "This provider does not know how to turn the state of the one into that of the other. Nothing \
                 was changed. Take the `moved` block out; import the {} and remove the other with a `removed` \
                 block instead.",
                request.target_type_name
            ),
        )
        .into());
    };
    let mut diagnostics = moved.diagnostics;
    diagnostics.extend(check::stored(&entry.schema, &moved.state));
    let target_identity = inner.name(&request.target_type_name, entry, &moved.state, None, Known::All)?;
    Ok(rpc::Response {
        target_state: Some(to_wire::value(&moved.state, &entry.ty)?),
        target_private: moved.private.to_bytes(),
        target_identity,
        diagnostics: to_wire::diagnostics(diagnostics),
    })
}
