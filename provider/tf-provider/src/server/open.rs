//! `OpenEphemeralResource`.

use std::sync::Arc;

use tfplugin6::open_ephemeral_resource as rpc;

use super::Inner;
use super::limits::Limits;
use super::run::refused;
use crate::diagnostic::Diagnostics;
use crate::plan::{check, defaults};
use crate::schema::Operation;
use crate::{from_wire, to_wire};

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.ephemeral(&request.type_name)?;
    let config = from_wire::value(request.config.as_ref(), &entry.ty, "a configuration")?;
    let capabilities = from_wire::capabilities(request.client_capabilities);
    let (cx, _guard) = inner.cx_within(capabilities, &entry.schema, Operation::Open, &config);
    match entry.call.open(&cx, defaults::of_config(&entry.schema, &config)).await {
        Ok(mut opened) => {
            Limits::of(&entry.schema, &config).put(&mut opened.private);
            let mut diagnostics = opened.diagnostics;
            diagnostics.extend(check::looked_up(&entry.schema, &config, &opened.result));
            Ok(rpc::Response {
                result: Some(to_wire::value(&opened.result, &entry.ty)?),
                renew_at: opened.renew_at.map(to_wire::instant),
                private: Some(opened.private.to_bytes()),
                diagnostics: to_wire::diagnostics(diagnostics),
                ..rpc::Response::default()
            })
        }
        Err(why) => {
            let deferred = refused(&cx, Some(&config), why)?;
            Ok(rpc::Response { deferred: Some(to_wire::deferred(deferred)), ..rpc::Response::default() })
        }
    }
}
