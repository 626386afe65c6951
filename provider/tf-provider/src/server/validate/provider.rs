//! `ValidateProviderConfig`.

use std::sync::Arc;

use tfplugin6::validate_provider_config as rpc;

use super::super::Inner;
use crate::diagnostic::Diagnostics;
use crate::scope::Capabilities;
use crate::{from_wire, to_wire, validate};

pub(in super::super) async fn answer(
    inner: Arc<Inner>,
    request: rpc::Request,
) -> Result<rpc::Response, Diagnostics> {
    let config =
        from_wire::value(request.config.as_ref(), &inner.schema.ty(), "the provider's configuration")?;
    let mut found = validate::config(&inner.schema, &config, true);
    found.extend(inner.provider.validate(&inner.cx(Capabilities::default()), &config).await);
    Ok(rpc::Response { diagnostics: to_wire::diagnostics(found) })
}
