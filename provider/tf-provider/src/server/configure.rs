//! `ConfigureProvider`.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tfplugin6::configure_provider as rpc;

use super::Inner;
use crate::diagnostic::Diagnostics;
use crate::{from_wire, to_wire};

pub(super) async fn answer(inner: Arc<Inner>, request: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    let config =
        from_wire::value(request.config.as_ref(), &inner.schema.ty(), "the provider's configuration")?;
    inner.config_unknown.store(!config.is_wholly_known(), Ordering::Release);
    let cx = inner.cx(from_wire::capabilities(request.client_capabilities));
    let found = inner.provider.configure(&cx, config, &request.terraform_version).await;
    Ok(rpc::Response { diagnostics: to_wire::diagnostics(found) })
}
