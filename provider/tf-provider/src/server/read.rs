//! `ReadResource`.

use std::sync::Arc;

use tfplugin6::read_resource as rpc;

use super::Inner;
use crate::diagnostic::Diagnostics;
use crate::plan::check;
use crate::private::Private;
use crate::resource::Seen;
use crate::schema::Operation;
use crate::{from_wire, to_wire};

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.entry(&request.type_name)?;
    let state = from_wire::value(request.current_state.as_ref(), &entry.ty, "a state")?;
    let mut cx = inner.cx(from_wire::capabilities(request.client_capabilities));
    let limit = entry.schema.timeouts.as_ref().and_then(|t| t.limit(Operation::Read, &state));
    let _guard = limit.map(|limit| {
        let (stop, guard) = cx.stop.with_deadline(limit);
        cx.stop = stop;
        guard
    });
    let private = Private::from_bytes(&request.private);
    match entry.resource.read(&cx, state, private).await {
        Seen::Present { state, private, mut diagnostics } => {
            diagnostics.extend(check::stored(&entry.schema, &state));
            Ok(rpc::Response {
                new_state: Some(to_wire::value(&state, &entry.ty)?),
                private: private.to_bytes(),
                diagnostics: to_wire::diagnostics(diagnostics),
                ..rpc::Response::default()
            })
        }
        Seen::Gone(diagnostics) => Ok(rpc::Response {
            new_state: Some(to_wire::value(&crate::value::Value::Null, &entry.ty)?),
            diagnostics: to_wire::diagnostics(diagnostics),
            ..rpc::Response::default()
        }),
        // the bytes as they came: nothing was learned, nothing may change
        Seen::OutOfReach(diagnostics) => Ok(rpc::Response {
            new_state: request.current_state,
            private: request.private,
            diagnostics: to_wire::diagnostics(diagnostics),
            ..rpc::Response::default()
        }),
    }
}
