//! `CloseEphemeralResource`.

use std::sync::Arc;

use tfplugin6::close_ephemeral_resource as rpc;

use super::Inner;
use super::limits::Limits;
use crate::diagnostic::Diagnostics;
use crate::private::Private;
use crate::scope::Capabilities;
use crate::to_wire;

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.ephemeral(&request.type_name)?;
    let mut private = Private::from_bytes(&request.private.unwrap_or_default());
    let limits = Limits::take(&mut private);
    let (cx, _guard) = inner.cx_limited(Capabilities::default(), limits.close());
    let found = entry.call.close(&cx, private).await;
    Ok(rpc::Response { diagnostics: to_wire::diagnostics(found) })
}
