//! `ImportResourceState`.

use std::sync::Arc;

use tfplugin6::import_resource_state as rpc;

use super::Inner;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::check;
use crate::{from_wire, to_wire};

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.entry(&request.type_name)?;
    let cx = inner.cx(from_wire::capabilities(request.client_capabilities));
    if request.id.is_empty() {
        return Err(Diagnostic::error("The import id is empty", "An import needs an id.").into());
    }
    let imported = entry.resource.import(&cx, &request.id).await?;
    let mut diagnostics = imported.diagnostics;
    diagnostics.extend(check::stored(&entry.schema, &imported.state));
    Ok(rpc::Response {
        imported_resources: vec![rpc::ImportedResource {
            type_name: request.type_name.clone(),
            state: Some(to_wire::value(&imported.state, &entry.ty)?),
            private: imported.private.to_bytes(),
            identity: None,
        }],
        diagnostics: to_wire::diagnostics(diagnostics),
        ..rpc::Response::default()
    })
}
