//! `RenewEphemeralResource`.

use std::sync::Arc;

use tfplugin6::renew_ephemeral_resource as rpc;

use super::Inner;
use crate::diagnostic::Diagnostics;
use crate::private::Private;
use crate::scope::Capabilities;
use crate::to_wire;

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let entry = inner.catalogue.ephemeral(&request.type_name)?;
    let private = Private::from_bytes(&request.private.unwrap_or_default());
    let renewed = entry.call.renew(&inner.cx(Capabilities::default()), private).await?;
    Ok(rpc::Response {
        renew_at: renewed.renew_at.map(to_wire::instant),
        private: Some(renewed.private.to_bytes()),
        diagnostics: to_wire::diagnostics(renewed.diagnostics),
    })
}
