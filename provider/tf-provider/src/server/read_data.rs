//! `ReadDataSource`.

use std::sync::Arc;

use tfplugin6::read_data_source as rpc;

use super::Inner;
use super::run::refused;
use crate::diagnostic::Diagnostics;
use crate::plan::tree::Fields;
use crate::plan::{check, defaults};
use crate::schema::Operation;
use crate::semantic;
use crate::{from_wire, to_wire};

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.data_source(&request.type_name)?;
    let config = from_wire::value(request.config.as_ref(), &entry.ty, "a configuration")?;
    let capabilities = from_wire::capabilities(request.client_capabilities);
    let (cx, _guard) = inner.cx_within(capabilities, &entry.schema, Operation::Read, &config);
    match entry.call.read(&cx, defaults::of_config(&entry.schema, &config)).await {
        Ok(mut looked) => {
            // another spelling of what is configured is what is configured
            looked.state = semantic::keep(Fields::of(&entry.schema.block), &config, looked.state);
            let mut diagnostics = looked.diagnostics;
            diagnostics.extend(check::looked_up(&entry.schema, &config, &looked.state));
            Ok(rpc::Response {
                state: Some(to_wire::value(&looked.state, &entry.ty)?),
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
