//! `RenewEphemeralResource`.

use std::sync::Arc;

use tfplugin6::renew_ephemeral_resource as rpc;

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
    let (cx, _guard) = inner.cx_limited(Capabilities::default(), limits.renew());
    let mut renewed = entry.call.renew(&cx, private).await?;
    limits.put(&mut renewed.private);
    Ok(rpc::Response {
        renew_at: renewed.renew_at.map(to_wire::instant),
        private: Some(renewed.private.to_bytes()),
        diagnostics: to_wire::diagnostics(renewed.diagnostics),
    })
}
