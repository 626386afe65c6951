//! `ImportResourceState`: by an id, or by an identity.

use std::sync::Arc;

use tfplugin6::import_resource_state as rpc;

use super::Inner;
use super::catalogue::Entry;
use super::naming::Known;
use super::run::refused;
use crate::deferral::Refusal;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::check;
use crate::resource::{Imported, Resource};
use crate::scope::Cx;
use crate::value::Value;
use crate::{from_wire, to_wire};

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.resource(&request.type_name)?;
    let cx = inner.cx(from_wire::capabilities(request.client_capabilities));
    let asked = match inner.catalogue.identities.get(&request.type_name) {
        Some(identity) => from_wire::identity(request.identity.as_ref(), &identity.ty)?,
        None => Value::Null,
    };
    let imported = match import(&inner, entry, &cx, &request, asked.clone()).await {
        Ok(imported) => imported,
        Err(why) => {
            let deferred = refused(&cx, None, why)?;
            return Ok(rpc::Response {
                deferred: Some(to_wire::deferred(deferred)),
                ..rpc::Response::default()
            });
        }
    };
    let mut diagnostics = imported.diagnostics;
    diagnostics.extend(check::stored(&entry.schema, &imported.state));
    let identity = inner.name(&request.type_name, entry, &imported.state, None, Known::All)?;
    if let Some(schema) = inner.catalogue.identities.get(&request.type_name)
        && !schema.agrees(&asked, &from_wire::identity(identity.as_ref(), &schema.ty)?)
    {
        diagnostics.push(Diagnostic::bug("The import found something else than what the identity names"));
    }
    Ok(rpc::Response {
        imported_resources: vec![rpc::ImportedResource {
            type_name: request.type_name.clone(),
            state: Some(to_wire::value(&imported.state, &entry.ty)?),
            private: imported.private.to_bytes(),
            identity,
        }],
        diagnostics: to_wire::diagnostics(diagnostics),
        ..rpc::Response::default()
    })
}

async fn import(
    inner: &Inner,
    entry: &Entry<dyn Resource>,
    cx: &Cx,
    request: &rpc::Request,
    identity: Value,
) -> Result<Imported, Refusal> {
    if !request.id.is_empty() {
        return entry.call.import(cx, &request.id).await;
    }
    if identity.is_null() {
        let letter = Diagnostic::error("The import id is empty", "An import needs an id or an identity.");
        return Err(letter.into());
    }
    let missing = inner.catalogue.identity(&request.type_name)?.schema.missing(&identity).join("`, `");
    if !missing.is_empty() {
        let letter = Diagnostic::error(
            "The identity is incomplete",
            format!("To import a {} by its identity, `{missing}` must be in it.", request.type_name),
        );
        return Err(letter.into());
    }
    entry.call.import_identity(cx, identity).await
}
