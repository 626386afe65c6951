//! `ReadResource`.

use std::sync::Arc;

use tfplugin6::read_resource as rpc;

use super::Inner;
use super::naming::Known;
use crate::diagnostic::Diagnostics;
use crate::plan::check;
use crate::plan::tree::Fields;
use crate::private::Private;
use crate::resource::Seen;
use crate::schema::Operation;
use crate::semantic;
use crate::value::Value;
use crate::{from_wire, to_wire};

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.resource(&request.type_name)?;
    let state = from_wire::value(request.current_state.as_ref(), &entry.ty, "a state")?;
    let capabilities = from_wire::capabilities(request.client_capabilities);
    let (cx, _guard) = inner.cx_within(capabilities, &entry.schema, Operation::Read, &state);
    let name = |state: &Value, before| inner.name(&request.type_name, entry, state, before, Known::All);
    let private = Private::from_bytes(&request.private);
    let prior = &state;
    match entry.call.read(&cx, state.clone(), private).await {
        Seen::Present { state, private, mut diagnostics } => {
            let state = semantic::keep(Fields::of(&entry.schema.block), prior, state);
            diagnostics.extend(check::stored(&entry.schema, &state));
            // always: a state that an older core wrote has lost it
            let new_identity = name(&state, request.current_identity.as_ref())?;
            Ok(rpc::Response {
                new_identity,
                new_state: Some(to_wire::value(&state, &entry.ty)?),
                private: private.to_bytes(),
                diagnostics: to_wire::diagnostics(diagnostics),
                ..rpc::Response::default()
            })
        }
        Seen::Gone(diagnostics) => Ok(rpc::Response {
            new_state: Some(to_wire::value(&Value::Null, &entry.ty)?),
            diagnostics: to_wire::diagnostics(diagnostics),
            ..rpc::Response::default()
        }),
        // the bytes as they came: nothing was learned, nothing may change
        Seen::OutOfReach(diagnostics) => {
            let new_identity =
                request.current_identity.clone().map_or_else(|| name(&state, None), |it| Ok(Some(it)));
            Ok(rpc::Response {
                new_identity: new_identity?,
                new_state: request.current_state,
                private: request.private,
                diagnostics: to_wire::diagnostics(diagnostics),
                ..rpc::Response::default()
            })
        }
        Seen::Deferred(why) => Ok(rpc::Response {
            deferred: cx.may_defer(None).then(|| to_wire::deferred(why)),
            new_state: request.current_state,
            new_identity: request.current_identity,
            private: request.private,
            ..rpc::Response::default()
        }),
    }
}
